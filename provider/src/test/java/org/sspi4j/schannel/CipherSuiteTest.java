package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.MACAlgorithm;
import org.bouncycastle.tls.TlsUtils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the name of a cipher suite says, held against the RFCs, Bouncy Castle and the JDK")
class CipherSuiteTest {
    static Stream<CipherSuite> known() {
        return CipherSuite.known();
    }

    /** Those that this JVM can speak. */
    static Stream<CipherSuite> knownOfJdk() throws Exception {
        var ofJdk = Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        return known().filter(suite -> ofJdk.contains(suite.name()));
    }

    @ParameterizedTest
    @CsvSource({
            // RFC 8446 B.4
            "0x1301, TLS_AES_128_GCM_SHA256, '', , AES, 128, GCM, SHA256",
            "0x1302, TLS_AES_256_GCM_SHA384, '', , AES, 256, GCM, SHA384",
            "0x1303, TLS_CHACHA20_POLY1305_SHA256, '', , CHACHA20_POLY1305, 256, '', SHA256",
            "0x1304, TLS_AES_128_CCM_SHA256, '', , AES, 128, CCM, SHA256",
            "0x1305, TLS_AES_128_CCM_8_SHA256, '', , AES, 128, CCM, SHA256",
            // RFC 5246 A.5
            "0x0033, TLS_DHE_RSA_WITH_AES_128_CBC_SHA, DHE, RSA, AES, 128, CBC, SHA1",
            "0x006B, TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, DHE, RSA, AES, 256, CBC, SHA256",
            // RFC 5288 3
            "0x009F, TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, DHE, RSA, AES, 256, GCM, SHA384",
            // RFC 8422 6
            "0xC009, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, ECDHE, ECDSA, AES, 128, CBC, SHA1",
            "0xC014, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, ECDHE, RSA, AES, 256, CBC, SHA1",
            // RFC 5289 3.1, 3.2
            "0xC024, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, ECDHE, ECDSA, AES, 256, CBC, SHA384",
            "0xC02F, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ECDHE, RSA, AES, 128, GCM, SHA256",
            // RFC 7905 2
            "0xCCA9, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE, ECDSA, CHACHA20_POLY1305, 256, '', SHA256",
    })
    void partsAreThoseOfTheRfcs(
            String number, String name, String exchange, String signature, String cipher, int strength, String mode, String hash) {
        var suite = CipherSuite.of(name);
        assertEquals(new CipherSuite(name, exchange, Optional.ofNullable(signature), cipher, strength, mode, hash), suite);
        assertEquals(Integer.decode(number), suite.number());
    }

    @ParameterizedTest
    @MethodSource("known")
    void numbersAreThoseOfBouncyCastle(CipherSuite suite) throws Exception {
        assertEquals(org.bouncycastle.tls.CipherSuite.class.getField(suite.name()).getInt(null), suite.number());
    }

    @ParameterizedTest
    @MethodSource("known")
    void partsAreThoseOfBouncyCastle(CipherSuite suite) throws Exception {
        int number = suite.number();
        var field = suite.cipher().equals("AES")
                ? "AES_" + suite.strength() + "_" + suite.mode() + (suite.name().contains("_CCM_8") ? "_8" : "")
                : suite.cipher();
        assertEquals(EncryptionAlgorithm.class.getField(field).getInt(null), TlsUtils.getEncryptionAlgorithm(number));
        var exchange = suite.signature().map(with -> suite.exchange() + "_" + with).orElse("NULL");
        assertEquals(KeyExchangeAlgorithm.class.getField(exchange).getInt(null), TlsUtils.getKeyExchangeAlgorithm(number));
        var mac = suite.mode().equals("CBC") ? "hmac_" + suite.hash().toLowerCase() : "_null";
        assertEquals(MACAlgorithm.class.getField(mac).getInt(null), TlsUtils.getMACAlgorithm(number));
    }

    /** What a client's hello names that is to speak this one. */
    @ParameterizedTest
    @MethodSource("knownOfJdk")
    void numbersAreThoseOfTheJdk(CipherSuite suite) throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {suite.signature().isEmpty() ? "TLSv1.3" : "TLSv1.2"});
        parameters.setCipherSuites(new String[] {suite.name()});
        engine.setSSLParameters(parameters);
        var hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        // The headers of the record and the message, version, random, and the session's id behind its length: RFC 8446 4.1.2
        int sessionId = TlsRecord.HEADER + 4 + 2 + 32;
        int suites = sessionId + 1 + hello.get(sessionId);
        assertTrue(hello.getShort(suites) >= 2);
        assertEquals(suite.number(), Short.toUnsignedInt(hello.getShort(suites + 2)));
    }

    @Test
    void whateverIsStrongAmongTheJdksHasItsNumber() throws Exception {
        var strong = Stream.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
                .filter(name -> name.startsWith("TLS_") && !name.endsWith("_SCSV"))
                .map(CipherSuite::of)
                .filter(CipherSuite::isStrong)
                .map(CipherSuite::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(strong, knownOfJdk().map(CipherSuite::name).collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(strong.size() > 20, strong::toString);
    }

    @ParameterizedTest
    @MethodSource("known")
    void whatHasANumberIsStrong(CipherSuite suite) {
        assertTrue(suite.isStrong());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",          // the exchange alone
            "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256",       // the signature alone
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_NULL_SHA"})
    void weakOnesAreNot(String name) {
        assertFalse(CipherSuite.of(name).isStrong());
        assertEquals(0, CipherSuite.of(name).number());
    }

    @ParameterizedTest
    @CsvSource({"TLS_AES_256_GCM_SHA384, 16", "TLS_CHACHA20_POLY1305_SHA256, 0", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, 8"})
    void theBlockIsTheCiphers(String name, int bytes) {
        assertEquals(bytes, CipherSuite.of(name).blockLength());
    }

    @ParameterizedTest
    @CsvSource({"TLS_AES_256_GCM_SHA384, 384", "TLS_AES_128_GCM_SHA256, 256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, 160"})
    void hashesAreAsLongAsFips180Says(String name, int bits) {
        assertEquals(bits, CipherSuite.of(name).hashLength());
    }

    @ParameterizedTest
    @CsvSource({"TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, 3DES, 168", "TLS_ECDHE_RSA_WITH_RC4_128_SHA, RC4, 128",
            "TLS_ECDHE_RSA_WITH_NULL_SHA, NULL, 0"})
    void ofTheWeakToo(String name, String cipher, int strength) {
        assertEquals(cipher, CipherSuite.of(name).cipher());
        assertEquals(strength, CipherSuite.of(name).strength());
    }
}
