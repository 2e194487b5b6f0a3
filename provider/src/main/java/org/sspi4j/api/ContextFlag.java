package org.sspi4j.api;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What is asked of a context, and what it was granted. The names are those of sspi.h without ISC_REQ_, ISC_RET_,
 * ASC_REQ_ and ASC_RET_; the four have different bits for the same name, so flags are converted by name.
 *
 * <p>A flag in a result is a fact: it is there only if the context has the property.
 */
public enum ContextFlag {
    /** The server may act onward as the client. */
    DELEGATE(0x1, 0x1, 0x1, 0x1),
    /** Both sides prove who they are. */
    MUTUAL_AUTH(0x2, 0x2, 0x2, 0x2),
    /** Messages that come twice are refused. */
    REPLAY_DETECT(0x4, 0x4, 0x4, 0x4),
    /** Messages out of order are refused. */
    SEQUENCE_DETECT(0x8, 0x8, 0x8, 0x8),
    /** Messages can be encrypted. */
    CONFIDENTIALITY(0x10, 0x10, 0x10, 0x10),
    /** A new session key: user-to-user authentication. */
    USE_SESSION_KEY(0x20, 0x20, 0x20, 0x20),
    /** Asks for an interactive prompt: refused by every package. */
    PROMPT_FOR_CREDS(0x40, 0, 0, 0),
    /** The server issues TLS session tickets. */
    SESSION_TICKET(0, 0, 0x40, 0x40),
    /** No credentials are looked for; those in a PKG_PARAMS buffer are used. */
    USE_SUPPLIED_CREDS(0x80, 0x80, 0, 0),
    /** The package allocates the output. Always so in Java; kept for its bit. */
    ALLOCATE_MEMORY(0x100, 0x100, 0x100, 0x100),
    /** A third leg, as DCE RPC wants it. */
    USE_DCE_STYLE(0x200, 0x200, 0x200, 0x200),
    /** Datagram semantics. */
    DATAGRAM(0x400, 0x400, 0x400, 0x400),
    /** Connection semantics: the caller frames messages. */
    CONNECTION(0x800, 0x800, 0x800, 0x800),
    /** Defined by the header, used by no package. */
    CALL_LEVEL(0x1000, 0x2000, 0x1000, 0x2000),
    /** An intermediate result. */
    INTERMEDIATE_RETURN(0, 0x1000, 0, 0),
    /** The caller feeds fragments. */
    FRAGMENT_SUPPLIED(0x2000, 0, 0x2000, 0),
    /** A failure produces a token for the peer. */
    EXTENDED_ERROR(0x4000, 0x4000, 0x8000, 0x8000),
    /** The third leg of a DCE exchange failed. */
    THIRD_LEG_FAILED(0, 0, 0, 0x4000),
    /** Stream semantics: the package frames records. */
    STREAM(0x8000, 0x8000, 0x10000, 0x10000),
    /** Messages can be signed. */
    INTEGRITY(0x10000, 0x10000, 0x20000, 0x20000),
    /** The server may learn who the client is and not act as it. */
    IDENTIFY(0x20000, 0x20000, 0x80000, 0x80000),
    /** An anonymous client. */
    NULL_SESSION(0x40000, 0x40000, 0x100000, 0x100000),
    /** Defined by the header, used by no package. */
    LICENSING(0, 0, 0x40000, 0x40000),
    /** The application checks the server's certificate. */
    MANUAL_CRED_VALIDATION(0x80000, 0x80000, 0, 0),
    /** Accounts that are no users may log on. */
    ALLOW_NON_USER_LOGONS(0, 0, 0x200000, 0x200000),
    /** The output is cut to the size of the buffer. */
    FRAGMENT_TO_FIT(0x200000, 0x200000, 0x800000, 0x800000),
    /** The ticket-granting ticket is forwarded. */
    FORWARD_CREDENTIALS(0x400000, 0x400000, 0, 0),
    /** Defined by the header; never granted, since an acceptor without a replay cache is an open door. */
    ALLOW_CONTEXT_REPLAY(0, 0, 0x400000, 0x400000),
    /** INTEGRITY is not wanted, even where it comes for free. */
    NO_INTEGRITY(0x800000, 0, 0, 0),
    /** Digest as HTTP has it. */
    USE_HTTP_STYLE(0x1000000, 0x1000000, 0, 0),
    /** No access token is made. */
    NO_TOKEN(0, 0, 0x1000000, 0x1000000),
    /** No further token follows. */
    NO_ADDITIONAL_TOKEN(0, 0x2000000, 0, 0x2000000),
    /** Digest: channel bindings are required. */
    PROXY_BINDINGS(0, 0, 0x4000000, 0),
    /** The context was authenticated again. */
    REAUTHENTICATION(0, 0x8000000, 0, 0),
    /** An acceptor that has channel bindings takes clients without them too. Shares its bit with {@link #HTTP}. */
    ALLOW_MISSING_BINDINGS(0, 0, 0x10000000, 0),
    /** Digest as HTTP has it, under the name of the documentation. Shares its bit with {@link #ALLOW_MISSING_BINDINGS}. */
    HTTP(0x10000000, 0, 0x10000000, 0),
    /** The target name came from an untrusted source. */
    UNVERIFIED_TARGET_NAME(0x20000000, 0, 0, 0),
    /** Encryption without integrity: no package here offers it. */
    CONFIDENTIALITY_ONLY(0x40000000, 0x40000000, 0, 0),
    /** Handshake messages without the record layer. */
    MESSAGES(0x1_0000_0000L, 0x1_0000_0000L, 0x1_0000_0000L, 0x1_0000_0000L),
    /** The certificate is checked later. */
    DEFERRED_CRED_VALIDATION(0x2_0000_0000L, 0x2_0000_0000L, 0, 0),
    /** No client authentication after the handshake. */
    NO_POST_HANDSHAKE_AUTH(0x4_0000_0000L, 0x4_0000_0000L, 0, 0);

