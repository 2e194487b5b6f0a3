package org.sspi4j.api;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * The context attributes that only Schannel knows. Where the header's structure is not written down, the answer is of a type that
 * says least: {@code byte[]}, or {@code Object}.
 */
public final class SchannelAttribute {
    /** SECPKG_ATTR_PROTO_INFO. */
    public static final ContextAttribute<ProtoInfo> PROTO_INFO = of("PROTO_INFO", 7, ProtoInfo.class, 16);
    /** SECPKG_ATTR_USE_VALIDATED. */
    public static final ContextAttribute<Boolean> USE_VALIDATED = of("USE_VALIDATED", 15, Boolean.class, 4);
    /** SECPKG_ATTR_UNIQUE_BINDINGS: tls-unique. */
    public static final ContextAttribute<Bindings> UNIQUE_BINDINGS = of("UNIQUE_BINDINGS", 25, Bindings.class, 16);
    /** SECPKG_ATTR_ENDPOINT_BINDINGS: tls-server-end-point. */
    public static final ContextAttribute<Bindings> ENDPOINT_BINDINGS = of("ENDPOINT_BINDINGS", 26, Bindings.class, 16);
    /** SECPKG_ATTR_DTLS_MTU, may be set: 200 to 65536 bytes. */
    public static final ContextAttribute<DtlsMtu> DTLS_MTU = of("DTLS_MTU", 34, DtlsMtu.class, 2);
    /** SECPKG_ATTR_APPLICATION_PROTOCOL: what ALPN came to. */
    public static final ContextAttribute<ApplicationProtocol> APPLICATION_PROTOCOL =
            of("APPLICATION_PROTOCOL", 35, ApplicationProtocol.class, 264);
    /** SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS: their numbers. */
    public static final ContextAttribute<NegotiatedTlsExtensions> NEGOTIATED_TLS_EXTENSIONS =
            of("NEGOTIATED_TLS_EXTENSIONS", 36, NegotiatedTlsExtensions.class, 16);
    /** SECPKG_ATTR_ISSUER_LIST, obsolete. */
    public static final ContextAttribute<Object> ISSUER_LIST = of("ISSUER_LIST", 0x50, Object.class, 16);
    /** SECPKG_ATTR_REMOTE_CRED, obsolete. */
    public static final ContextAttribute<Object> REMOTE_CRED = of("REMOTE_CRED", 0x51, Object.class, 32);
    /** SECPKG_ATTR_LOCAL_CRED, obsolete. */
    public static final ContextAttribute<Object> LOCAL_CRED = of("LOCAL_CRED", 0x52, Object.class, 32);
    /** SECPKG_ATTR_REMOTE_CERT_CONTEXT: the peer's certificate. */
    public static final ContextAttribute<X509Certificate> REMOTE_CERT_CONTEXT =
            of("REMOTE_CERT_CONTEXT", 0x53, X509Certificate.class, 8);
    /** SECPKG_ATTR_LOCAL_CERT_CONTEXT: this side's certificate. */
    public static final ContextAttribute<X509Certificate> LOCAL_CERT_CONTEXT =
            of("LOCAL_CERT_CONTEXT", 0x54, X509Certificate.class, 8);
    /** SECPKG_ATTR_ROOT_STORE: whom this side trusts. */
    public static final ContextAttribute<KeyStore> ROOT_STORE = of("ROOT_STORE", 0x55, KeyStore.class, 8);
    /** SECPKG_ATTR_SUPPORTED_ALGS: no context has it, see {@link CredentialAttribute#SUPPORTED_ALGS}. */
    public static final ContextAttribute<CredentialAttribute.SupportedAlgs> SUPPORTED_ALGS =
            of("SUPPORTED_ALGS", 0x56, CredentialAttribute.SupportedAlgs.class, 16);
    /** SECPKG_ATTR_CIPHER_STRENGTHS: no context has it, see {@link CredentialAttribute#CIPHER_STRENGTHS}. */
    public static final ContextAttribute<CredentialAttribute.CipherStrengths> CIPHER_STRENGTHS =
            of("CIPHER_STRENGTHS", 0x57, CredentialAttribute.CipherStrengths.class, 8);
    /** SECPKG_ATTR_SUPPORTED_PROTOCOLS: no context has it, see {@link CredentialAttribute#SUPPORTED_PROTOCOLS}. */
    public static final ContextAttribute<CredentialAttribute.SupportedProtocols> SUPPORTED_PROTOCOLS =
            of("SUPPORTED_PROTOCOLS", 0x58, CredentialAttribute.SupportedProtocols.class, 4);
    /** SECPKG_ATTR_ISSUER_LIST_EX: the authorities that the server names. Also answered half-way. */
    public static final ContextAttribute<IssuerListInfoEx> ISSUER_LIST_EX =
            of("ISSUER_LIST_EX", 0x59, IssuerListInfoEx.class, 16);
    /** SECPKG_ATTR_CONNECTION_INFO. */
    public static final ContextAttribute<ConnectionInfo> CONNECTION_INFO =
            of("CONNECTION_INFO", 0x5A, ConnectionInfo.class, 28);
    /** SECPKG_ATTR_EAP_KEY_BLOCK. */
    public static final ContextAttribute<EapKeyBlock> EAP_KEY_BLOCK =
            of("EAP_KEY_BLOCK", 0x5B, EapKeyBlock.class, 192);
    /** SECPKG_ATTR_MAPPED_CRED_ATTR. */
    public static final ContextAttribute<Object> MAPPED_CRED_ATTR = of("MAPPED_CRED_ATTR", 0x5C, Object.class, 16);
    /** SECPKG_ATTR_SESSION_INFO: whether it is a session of before. */
    public static final ContextAttribute<SessionInfo> SESSION_INFO = of("SESSION_INFO", 0x5D, SessionInfo.class, 40);
    /** SECPKG_ATTR_APP_DATA, may be set: what the application keeps with the session. */
    public static final ContextAttribute<SessionAppData> APP_DATA = of("APP_DATA", 0x5E, SessionAppData.class, 16);
    /** SECPKG_ATTR_REMOTE_CERTIFICATES. */
    public static final ContextAttribute<Object> REMOTE_CERTIFICATES =
            of("REMOTE_CERTIFICATES", 0x5F, Object.class, 16);
    /** SECPKG_ATTR_CLIENT_CERT_POLICY. */
    public static final ContextAttribute<Object> CLIENT_CERT_POLICY = of("CLIENT_CERT_POLICY", 0x60, Object.class, 56);
    /** SECPKG_ATTR_CC_POLICY_RESULT. */
    public static final ContextAttribute<Object> CC_POLICY_RESULT = of("CC_POLICY_RESULT", 0x61, Object.class, 20);
    /** SECPKG_ATTR_USE_NCRYPT. */
    public static final ContextAttribute<Object> USE_NCRYPT = of("USE_NCRYPT", 0x62, Object.class, 0);
    /** SECPKG_ATTR_LOCAL_CERT_INFO. */
    public static final ContextAttribute<Object> LOCAL_CERT_INFO = of("LOCAL_CERT_INFO", 0x63, Object.class, 40);
    /** SECPKG_ATTR_CIPHER_INFO. */
    public static final ContextAttribute<CipherInfo> CIPHER_INFO = of("CIPHER_INFO", 0x64, CipherInfo.class, 680);
    /** SECPKG_ATTR_EAP_PRF_INFO, may be set. */
    public static final ContextAttribute<byte[]> EAP_PRF_INFO = of("EAP_PRF_INFO", 0x65, byte[].class, 16);
    /** SECPKG_ATTR_SUPPORTED_SIGNATURES. */
    public static final ContextAttribute<Object> SUPPORTED_SIGNATURES =
            of("SUPPORTED_SIGNATURES", 0x66, Object.class, 16);
    /** SECPKG_ATTR_REMOTE_CERT_CHAIN: the peer's certificate and those of its issuers. */
    public static final ContextAttribute<RemoteCertChain> REMOTE_CERT_CHAIN =
            of("REMOTE_CERT_CHAIN", 0x67, RemoteCertChain.class, 8);
    /** SECPKG_ATTR_UI_INFO. */
    public static final ContextAttribute<Object> UI_INFO = of("UI_INFO", 0x68, Object.class, 8);
    /** SECPKG_ATTR_EARLY_START, may be set. */
    public static final ContextAttribute<Integer> EARLY_START = of("EARLY_START", 0x69, Integer.class, 4);
    /** SECPKG_ATTR_KEYING_MATERIAL_INFO, may be set: what {@link #KEYING_MATERIAL} then is made of. */
    public static final ContextAttribute<KeyingMaterialInfo> KEYING_MATERIAL_INFO =
            of("KEYING_MATERIAL_INFO", 0x6A, KeyingMaterialInfo.class, 40);
    /** SECPKG_ATTR_KEYING_MATERIAL, as RFC 5705 has it. */
    public static final ContextAttribute<KeyingMaterial> KEYING_MATERIAL =
            of("KEYING_MATERIAL", 0x6B, KeyingMaterial.class, 16);
    /** SECPKG_ATTR_SRTP_PARAMETERS. */
    public static final ContextAttribute<Object> SRTP_PARAMETERS = of("SRTP_PARAMETERS", 0x6C, Object.class, 16);
    /** SECPKG_ATTR_TOKEN_BINDING. */
    public static final ContextAttribute<Object> TOKEN_BINDING = of("TOKEN_BINDING", 0x6D, Object.class, 16);
    /** SECPKG_ATTR_CONNECTION_INFO_EX. */
    public static final ContextAttribute<Object> CONNECTION_INFO_EX =
            of("CONNECTION_INFO_EX", 0x6E, Object.class, 404);
    /** SECPKG_ATTR_KEYING_MATERIAL_TOKEN_BINDING. */
    public static final ContextAttribute<KeyingMaterial> KEYING_MATERIAL_TOKEN_BINDING =
            of("KEYING_MATERIAL_TOKEN_BINDING", 0x6F, KeyingMaterial.class, 16);
    /** SECPKG_ATTR_KEYING_MATERIAL_INPROC. */
    public static final ContextAttribute<KeyingMaterial> KEYING_MATERIAL_INPROC =
            of("KEYING_MATERIAL_INPROC", 0x70, KeyingMaterial.class, 48);

