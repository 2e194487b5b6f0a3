package org.sspi4j.schannel.bctls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.sspi4j.api.SspiException;
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
            int number = received.getAlertDescription() & 0xFF;
            return new SspiException(
                    TlsAlert.status(number), "The peer ended the TLS connection with the alert " + name(number) + ": " + advice(number), e);
        }
        int number = number(e);
        return new SspiException(
                TlsAlert.status(number), "The TLS connection failed here with the alert " + name(number) + ": " + reason(e, number), e);
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

    private static String advice(int number) {
        return TlsAlert.of(number)
                .map(alert -> switch (alert) {
                    case HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY ->
                        "it shares no cipher suite, group or signature with this side, or misses a certificate; compare the settings";
                    case PROTOCOL_VERSION -> "it speaks none of the versions that are enabled here; enable one that it speaks";
                    case UNKNOWN_CA -> "it does not trust who issued the certificate of this side; add the issuer there, or show another";
                    case CERTIFICATE_EXPIRED -> "it takes the certificate of this side for expired; renew it, and compare the clocks";
                    case CERTIFICATE_REVOKED -> "the certificate of this side was revoked; get another";
                    case BAD_CERTIFICATE, UNSUPPORTED_CERTIFICATE, CERTIFICATE_UNKNOWN ->
                        "it does not take the certificate of this side; look into its log";
                    case CERTIFICATE_REQUIRED -> "it wants a certificate of this side; put one into the credential";
                    case ACCESS_DENIED -> "it lets the owner of this certificate do nothing; ask who runs it";
                    case NO_APPLICATION_PROTOCOL -> "it speaks none of the application protocols that were offered; offer one of its";
                    case UNRECOGNIZED_NAME -> "it does not go by the name that it was called; compare the target name with its names";
                    case BAD_RECORD_MAC, DECRYPT_ERROR -> "what it received was altered; look at what lies between";
                    case CLOSE_NOTIFY, USER_CANCELED -> "it gave up in the middle of the handshake; look into its log";
                    case INTERNAL_ERROR -> "it has a fault of its own; look into its log";
                    default -> "look into its log for the reason";
                })
                .orElse("look into its log for the reason");
    }
}
