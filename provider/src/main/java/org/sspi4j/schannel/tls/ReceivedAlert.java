package org.sspi4j.schannel.tls;

import org.sspi4j.api.SspiException;

/** What an alert of the peer is told as: its status, and what to do. */
public final class ReceivedAlert {
    private ReceivedAlert() {}

    /**
     * The failure that it makes of a call.
     *
     * @param number AlertDescription, also one without a name here
     * @param cause what TLS made of it; may be null
     */
    public static SspiException failure(int number, Throwable cause) {
        var known = TlsAlert.of(number);
        return new SspiException(
                TlsAlert.status(number),
                "The peer ended the connection with the alert " + known.map(TlsAlert::specifiedName).orElse("number " + number) + ": "
                        + known.map(ReceivedAlert::advice).orElse("look into its log for the reason"),
                cause);
    }

    private static String advice(TlsAlert alert) {
        return switch (alert) {
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
        };
    }
}
