package org.sspi4j.jaas;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
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
    private static final Map<String, Function<String, LoginException>> DENIED = Map.of(
            "KDC_ERR_KEY_EXPIRED", CredentialExpiredException::new,
            "KDC_ERR_NAME_EXP", AccountExpiredException::new,
            "KDC_ERR_CLIENT_REVOKED", AccountLockedException::new);

    /** The first one in a sentence is the code; what the KDC adds as text comes behind it. */
    private static final Pattern KDC_ERROR = Pattern.compile("KDC_ERR_\\w+");

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
        var error = KDC_ERROR.matcher(message);
        return DENIED.getOrDefault(error.find() ? error.group() : "", FailedLoginException::new);
    }
}
