package org.sspi4j.api;

/** SECPKG_FLAG_: what a security package can do. */
public enum PackageCapability {
    /** MakeSignature and VerifySignature. */
    INTEGRITY(0x1),
    /** EncryptMessage and DecryptMessage. */
    PRIVACY(0x2),
    /** A context is made from TOKEN buffers and what says more of the channel, such as bindings; other buffers are ignored. */
    TOKEN_ONLY(0x4),
    /** Datagram contexts. */
    DATAGRAM(0x8),
    /** Connection contexts. */
    CONNECTION(0x10),
    /** Authentication may take several legs. */
    MULTI_REQUIRED(0x20),
    /** The package has no acceptor. */
    CLIENT_ONLY(0x40),
    /** Failures may produce a token for the peer. */
    EXTENDED_ERROR(0x80),
    /** The acceptor can impersonate the client. */
    IMPERSONATION(0x100),
    /** Windows names are understood as targets. */
    ACCEPT_WIN32_NAME(0x200),
    /** Stream semantics. */
    STREAM(0x400),
    /** Negotiate may choose it. */
    NEGOTIABLE(0x800),
    /** Tokens and messages are those of GSS-API. */
    GSS_COMPATIBLE(0x1000),
    /** It can log users on. */
    LOGON(0x2000),
    /** Token buffers are ASCII. */
    ASCII_BUFFERS(0x4000),
    /** Large tokens may come in fragments. */
    FRAGMENT(0x8000),
    /** Mutual authentication. */
    MUTUAL_AUTH(0x10000),
    /** Delegation. */
    DELEGATION(0x20000),
    /** Read-only buffers can be part of the checksum. */
    READONLY_WITH_CHECKSUM(0x40000),
    /** Restricted tokens. */
    RESTRICTED_TOKENS(0x80000),
    /** It extends Negotiate. */
    NEGO_EXTENDER(0x100000),
    /** It is negotiated by the extender. */
    NEGOTIABLE2(0x200000),
    /** Windows application containers. */
    APPCONTAINER_PASSTHROUGH(0x400000),
    /** Windows application containers. */
    APPCONTAINER_CHECKS(0x800000),
    /** Windows credential isolation. */
    CREDENTIAL_ISOLATION_ENABLED(0x1000000),
    /** Windows loopback. */
    APPLY_LOOPBACK(0x2000000);

    private final int bit;

    PackageCapability(int bit) {
        this.bit = bit;
    }

    /** The bit in fCapabilities. */
    public int bit() {
        return bit;
    }
}
