package org.sspi4j.schannel.jsse;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.ReceivedAlert;
import org.sspi4j.schannel.tls.TlsAlert;

/** What SunJSSE's exceptions mean: an alert that was received, else the one that is sent, as far as it can be seen. */
final class JsseFailure {
    private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: (\\w+)");
    /** From JDK 21 on. */
    private static final Pattern SENT = Pattern.compile("^\\((\\w+)\\) ");

    private static final int RECORD_HEADER = 5;
    private static final int ALERT = 21;

    private JsseFailure() {}

    /** @param lastWords the records that tell the peer; as long as there are no keys they can be read */
    static SspiException of(SSLException e, byte[] lastWords) {
        var message = String.valueOf(e.getMessage());
        var received = alert(RECEIVED, message);
        if (received.isPresent()) {
            return ReceivedAlert.failure(received.get().number(), e);
        }
        if (message.contains("No appropriate protocol")) {
            return new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "The JDK speaks none of the credential's versions with its cipher suites: what jdk.tls.disabledAlgorithms of"
                            + " java.security names is off, such as TLS 1.0 and 1.1. TlsBackend.BOUNCY_CASTLE does not look at it",
                    e);
        }
        var sent = alert(SENT, message).or(() -> readable(lastWords));
        return new SspiException(
                local(e, message, sent),
                "TLS ended" + sent.map(alert -> " with the alert " + alert.specifiedName()).orElse("") + ": " + message,
                e);
    }

    private static SecurityStatus local(SSLException e, String message, Optional<TlsAlert> sent) {
        if (message.contains("no cipher suites in common")) {
            return SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
        }
        if (message.contains("recognized SSL message")) {
            return SecurityStatus.SEC_E_INVALID_TOKEN;
        }
        if (sent.isPresent()) {
            return sent.get() == TlsAlert.INTERNAL_ERROR ? SecurityStatus.SEC_E_ILLEGAL_MESSAGE : sent.get().status();
        }
        return e.getCause() instanceof GeneralSecurityException
                ? SecurityStatus.SEC_E_MESSAGE_ALTERED
                : SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
    }

    /** An Alert of two bytes, level and description. */
    private static Optional<TlsAlert> readable(byte[] record) {
        return record.length == RECORD_HEADER + 2 && record[0] == ALERT
                ? TlsAlert.of(Byte.toUnsignedInt(record[RECORD_HEADER + 1]))
                : Optional.empty();
    }

    private static Optional<TlsAlert> alert(Pattern pattern, String message) {
        var found = pattern.matcher(message);
        return found.find()
                ? Stream.of(TlsAlert.values()).filter(alert -> alert.specifiedName().equals(found.group(1))).findFirst()
                : Optional.empty();
    }
}
