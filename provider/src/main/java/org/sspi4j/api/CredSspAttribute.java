package org.sspi4j.api;

import java.util.Arrays;
import java.util.Set;

/** The context attributes that only CredSSP knows; nearly all of them have the bit SECPKG_ALT_ATTR, 0x80000000. */
public final class CredSspAttribute {
    /** SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES: what is said of the client, on the server. Some documentation prints 124. */
    public static final ContextAttribute<byte[]> SUBJECT_SECURITY_ATTRIBUTES =
            new ContextAttribute<>("SUBJECT_SECURITY_ATTRIBUTES", 128, byte[].class, 8);
    /** SECPKG_ATTR_CREDS: the credentials that the client sent, on the server. */
    public static final ContextAttribute<ClientCreds> CREDS =
            new ContextAttribute<>("CREDS", 0x80000080, ClientCreds.class, 16);
    /** SECPKG_ATTR_NEGOTIATION_PACKAGE: what Negotiate chose inside. */
    public static final ContextAttribute<PackageInfo> NEGOTIATION_PACKAGE =
            new ContextAttribute<>("NEGOTIATION_PACKAGE", 0x80000081, PackageInfo.class, 8);
    /** SECPKG_ATTR_C_ACCESS_TOKEN: who the client is, by the exchange inside, on the server. */
    public static final ContextAttribute<AccessToken> C_ACCESS_TOKEN =
            new ContextAttribute<>("C_ACCESS_TOKEN", 0x80000012, AccessToken.class, 8);
    /** SECPKG_ATTR_C_FULL_ACCESS_TOKEN: who the client is, by the credentials that it sent, on the server. */
    public static final ContextAttribute<AccessToken> C_FULL_ACCESS_TOKEN =
            new ContextAttribute<>("C_FULL_ACCESS_TOKEN", 0x80000082, AccessToken.class, 8);
    /** SECPKG_ATTR_SERVER_AUTH_FLAGS: how the server proved itself, on the client. */
    public static final ContextAttribute<ServerAuthFlags> SERVER_AUTH_FLAGS =
            new ContextAttribute<>("SERVER_AUTH_FLAGS", 0x80000083, ServerAuthFlags.class, 4);
    /** SECPKG_ATTR_CERT_TRUST_STATUS: what is wrong with the server's certificate, on the client. */
    public static final ContextAttribute<CertTrustStatus> CERT_TRUST_STATUS =
            new ContextAttribute<>("CERT_TRUST_STATUS", 0x80000084, CertTrustStatus.class, 8);
    /** SECPKG_ATTR_C_FULL_IDENT_TOKEN: as C_FULL_ACCESS_TOKEN, to identify only. */
    public static final ContextAttribute<AccessToken> C_FULL_IDENT_TOKEN =
            new ContextAttribute<>("C_FULL_IDENT_TOKEN", 0x80000085, AccessToken.class, 8);
    /** SECPKG_ATTR_CREDS_2: the credentials that the client sent, packed, on the server. */
    public static final ContextAttribute<ClientCreds> CREDS_2 =
            new ContextAttribute<>("CREDS_2", 0x80000086, ClientCreds.class, 16);

    /** SecPkgContext_ClientCreds: a copy of the credentials. Whoever asks for them has to wipe them. */
    public record ClientCreds(byte[] authBuffer) implements SecretStructure {
        @Override
        public void close() {
            Arrays.fill(authBuffer, (byte) 0);
        }

        @Override
        public String toString() {
            return "ClientCreds[" + authBuffer.length + " bytes]";
        }
    }

    /** CREDSSP_SERVER_AUTH_. */
    public enum ServerAuth {
        NEGOTIATE(0x1),
        CERTIFICATE(0x2),
        LOOPBACK(0x4);

        private final int bit;

        ServerAuth(int bit) {
            this.bit = bit;
        }

        /** The bit of the header. */
        public int bit() {
            return bit;
        }
    }

    /** The answer to {@link #SERVER_AUTH_FLAGS}, by name. */
    public record ServerAuthFlags(Set<ServerAuth> flags) {
        public ServerAuthFlags {
            flags = Set.copyOf(flags);
        }
    }

    /** CERT_TRUST_STATUS of wincrypt.h. */
    public record CertTrustStatus(int errorStatus, int infoStatus) {}

    private CredSspAttribute() {}
}