    /**
     * CERT_CHAIN_CONTEXT, as far as it is the peer's.
     *
     * @param chain as the peer sent it, its own certificate first
     */
    public record RemoteCertChain(List<X509Certificate> chain) {
        public RemoteCertChain {
            chain = List.copyOf(chain);
        }
    }

    /** SecPkgContext_ProtoInfo. */
    public record ProtoInfo(String protocolName, int majorVersion, int minorVersion) {}

    /** SecPkgContext_Bindings. */
    public record Bindings(ChannelBindings bindings) {}

    /** @param pathMtu in bytes */
    public record DtlsMtu(int pathMtu) {}

    /** SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS. The number of the header is the ordinal. */
    public enum ProtoNegoStatus {
        NONE,
        SUCCESS,
        SELECTED_CLIENT_ONLY
    }

    /** SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT. The number of the header is the ordinal. */
    public enum ProtoNegoExt {
        NONE,
        NPN,
        ALPN
    }

    /**
     * SecPkgContext_ApplicationProtocol.
     *
     * @param protocolId at most 255 bytes
     */
    public record ApplicationProtocol(ProtoNegoStatus protoNegoStatus, ProtoNegoExt protoNegoExt, byte[] protocolId) {}

    /** SecPkgContext_NegotiatedTlsExtensions. */
    public record NegotiatedTlsExtensions(List<Integer> extensions) {
        public NegotiatedTlsExtensions {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * SecPkgContext_IssuerListInfoEx.
     *
     * @param issuers DER names
     */
    public record IssuerListInfoEx(List<byte[]> issuers) {
        public IssuerListInfoEx {
            issuers = List.copyOf(issuers);
        }
    }

    /**
     * SecPkgContext_ConnectionInfo: protocol as a SP_PROT_ bit, algorithms as ALG_ID.
     *
     * @param cipherStrength in bits, as the other strengths
     */
    public record ConnectionInfo(
            int protocol, int cipher, int cipherStrength, int hash, int hashStrength, int exch, int exchStrength) {}

    /**
     * SecPkgContext_EapKeyBlock: copies. Whoever asks for them has to wipe them.
     *
     * @param keys 128 bytes
     * @param ivs 64 bytes
     */
    public record EapKeyBlock(byte[] keys, byte[] ivs) implements SecretStructure {
        @Override
        public void close() {
            Arrays.fill(keys, (byte) 0);
            Arrays.fill(ivs, (byte) 0);
        }

        @Override
        public String toString() {
            return "EapKeyBlock[]";
        }
    }

    /**
     * SecPkgContext_SessionInfo.
     *
     * @param flags SSL_SESSION_RECONNECT 1
     * @param sessionId at most 32 bytes
     */
    public record SessionInfo(int flags, byte[] sessionId) {
        @Override
        public String toString() {
            return "SessionInfo[" + flags + "]";
        }
    }

    /** SecPkgContext_SessionAppData. */
    public record SessionAppData(int flags, byte[] appData) {
        @Override
        public String toString() {
            return "SessionAppData[" + flags + ", " + appData.length + " bytes]";
        }
    }

    /**
     * SecPkgContext_CipherInfo.
     *
     * @param version always 1
     * @param cipherLength in bits
     * @param cipherBlockLength in bytes
     * @param hashLength in bits, as the lengths of the exchange
     */
    public record CipherInfo(
            int version,
            int protocol,
            int cipherSuiteId,
            int baseCipherSuiteId,
            String cipherSuite,
            String cipher,
            int cipherLength,
            int cipherBlockLength,
            String hash,
            int hashLength,
            String exchange,
            int minExchangeLength,
            int maxExchangeLength,
            String certificate,
            int keyType) {}

    /**
     * SecPkgContext_KeyingMaterialInfo.
     *
     * @param label ASCII, such as {@code EXPORTER-Channel-Binding}
     * @param contextValue null for none, which under TLS 1.2 is another one than a context without bytes
     * @param keyingMaterial how many bytes are wanted, 1 to 8160
     * @spec RFC 5705 4
     */
    public record KeyingMaterialInfo(String label, byte[] contextValue, int keyingMaterial) {}

    /** SecPkgContext_KeyingMaterial: a copy. Whoever asks for it has to wipe it. */
    public record KeyingMaterial(byte[] keyingMaterial) implements SecretStructure {
        @Override
        public void close() {
            Arrays.fill(keyingMaterial, (byte) 0);
        }

        @Override
        public String toString() {
            return "KeyingMaterial[" + keyingMaterial.length + " bytes]";
        }
    }

    private SchannelAttribute() {}

    private static <T> ContextAttribute<T> of(String name, int number, Class<T> structure, int size) {
        return new ContextAttribute<>(name, number, structure, size);
    }
}
