package org.sspi4j.jaas;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.security.auth.login.AccountException;
import javax.security.auth.login.AccountExpiredException;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SspiException;

/**
 * Statuses as the exceptions of JAAS. SSPI has one status, SEC_E_LOGON_DENIED, for all that is wrong with an account; the
 * sub-status tells them apart.
 */
final class LoginFailure {
    private LoginFailure() {}

    /**
     * What every source that was asked answered, as one exception.
     *
     * @param tried at least one; the last one decides and is the cause
     */
    static LoginException of(List<SspiException> tried) {
        var last = tried.get(tried.size() - 1);
        var before = tried.subList(0, tried.size() - 1);
        var failure = kind(last).apply(last.getMessage() + before.stream()
                .map(earlier -> "; tried before: " + earlier.getMessage())
                .collect(Collectors.joining()));
        failure.initCause(last);
        before.forEach(failure::addSuppressed);
        return failure;
    }

    /**
     * What the KDC answered for each service that there is no ticket for.
     *
     * @param failed at least one; the first one decides and is the cause
     */
    static LoginException ofServices(CredHandle credential, Map<String, SspiException> failed) {
        var first = failed.values().iterator().next();
        var failure = kind(first).apply(credential + " is logged on, and has no ticket for "
                + failed.entrySet().stream()
                        .map(one -> OneLine.of(one.getKey()) + " (" + one.getValue().getMessage() + ")")
                        .collect(Collectors.joining(", nor for "))
                + ": correct the option services, or leave out who is not there");
        failure.initCause(first);
        failed.values().stream().skip(1).forEach(failure::addSuppressed);
        return failure;
    }

    static LoginException because(String sentence, Exception cause) {
        var failure = new LoginException(sentence);
        failure.initCause(cause);
        return failure;
    }

    private static Function<String, LoginException> kind(SspiException failure) {
        return switch (failure.status()) {
            case SEC_E_LOGON_DENIED -> failure.subStatus().map(LoginFailure::denied).orElse(FailedLoginException::new);
            case SEC_E_CONTEXT_EXPIRED, SEC_E_CERT_EXPIRED, SEC_E_SMARTCARD_CERT_EXPIRED -> CredentialExpiredException::new;
            case SEC_E_NO_CREDENTIALS -> CredentialNotFoundException::new;
            default -> LoginException::new;
        };
    }

    /** An unknown user is no other exception than a wrong password: an application that shows it names no accounts. */
    private static Function<String, LoginException> denied(NtStatus reason) {
        return switch (reason) {
            case STATUS_PASSWORD_EXPIRED, STATUS_PASSWORD_MUST_CHANGE -> CredentialExpiredException::new;
            case STATUS_ACCOUNT_EXPIRED -> AccountExpiredException::new;
            case STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_LOCKED_OUT -> AccountLockedException::new;
            case STATUS_ACCOUNT_RESTRICTION, STATUS_INVALID_LOGON_HOURS, STATUS_INVALID_WORKSTATION,
                    STATUS_AUTHENTICATION_FIREWALL_FAILED -> AccountException::new;
            case STATUS_WRONG_PASSWORD, STATUS_NO_SUCH_USER, STATUS_LOGON_FAILURE, STATUS_PASSWORD_RESTRICTION ->
                FailedLoginException::new;
        };
    }
}
