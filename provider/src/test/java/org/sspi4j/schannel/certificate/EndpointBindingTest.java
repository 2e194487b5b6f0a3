package org.sspi4j.schannel.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.CryptoVectors;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

class EndpointBindingTest {
    static List<CryptoVectors> openssl() {
        return CryptoVectors.read("rfc5929/4.1-openssl.txt");
    }

    @ParameterizedTest
    @MethodSource("openssl")
    @DisplayName("tls-server-end-point hash choice")
    void theHashIsThatOfTheSignatureButForMd5AndSha1(CryptoVectors vector) throws Exception {
        byte[] prefix = "tls-server-end-point:".getBytes(US_ASCII);
        byte[] digest = vector.hex("digest");
        byte[] expected = ByteBuffer.allocate(prefix.length + digest.length).put(prefix).put(digest).array();
        var bindings = EndpointBinding.of(certificate(vector));
        assertArrayEquals(expected, bindings.applicationData(), vector.text("algorithm"));
        assertEquals(ChannelBindings.of(expected), bindings);
    }

    /** It is the issuer's choice, not that of the certificate's own key. */
    @Test
    void theKeyOfTheCertificateDoesNotMatter() throws SspiException {
        var web = TestPki.root("Root", TestKey.RSA).certificate("CN=web").key(TestKey.EC).signedWith("SHA512withRSA").issue();
        assertEquals("tls-server-end-point:".length() + 64, EndpointBinding.of(web.certificate()).applicationData().length);
    }

    @Test
    void certificatesHaveDifferentBindings() throws SspiException {
        var root = TestPki.root("Root");
        assertNotEquals(
                EndpointBinding.of(root.server("a.example").certificate()), EndpointBinding.of(root.server("a.example").certificate()));
    }

    /** RFC 4055 3.1: the hash of RSASSA-PSS is SHA-1 where its parameters name none. */
    @Test
    void parametersThatNameNoHashMeanSha1() throws Exception {
        assertEquals("tls-server-end-point:".length() + 32, EndpointBinding.of(pss("3000")).applicationData().length);
        var named = EndpointBinding.of(pss("300ba009300706052b0e03021a"));
        assertEquals("tls-server-end-point:".length() + 32, named.applicationData().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3007a0053003060129", "300da00b300906072b0e030203040500", "30", "a000", "3004a0020500"})
    void parametersThatSayNothingKnownGiveNoBinding(String parameters) throws Exception {
        var certificate = pss(parameters);
        assertEquals(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                assertThrows(SspiException.class, () -> EndpointBinding.of(certificate)).status());
    }

    @Test
    void parametersThatAreMissingGiveNoBinding() throws Exception {
        var certificate = mock(X509Certificate.class);
        when(certificate.getSigAlgOID()).thenReturn("1.2.840.113549.1.1.10");
        assertEquals(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                assertThrows(SspiException.class, () -> EndpointBinding.of(certificate)).status());
    }

    @Test
    void anAlgorithmThatIsNotKnownGivesNoBinding() throws Exception {
        var certificate = mock(X509Certificate.class);
        when(certificate.getSigAlgOID()).thenReturn("2.16.840.1.101.3.4.3.17");
        when(certificate.getSigAlgName()).thenReturn("ML-DSA-44");
        var refused = assertThrows(SspiException.class, () -> EndpointBinding.of(certificate));
        assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, refused.status());
        assertTrue(refused.getMessage().contains("ML-DSA-44"), refused.getMessage());
    }

    private static X509Certificate pss(String parameters) throws GeneralSecurityException {
        var certificate = mock(X509Certificate.class);
        when(certificate.getSigAlgOID()).thenReturn("1.2.840.113549.1.1.10");
        when(certificate.getSigAlgParams()).thenReturn(HexFormat.of().parseHex(parameters));
        when(certificate.getEncoded()).thenReturn(new byte[] {0x30, 0});
        return certificate;
    }

    private static X509Certificate certificate(CryptoVectors vector) throws GeneralSecurityException {
        var der = new ByteArrayInputStream(vector.hex("certificate"));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
    }
}
