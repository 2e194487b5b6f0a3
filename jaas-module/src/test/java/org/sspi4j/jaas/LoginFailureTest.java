package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

class LoginFailureTest {
    private static final Map<SecurityStatus, Class<? extends LoginException>> KINDS = Map.of(
            SecurityStatus.SEC_E_LOGON_DENIED, FailedLoginException.class,
            SecurityStatus.SEC_E_CONTEXT_EXPIRED, CredentialExpiredException.class,
            SecurityStatus.SEC_E_CERT_EXPIRED, CredentialExpiredException.class,
            SecurityStatus.SEC_E_SMARTCARD_CERT_EXPIRED, CredentialExpiredException.class,
            SecurityStatus.SEC_E_NO_CREDENTIALS, CredentialNotFoundException.class);

    @Test
    void everyStatusHasItsException() {
        for (var status : EnumSet.allOf(SecurityStatus.class)) {
            var failure = LoginFailure.of(List.of(new SspiException(status, "because")));
            assertSame(KINDS.getOrDefault(status, LoginException.class), failure.getClass(), status.name());
            assertEquals(status + ": because", failure.getMessage());
        }
    }

    @Test
    void theLastOfSeveralDecidesAndAllAreTold() {
        var cache = new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "ended");
        var keytab = new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "empty");
        var password = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "wrong");
        var failure = LoginFailure.of(List.of(cache, keytab, password));
        assertSame(FailedLoginException.class, failure.getClass());
        assertSame(password, failure.getCause());
        assertEquals(List.of(cache, keytab), List.of(failure.getSuppressed()));
        assertEquals(
                "SEC_E_LOGON_DENIED: wrong; tried before: SEC_E_CONTEXT_EXPIRED: ended; tried before: SEC_E_NO_CREDENTIALS: empty",
                failure.getMessage());
    }
}
