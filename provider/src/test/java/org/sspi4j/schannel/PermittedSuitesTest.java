package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.schannel.tls.TlsVersion;

class PermittedSuitesTest {
    private static final Set<TlsVersion> MODERN = EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"})
    void strongOnesAreLeft(String suite) throws Exception {
        assertTrue(PermittedSuites.without(List.of(), MODERN).test(suite));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_NULL_SHA",
            "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
            "SSL_RSA_WITH_RC4_128_MD5"})
    void weakOnesAreNot(String suite) throws Exception {
        assertFalse(PermittedSuites.without(List.of(), MODERN).test(suite));
    }

    @Test
    void sha1IsLeftWhereAnOldVersionWasNamed() throws Exception {
        assertTrue(PermittedSuites.without(List.of(), EnumSet.of(TlsVersion.TLS_1_0)).test("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
    }

    @Test
    void aCredentialWithoutAVersionIsRefused() {
        var none = SchCredentials.builder()
                .tlsParameters(TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_3_CLIENT)).build();
        assertEquals(
                SecurityStatus.SEC_E_ALGORITHM_MISMATCH, assertThrows(SspiException.class, () -> PermittedTls.of(true, none)).status());
    }

    @Test
    void schannelCredSpeaksNoTls13UnlessItNamesIt() throws Exception {
        assertEquals(
                EnumSet.of(TlsVersion.TLS_1_2), PermittedTls.of(true, SchannelCred.builder().build()).byDefault().versions());
    }
}
