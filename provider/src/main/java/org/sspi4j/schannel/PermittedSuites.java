package org.sspi4j.schannel;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.sspi4j.api.CryptoSettings;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * Which cipher suites a credential leaves: the strong ones, less what it takes away. SHA-1 in the MAC counts as strong only where
 * versions before TLS 1.2, which know nothing better, were named.
 */
final class PermittedSuites {
    private static final Set<Integer> KNOWN = Set.of(
            AlgId.CALG_3DES, AlgId.CALG_AES_128, AlgId.CALG_AES_256, AlgId.CALG_SHA1, AlgId.CALG_SHA_256, AlgId.CALG_SHA_384,
            AlgId.CALG_RSA_KEYX, AlgId.CALG_DH_EPHEM, AlgId.CALG_ECDH_EPHEM, AlgId.CALG_RSA_SIGN, AlgId.CALG_ECDSA);

    private PermittedSuites() {}

    private static Predicate<CipherSuite> strong(Set<TlsVersion> versions) {
        boolean old = versions.contains(TlsVersion.TLS_1_0) || versions.contains(TlsVersion.TLS_1_1);
        return suite -> suite.isStrong() && (old || !(suite.mode().equals("CBC") && suite.hash().equals("SHA1")));
    }

    private static Predicate<String> byName(Predicate<CipherSuite> permitted) {
        return name -> name.startsWith("TLS_") && !name.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV") && permitted.test(CipherSuite.of(name));
    }

    /** What SCHANNEL_CRED says: a list of algorithms of which each kind counts by itself, and strengths. */
    static Predicate<String> of(SchannelCred cred, Set<TlsVersion> versions) throws SspiException {
        for (var algorithm : cred.supportedAlgs()) {
            if (!KNOWN.contains(algorithm)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                        "palgSupportedAlgs names " + String.format("0x%X", algorithm) + ", which TLS does not use here");
            }
        }
        if (cred.minimumCipherStrength() < 0 || cred.maximumCipherStrength() < 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "A cipher strength of -1 stands for no encryption at all, which is not offered");
        }
        int most = cred.maximumCipherStrength() == 0 ? Integer.MAX_VALUE : cred.maximumCipherStrength();
        var algorithms = cred.supportedAlgs();
        return byName(strong(versions)
                .and(suite -> suite.strength() >= cred.minimumCipherStrength() && suite.strength() <= most)
                .and(suite -> permits(algorithms, AlgId.cipher(suite), AlgId.CALG_3DES, AlgId.CALG_AES_128, AlgId.CALG_AES_256)
                        && permits(algorithms, AlgId.hash(suite), AlgId.CALG_SHA1, AlgId.CALG_SHA_256, AlgId.CALG_SHA_384)
                        && permits(algorithms, AlgId.exchange(suite), AlgId.CALG_RSA_KEYX, AlgId.CALG_DH_EPHEM, AlgId.CALG_ECDH_EPHEM)
                        && permits(algorithms, AlgId.signature(suite), AlgId.CALG_RSA_SIGN, AlgId.CALG_ECDSA)));
    }

    /** A kind of which nothing is named is not limited. */
    private static boolean permits(List<Integer> named, int used, Integer... kind) {
        return List.of(kind).stream().noneMatch(named::contains) || used == 0 || named.contains(used);
    }

    /** What TLS_PARAMETERS take away. */
    static Predicate<String> without(List<CryptoSettings> disabled, Set<TlsVersion> versions) throws SspiException {
        Predicate<CipherSuite> permitted = strong(versions);
        for (var settings : disabled) {
            permitted = permitted.and(left(settings));
        }
        return byName(permitted);
    }

    private static Predicate<CipherSuite> left(CryptoSettings disabled) throws SspiException {
        var name = disabled.cngAlgId().toUpperCase(Locale.ROOT);
        return switch (disabled.algorithmUsage()) {
            case CIPHER -> suite -> !(suite.cipher().equals(name) && isIn(disabled, suite) && hasLength(disabled, suite.strength()));
            case DIGEST -> suite -> !suite.hash().equals(name);
            case KEY_EXCHANGE -> suite -> !isExchange(suite.exchange(), name);
            case SIGNATURE -> suite -> suite.signature().filter(name::equals).isEmpty();
            case CERT_SIG -> throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "Signatures of certificates are limited by the JDK's jdk.certpath.disabledAlgorithms, not by a credential");
        };
    }

    private static boolean isIn(CryptoSettings disabled, CipherSuite suite) {
        return disabled.chainingModes().isEmpty()
                || disabled.chainingModes().stream().anyMatch(mode -> mode.equalsIgnoreCase("ChainingMode" + suite.mode()));
    }

    private static boolean hasLength(CryptoSettings disabled, int bits) {
        return bits >= disabled.minBitLength() && (disabled.maxBitLength() == 0 || bits <= disabled.maxBitLength());
    }

    /** CNG names algorithms, suites name ways to use them: ECDH is ECDHE here. */
    private static boolean isExchange(String exchange, String algorithm) {
        return exchange.equals(algorithm) || exchange.equals(algorithm + "E");
    }
}
