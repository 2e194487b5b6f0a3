package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.schannel.certificate.EndpointBinding;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

/** It is the binding that Schannel has. */
@DisplayName("RFC 5929 4.1 tls-server-end-point")
class EndPointTest {
    @ParameterizedTest
    @EnumSource
    void ofCertificatesThatAreSignedWithEachKindOfKey(TestKey kind) throws Exception {
        var certificate = TestPki.root("Root", kind).server("web.example.com").certificate();
        assertEquals(EndpointBinding.of(certificate), EndPoint.of(certificate));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5withRSA", "SHA1withRSA", "SHA224withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withRSAandMGF1",
        "SHA384withRSAandMGF1", "SHA512withRSAandMGF1"})
    void ofCertificatesThatAreSignedWithEachHash(String algorithm) throws Exception {
        var certificate = TestPki.root("Root", TestKey.RSA)
                .certificate("CN=web")
                .dnsNames("web.example.com")
                .signedWith(algorithm)
                .issue()
                .certificate();
        assertEquals(EndpointBinding.of(certificate), EndPoint.of(certificate));
    }
}
