package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AccountException;
import javax.security.auth.login.AccountExpiredException;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.NtStatus;
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

    private static final Map<NtStatus, Class<? extends LoginException>> DENIED = Map.of(
            NtStatus.STATUS_PASSWORD_EXPIRED, CredentialExpiredException.class,
            NtStatus.STATUS_PASSWORD_MUST_CHANGE, CredentialExpiredException.class,
            NtStatus.STATUS_ACCOUNT_EXPIRED, AccountExpiredException.class,
            NtStatus.STATUS_ACCOUNT_DISABLED, AccountLockedException.class,
            NtStatus.STATUS_ACCOUNT_LOCKED_OUT, AccountLockedException.class,
            NtStatus.STATUS_ACCOUNT_RESTRICTION, AccountException.class,
            NtStatus.STATUS_INVALID_LOGON_HOURS, AccountException.class,
            NtStatus.STATUS_INVALID_WORKSTATION, AccountException.class,
            NtStatus.STATUS_AUTHENTICATION_FIREWALL_FAILED, AccountException.class);

    @ParameterizedTest
    @EnumSource
    void everyReasonOfADeniedLogonHasItsException(NtStatus reason) {
        var denied = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "because").withSubStatus(reason);
        var failure = LoginFailure.of(List.of(denied));
        assertSame(DENIED.getOrDefault(reason, FailedLoginException.class), failure.getClass());
        assertSame(denied, failure.getCause());
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
