package org.sspi4j.jaas;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.security.auth.login.AccountExpiredException;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.sspi4j.api.SspiException;

/**
 * Statuses as the exceptions of JAAS. SSPI has one status, SEC_E_LOGON_DENIED, for all that is wrong with an account; what the
 * KDC called it stands in the sentence, under the name of the specification.
 *
 * @spec RFC 4120 7.5.9
 */
final class LoginFailure {
    private record Kind(String kdcError, Function<String, LoginException> exception) {}

    private static final List<Kind> DENIED = List.of(
            new Kind("KDC_ERR_KEY_EXPIRED", CredentialExpiredException::new),
            new Kind("KDC_ERR_NAME_EXP", AccountExpiredException::new),
            new Kind("KDC_ERR_CLIENT_REVOKED", AccountLockedException::new));

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

    static LoginException because(String sentence, Exception cause) {
        var failure = new LoginException(sentence);
        failure.initCause(cause);
        return failure;
    }

    private static Function<String, LoginException> kind(SspiException failure) {
        return switch (failure.status()) {
            case SEC_E_LOGON_DENIED -> denied(failure.getMessage());
            case SEC_E_CONTEXT_EXPIRED, SEC_E_CERT_EXPIRED, SEC_E_SMARTCARD_CERT_EXPIRED -> CredentialExpiredException::new;
            case SEC_E_NO_CREDENTIALS -> CredentialNotFoundException::new;
            default -> LoginException::new;
        };
    }

    private static Function<String, LoginException> denied(String message) {
        return DENIED.stream()
                .filter(kind -> message.contains(kind.kdcError))
                .map(Kind::exception)
                .findFirst()
                .orElse(FailedLoginException::new);
    }
}
