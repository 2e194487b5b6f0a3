package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CryptoSettings;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsVersion;

class PermittedSuitesTest {
    private static final Set<TlsVersion> MODERN = EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    private static final String AES_128_GCM = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String AES_256_GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String AES_128_CBC = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256";
    private static final String CHACHA20 = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    private static final String TLS_13 = "TLS_AES_128_GCM_SHA256";
    private static final Set<String> ALL = Set.of(AES_128_GCM, AES_256_GCM, AES_128_CBC, CHACHA20, TLS_13);

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"})
    void strongOnesAreLeft(String suite) throws Exception {
        assertTrue(PermittedSuites.without(List.of(), MODERN).test(suite));
        assertTrue(PermittedSuites.of(SchannelCred.builder().build(), MODERN).test(suite));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_NULL_SHA",
            "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
            "SSL_RSA_WITH_RC4_128_MD5"})
    void weakOnesAreNot(String suite) throws Exception {
        assertFalse(PermittedSuites.without(List.of(), MODERN).test(suite));
        assertFalse(PermittedSuites.of(SchannelCred.builder().build(), MODERN).test(suite));
    }

    @Test
    void sha1IsLeftWhereAnOldVersionWasNamed() throws Exception {
        for (var old : List.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1)) {
            assertTrue(PermittedSuites.without(List.of(), EnumSet.of(old)).test("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
        }
    }

    private static Set<String> left(Predicate<String> permitted) {
        return ALL.stream().filter(permitted).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> allBut(String... suites) {
        return ALL.stream().filter(one -> !List.of(suites).contains(one)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(CryptoSettings... disabled) throws SspiException {
        return left(PermittedSuites.without(List.of(disabled), MODERN));
    }

    private static Set<String> without(CryptoSettings.Usage usage, String name) throws SspiException {
        return without(CryptoSettings.of(usage, name));
    }

    private static Set<String> with(SchannelCred.Builder cred) throws SspiException {
        return left(PermittedSuites.of(cred.build(), MODERN));
    }

    @Nested
    @DisplayName("TLS_PARAMETERS take away")
    class Disabled {
        @Test
        void nothingIfTheyNameNothing() throws Exception {
            assertEquals(ALL, without());
        }

        @Test
        void ciphers() throws Exception {
            assertEquals(Set.of(CHACHA20), without(CryptoSettings.Usage.CIPHER, "AES"));
            assertEquals(allBut(CHACHA20), without(CryptoSettings.Usage.CIPHER, "chacha20_poly1305"));
            assertEquals(ALL, without(CryptoSettings.Usage.CIPHER, "3DES"));
        }

        @Test
        void modesOfACipher() throws Exception {
            assertEquals(allBut(AES_128_CBC), without(aes(List.of("ChainingModeCBC"), 0, 0)));
            assertEquals(Set.of(CHACHA20), without(aes(List.of("ChainingModeCBC", "ChainingModeGCM"), 0, 0)));
            assertEquals(ALL, without(aes(List.of("ChainingModeCCM"), 0, 0)));
        }

        @Test
        void lengthsOfACiphersKey() throws Exception {
            assertEquals(Set.of(CHACHA20, AES_256_GCM), without(aes(List.of(), 0, 128)));
            assertEquals(Set.of(CHACHA20, AES_256_GCM), without(aes(List.of(), 0, 255)));
            assertEquals(allBut(AES_256_GCM), without(aes(List.of(), 256, 0)));
            assertEquals(allBut(AES_256_GCM), without(aes(List.of(), 129, 256)));
            assertEquals(ALL, without(aes(List.of(), 129, 255)));
            assertEquals(ALL, without(aes(List.of(), 257, 0)));
        }

        private CryptoSettings aes(List<String> modes, int least, int most) {
            return new CryptoSettings(CryptoSettings.Usage.CIPHER, "AES", modes, least, most);
        }

        @Test
        void digests() throws Exception {
            assertEquals(Set.of(AES_256_GCM), without(CryptoSettings.Usage.DIGEST, "SHA256"));
            assertEquals(allBut(AES_256_GCM), without(CryptoSettings.Usage.DIGEST, "SHA384"));
            assertEquals(ALL, without(CryptoSettings.Usage.DIGEST, "SHA1"));
        }

        @Test
        void sha1OfAnOldVersion() throws Exception {
            var sha1 = CryptoSettings.of(CryptoSettings.Usage.DIGEST, "SHA1");
            assertFalse(PermittedSuites.without(List.of(sha1), EnumSet.of(TlsVersion.TLS_1_0)).test("TLS_DHE_RSA_WITH_AES_128_CBC_SHA"));
        }

        @Test
        void keyExchanges() throws Exception {
            assertEquals(Set.of(AES_128_CBC, TLS_13), without(CryptoSettings.Usage.KEY_EXCHANGE, "ECDH"));
            assertEquals(Set.of(AES_128_CBC, TLS_13), without(CryptoSettings.Usage.KEY_EXCHANGE, "ECDHE"));
            assertEquals(allBut(AES_128_CBC), without(CryptoSettings.Usage.KEY_EXCHANGE, "DH"));
            assertEquals(ALL, without(CryptoSettings.Usage.KEY_EXCHANGE, "RSA"));
        }

        @Test
        void signatures() throws Exception {
            assertEquals(Set.of(AES_256_GCM, CHACHA20, TLS_13), without(CryptoSettings.Usage.SIGNATURE, "RSA"));
            assertEquals(allBut(AES_256_GCM, CHACHA20), without(CryptoSettings.Usage.SIGNATURE, "ECDSA"));
        }

        @Test
        void allThatTheyNameTogether() throws Exception {
            assertEquals(Set.of(AES_128_GCM, TLS_13), without(
                    CryptoSettings.of(CryptoSettings.Usage.SIGNATURE, "ECDSA"),
                    CryptoSettings.of(CryptoSettings.Usage.KEY_EXCHANGE, "DH")));
        }

        @Test
        void noSignaturesOfCertificates() {
            refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, () -> without(CryptoSettings.Usage.CERT_SIG, "RSA"));
        }
    }

    @Nested
    @DisplayName("SCHANNEL_CRED names")
    class Named {
        @Test
        void nothingAndEverythingIsLeft() throws Exception {
            assertEquals(ALL, with(SchannelCred.builder()));
        }

        @Test
        void strengths() throws Exception {
            assertEquals(ALL, with(SchannelCred.builder().minimumCipherStrength(128)));
            assertEquals(Set.of(AES_256_GCM, CHACHA20), with(SchannelCred.builder().minimumCipherStrength(129)));
            assertEquals(Set.of(AES_256_GCM, CHACHA20), with(SchannelCred.builder().minimumCipherStrength(256)));
            assertEquals(Set.of(), with(SchannelCred.builder().minimumCipherStrength(257)));
            assertEquals(ALL, with(SchannelCred.builder().maximumCipherStrength(256)));
            assertEquals(allBut(AES_256_GCM, CHACHA20), with(SchannelCred.builder().maximumCipherStrength(255)));
            assertEquals(Set.of(), with(SchannelCred.builder().maximumCipherStrength(127)));
        }

        @Test
        void noStrengthOfNothing() {
            for (var none : List.of(SchannelCred.builder().minimumCipherStrength(-1), SchannelCred.builder().maximumCipherStrength(-1))) {
                refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, () -> with(none));
            }
        }

        /** A cipher without an ALG_ID, as ChaCha20, is not limited by those that have one. */
        @Test
        void ciphers() throws Exception {
            assertEquals(Set.of(AES_256_GCM, CHACHA20), with(algs(AlgId.CALG_AES_256)));
            assertEquals(allBut(AES_256_GCM), with(algs(AlgId.CALG_AES_128)));
            assertEquals(ALL, with(algs(AlgId.CALG_AES_128, AlgId.CALG_AES_256)));
            assertEquals(Set.of(CHACHA20), with(algs(AlgId.CALG_3DES)));
        }

        @Test
        void hashes() throws Exception {
            assertEquals(Set.of(AES_256_GCM), with(algs(AlgId.CALG_SHA_384)));
            assertEquals(allBut(AES_256_GCM), with(algs(AlgId.CALG_SHA_256)));
            assertEquals(Set.of(), with(algs(AlgId.CALG_SHA1)));
        }

        @Test
        void exchanges() throws Exception {
            assertEquals(allBut(AES_128_CBC), with(algs(AlgId.CALG_ECDH_EPHEM)));
            assertEquals(Set.of(AES_128_CBC, TLS_13), with(algs(AlgId.CALG_DH_EPHEM)));
            assertEquals(Set.of(TLS_13), with(algs(AlgId.CALG_RSA_KEYX)));
        }

        @Test
        void signatures() throws Exception {
            assertEquals(allBut(AES_256_GCM, CHACHA20), with(algs(AlgId.CALG_RSA_SIGN)));
            assertEquals(Set.of(AES_256_GCM, CHACHA20, TLS_13), with(algs(AlgId.CALG_ECDSA)));
        }

        @Test
        void eachKindByItself() throws Exception {
            assertEquals(
                    Set.of(AES_128_GCM, TLS_13), with(algs(AlgId.CALG_AES_128, AlgId.CALG_RSA_SIGN, AlgId.CALG_ECDH_EPHEM)
                            .maximumCipherStrength(128)));
        }

        /** CALG_RC4. */
        @Test
        void nothingThatTlsDoesNotUseHere() {
            refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, () -> with(algs(AlgId.CALG_AES_128, 0x6801)));
        }

        private SchannelCred.Builder algs(Integer... algorithms) {
            return SchannelCred.builder().supportedAlgs(algorithms);
        }
    }

    private static void refused(SecurityStatus status, Executable call) {
        assertEquals(status, assertThrows(SspiException.class, call).status());
    }
}
