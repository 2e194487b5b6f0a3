package org.sspi4j.schannel.bctls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.ReceivedAlert;
import org.sspi4j.schannel.tls.TlsAlert;

/** Failures of Bouncy Castle as those of SSPI, and the other way. */
final class Alerts {
    private Alerts() {}

    /** Why a connection failed. What a {@link org.sspi4j.schannel.tls.PeerCheck} threw comes out as it was. */
    static SspiException failure(IOException e) {
        if (e.getCause() instanceof SspiException ours) {
            return ours;
        }
        if (e instanceof TlsFatalAlertReceived received) {
            return ReceivedAlert.failure(received.getAlertDescription() & 0xFF, e);
        }
        int number = number(e);
        return new SspiException(
                status(e, number), "The TLS connection failed here with the alert " + name(number) + ": " + reason(e, number), e);
    }

    private static SecurityStatus status(IOException e, int number) {
        // There is no I/O: what is no alert of Bouncy Castle's own is a message that it could not read.
        if (!(e instanceof TlsFatalAlert) || e.getCause() instanceof RuntimeException) {
            return SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
        }
        // Bouncy Castle's words where a server finds nothing that both sides speak.
        return number == AlertDescription.handshake_failure && String.valueOf(e.getMessage()).contains("No selectable cipher suite")
                ? SecurityStatus.SEC_E_ALGORITHM_MISMATCH
                : TlsAlert.status(number);
    }

    /** The alert that a failure on this side sends. */
    static int number(IOException e) {
        return e instanceof TlsFatalAlert alert ? alert.getAlertDescription() & 0xFF : AlertDescription.internal_error;
    }

    /** What refuses a peer's certificate. */
    static TlsFatalAlert refusal(SspiException e) {
        return new TlsFatalAlert(
                switch (e.status()) {
                    case SEC_E_CERT_EXPIRED -> AlertDescription.certificate_expired;
                    case CRYPT_E_REVOKED -> AlertDescription.certificate_revoked;
                    case SEC_E_UNTRUSTED_ROOT -> AlertDescription.unknown_ca;
                    case SEC_E_WRONG_PRINCIPAL -> AlertDescription.bad_certificate;
                    case SEC_E_CERT_WRONG_USAGE -> AlertDescription.unsupported_certificate;
                    default -> AlertDescription.certificate_unknown;
                },
                e);
    }

    private static String name(int number) {
        return TlsAlert.of(number).map(TlsAlert::specifiedName).orElse("number " + number);
    }

    private static String reason(IOException e, int number) {
        var message = String.valueOf(e.getMessage());
        int detail = message.indexOf("; ");
        if (e instanceof TlsFatalAlert && detail >= 0) {
            return message.substring(detail + 2);
        }
        return TlsAlert.of(number)
                .map(alert -> switch (alert) {
                    case BAD_RECORD_MAC -> "a record was altered on its way; connect again, and look at what lies between";
                    case PROTOCOL_VERSION -> "the peer speaks none of the versions that are enabled here; enable one that it speaks";
                    case HANDSHAKE_FAILURE -> "the two sides share no cipher suite, group or signature; compare their settings";
                    case NO_APPLICATION_PROTOCOL -> "the client offers none of the application protocols of this side; compare the lists";
                    case DECRYPT_ERROR -> "the peer's signature or Finished message is wrong; it has another key than its certificate";
                    case BAD_CERTIFICATE, UNSUPPORTED_CERTIFICATE, CERTIFICATE_UNKNOWN ->
                        "the peer's certificates cannot be used; look at the chain that it sends";
                    default -> "the peer does not follow the protocol; look at its version and its log";
                })
                .orElse("the peer does not follow the protocol; look at its version and its log");
    }
}