    private final long iscReq;
    private final long iscRet;
    private final long ascReq;
    private final long ascRet;

    ContextFlag(long iscReq, long iscRet, long ascReq, long ascRet) {
        this.iscReq = iscReq;
        this.iscRet = iscRet;
        this.ascReq = ascReq;
        this.ascRet = ascRet;
    }

    /** The ISC_REQ_ bit; 0 if an initiator cannot ask for it. */
    public long iscReq() {
        return iscReq;
    }

    /** The ISC_RET_ bit; 0 if an initiator is never told. */
    public long iscRet() {
        return iscRet;
    }

    /** The ASC_REQ_ bit; 0 if an acceptor cannot ask for it. */
    public long ascReq() {
        return ascReq;
    }

    /** The ASC_RET_ bit; 0 if an acceptor is never told. */
    public long ascRet() {
        return ascRet;
    }

    /** The flags whose ISC_REQ_ bits are set; bits without a name are dropped. */
    public static Set<ContextFlag> fromIscReq(long bits) {
        return named(bits, ContextFlag::iscReq);
    }

    /** The flags whose ASC_REQ_ bits are set; bits without a name are dropped. */
    public static Set<ContextFlag> fromAscReq(long bits) {
        return named(bits, ContextFlag::ascReq);
    }

    /** The flags whose ISC_RET_ bits are set; bits without a name are dropped. */
    public static Set<ContextFlag> fromIscRet(long bits) {
        return named(bits, ContextFlag::iscRet);
    }

    /** The flags whose ASC_RET_ bits are set; bits without a name are dropped. */
    public static Set<ContextFlag> fromAscRet(long bits) {
        return named(bits, ContextFlag::ascRet);
    }

    /** ISC_RET_ bits of these flags. */
    public static long toIscRet(Set<ContextFlag> flags) {
        return bits(flags, ContextFlag::iscRet);
    }

    /** ASC_RET_ bits of these flags. */
    public static long toAscRet(Set<ContextFlag> flags) {
        return bits(flags, ContextFlag::ascRet);
    }

    private static Set<ContextFlag> named(long bits, ToLongFunction<ContextFlag> bit) {
        var flags = EnumSet.noneOf(ContextFlag.class);
        for (var flag : values()) {
            if ((bits & bit.applyAsLong(flag)) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static long bits(Set<ContextFlag> flags, ToLongFunction<ContextFlag> bit) {
        return flags.stream().mapToLong(bit).reduce(0, (a, b) -> a | b);
    }
}
