package org.sspi4j.api;

import java.util.EnumSet;
import java.util.Set;

/** SCH_CRED_ and SCH_: the dwFlags of {@link SchannelCred} and {@link SchCredentials}. */
public enum SchCredFlag {
    /** A server that maps client certificates by the credential's own mappers only. There is no other here. */
    NO_SYSTEM_MAPPER(0x2),
    /** A client that does not compare the server's name with the target: any server that its roots vouch for will do. */
    NO_SERVERNAME_CHECK(0x4),
    /** A client that checks nothing: the application does, with REMOTE_CERT_CONTEXT, before it sends anything. */
    MANUAL_CRED_VALIDATION(0x8),
    /** A client that looks for no certificate of its own. */
    NO_DEFAULT_CREDS(0x10),
    /** A client that checks the server's certificate: so without any flag too. */
    AUTO_CRED_VALIDATION(0x20),
    /** A client that looks for a certificate of its own: so without any flag too. */
    USE_DEFAULT_CREDS(0x40),
    /** A server whose sessions are not resumed. */
    DISABLE_RECONNECTS(0x80),
    /** Asks whether the peer's certificate is revoked. */
    REVOCATION_CHECK_END_CERT(0x100),
    /** Asks whether any certificate of the peer's chain is revoked. */
    REVOCATION_CHECK_CHAIN(0x200),
    /** As {@link #REVOCATION_CHECK_CHAIN}, but for the root. */
    REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT(0x400),
    /** Takes certificates that nobody can be asked about. */
    IGNORE_NO_REVOCATION_CHECK(0x800),
    /** Takes certificates whose authority does not answer. */
    IGNORE_REVOCATION_OFFLINE(0x1000),
    /** Trusts the roots of hRootStore alone: so without the flag too, where there is one. */
    RESTRICTED_ROOTS(0x2000),
    /** Asks nobody on the network whether a certificate is revoked: only what the credential brings counts. */
    REVOCATION_CHECK_CACHE_ONLY(0x4000),
    /** Fetches nothing from the network for a chain: so without the flag too. */
    CACHE_ONLY_URL_RETRIEVAL(0x8000),
    MEMORY_STORE_CERT(0x10000),
    CACHE_ONLY_URL_RETRIEVAL_ON_CREATE(0x20000),
    /** Sends the root along with the chain, if it is there. */
    SEND_ROOT_CERT(0x40000),
    /** A server that shows the certificate whose name the client asks for. */
    SNI_CREDENTIAL(0x80000),
    SNI_ENABLE_OCSP(0x100000),
    /** Splits CBC records of TLS 1.0: always done. */
    SEND_AUX_RECORD(0x200000),
    /** Leaves out what is known to be weak: always so. */
    USE_STRONG_CRYPTO(0x400000),
    USE_PRESHAREDKEY_ONLY(0x800000),
    USE_DTLS_ONLY(0x1000000),
    ALLOW_NULL_ENCRYPTION(0x2000000);

    private final int bit;

    SchCredFlag(int bit) {
        this.bit = bit;
    }

    /** The bit of dwFlags. */
    public int bit() {
        return bit;
    }

    /**
     * The flags of dwFlags.
     *
     * @throws SspiException SEC_E_INVALID_PARAMETER for bits without a name
     */
    public static Set<SchCredFlag> of(int bits) throws SspiException {
        var found = EnumSet.noneOf(SchCredFlag.class);
        int rest = bits;
        for (var flag : values()) {
            if ((bits & flag.bit) != 0) {
                found.add(flag);
                rest &= ~flag.bit;
            }
        }
        if (rest != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER, "No flag of a Schannel credential is " + String.format("0x%X", rest));
        }
        return found;
    }
}
