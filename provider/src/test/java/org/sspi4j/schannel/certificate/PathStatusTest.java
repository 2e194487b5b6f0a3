package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sspi4j.api.SecurityStatus.CRYPT_E_REVOKED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestPki;

class PathStatusTest {
    static Stream<Arguments> reasons() {
        var known = Stream.of(
                arguments(PKIXReason.NO_TRUST_ANCHOR, SEC_E_UNTRUSTED_ROOT),
                arguments(BasicReason.EXPIRED, SEC_E_CERT_EXPIRED),
                arguments(BasicReason.NOT_YET_VALID, SEC_E_CERT_EXPIRED),
                arguments(BasicReason.REVOKED, CRYPT_E_REVOKED));
        var others = Stream.of(
                BasicReason.UNSPECIFIED, BasicReason.INVALID_SIGNATURE, BasicReason.ALGORITHM_CONSTRAINED, PKIXReason.NAME_CHAINING,
                PKIXReason.INVALID_KEY_USAGE, PKIXReason.INVALID_POLICY, PKIXReason.UNRECOGNIZED_CRIT_EXT, PKIXReason.NOT_CA_CERT,
                PKIXReason.PATH_TOO_LONG, PKIXReason.INVALID_NAME);
        return Stream.concat(known, others.map(reason -> arguments(reason, SEC_E_CERT_UNKNOWN)));
    }

    /** Also where the reason hangs below other exceptions. */
    @ParameterizedTest
    @MethodSource("reasons")
    void everyReasonHasItsStatus(Reason reason, SecurityStatus status) throws SspiException {
        var certificate = TestPki.root("Root").certificate();
        var validation = new CertPathValidatorException("why", null, null, -1, reason);
        var refused = new CertificateException("outer", new Exception(validation));
        var told = PathStatus.of(refused, List.of(certificate), CertificateUsage.SERVER);
        assertEquals(status, told.status());
        assertSame(validation, told.getCause());
    }
}
