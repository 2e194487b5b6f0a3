package org.sspi4j.schannel.jsse;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAlert;

/** What SunJSSE's exceptions mean: an alert that was received, else what kind of thing went wrong here. */
final class JsseFailure {
    private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: (\\w+)");
    /** From JDK 21 on. */
    private static final Pattern SENT = Pattern.compile("^\\((\\w+)\\) ");

    private JsseFailure() {}

    static SspiException of(SSLException e) {
        var message = String.valueOf(e.getMessage());
        var received = alert(RECEIVED, message);
        if (received.isPresent()) {
            return new SspiException(
                    received.get().status(), "The peer ended the connection with the alert " + received.get().specifiedName(), e);
        }
        return new SspiException(local(e, message), "TLS ended: " + message, e);
    }

    private static SecurityStatus local(SSLException e, String message) {
        if (message.contains("No appropriate protocol") || message.contains("no cipher suites in common")) {
            return SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
        }
        if (message.contains("no_application_protocol") || message.contains("application_layer_protocol")) {
            return SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
        }
        if (message.contains("protocol version") || message.contains("Client requested protocol")) {
            return SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
        }
        var sent = alert(SENT, message);
        if (sent.isPresent()) {
            return sent.get().status();
        }
        return e.getCause() instanceof GeneralSecurityException
                ? SecurityStatus.SEC_E_MESSAGE_ALTERED
                : SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
    }

    private static Optional<TlsAlert> alert(Pattern pattern, String message) {
        var found = pattern.matcher(message);
        return found.find()
                ? Stream.of(TlsAlert.values()).filter(alert -> alert.specifiedName().equals(found.group(1))).findFirst()
                : Optional.empty();
    }
}
