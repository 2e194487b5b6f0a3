package org.sspi4j.schannel;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the name of a cipher suite says.
 *
 * @param name as IANA has it, such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
 * @param exchange {@code ECDHE}, {@code DHE}, {@code RSA}; empty in TLS 1.3, which leaves it open: ECDHE or DHE
 * @param signature {@code RSA}, {@code ECDSA}, {@code DSS}; empty in TLS 1.3
 * @param cipher {@code AES}, {@code CHACHA20_POLY1305}, {@code 3DES}, else its name
 * @param strength of the cipher's key, in bits
 * @param mode {@code GCM}, {@code CBC}, {@code CCM}; empty for ChaCha20
 * @param hash {@code SHA1}, {@code SHA256}, {@code SHA384}: of the MAC with CBC, else of the key derivation
 * @spec RFC 8446 B.4; RFC 5246 A.5; RFC 5289; RFC 7905
 */
record CipherSuite(String name, String exchange, Optional<String> signature, String cipher, int strength, String mode, String hash) {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("TLS_AES_128_GCM_SHA256", 0x1301),
            Map.entry("TLS_AES_256_GCM_SHA384", 0x1302),
            Map.entry("TLS_CHACHA20_POLY1305_SHA256", 0x1303),
            Map.entry("TLS_AES_128_CCM_SHA256", 0x1304),
            Map.entry("TLS_AES_128_CCM_8_SHA256", 0x1305),
            Map.entry("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", 0x0033),
            Map.entry("TLS_DHE_RSA_WITH_AES_256_CBC_SHA", 0x0039),
            Map.entry("TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", 0x0067),
            Map.entry("TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", 0x006B),
            Map.entry("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0x009E),
            Map.entry("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", 0x009F),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xC009),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", 0xC00A),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC013),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 0xC014),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 0xC023),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", 0xC024),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xC027),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", 0xC028),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xC02B),
            Map.entry("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xC02C),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xC02F),
            Map.entry("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xC030),
            Map.entry("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA8),
            Map.entry("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA9),
            Map.entry("TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCAA));

    private static final Map<String, CipherSuite> KNOWN =
            NUMBERS.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, CipherSuite::read));

    /** Those with a number here. */
    static Stream<CipherSuite> known() {
        return KNOWN.values().stream().sorted(Comparator.comparing(CipherSuite::name));
    }

    static CipherSuite of(String name) {
        var known = KNOWN.get(name);
        return known == null ? read(name) : known;
    }

    private static CipherSuite read(String name) {
        int with = name.indexOf("_WITH_");
        boolean tls13 = with < 0;
        var exchange = tls13 ? "" : name.substring("TLS_".length(), with);
        var rest = name.substring(tls13 ? "TLS_".length() : with + "_WITH_".length());
        int underscore = exchange.indexOf('_');
        int last = rest.lastIndexOf('_');
        var hash = rest.substring(last + 1);
        return new CipherSuite(
                name,
                underscore < 0 ? exchange : exchange.substring(0, underscore),
                tls13 ? Optional.empty() : Optional.of(exchange.substring(underscore + 1)),
                cipher(rest),
                strength(rest),
                rest.contains("_GCM_") ? "GCM" : rest.contains("_CBC_") ? "CBC" : rest.contains("_CCM") ? "CCM" : "",
                hash.equals("SHA") ? "SHA1" : hash);
    }

    private static String cipher(String rest) {
        return rest.startsWith("AES_") ? "AES"
                : rest.startsWith("CHACHA20_") ? "CHACHA20_POLY1305"
                : rest.startsWith("3DES_") ? "3DES"
                : rest.substring(0, rest.indexOf('_'));
    }

    private static int strength(String rest) {
        return rest.contains("_256_") || rest.startsWith("CHACHA20_") ? 256
                : rest.contains("_128_") ? 128
                : rest.startsWith("3DES_") ? 168
                : 0;
    }

    /** Whether a key that is stolen later opens no recorded connection, and nothing about it is known to be weak. */
    boolean isStrong() {
        return (exchange.equals("ECDHE") || exchange.equals("DHE") || exchange.isEmpty())
                && signature.filter(with -> !with.equals("RSA") && !with.equals("ECDSA")).isEmpty()
                && (cipher.equals("AES") || cipher.equals("CHACHA20_POLY1305"));
    }

    /** The block of the cipher, in bytes; 0 for a stream. */
    int blockLength() {
        return cipher.equals("AES") ? 16 : cipher.equals("3DES") ? 8 : 0;
    }

    /** In bits. */
    int hashLength() {
        return hash.equals("SHA384") ? 384 : hash.equals("SHA256") ? 256 : 160;
    }

    /** The number that IANA gave it; 0 if it is none of those that are offered here. */
    int number() {
        return NUMBERS.getOrDefault(name, 0);
    }
}
