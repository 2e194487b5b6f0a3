package org.sspi4j.schannel.tls;

import static org.sspi4j.api.SecurityStatus.CRYPT_E_REVOKED;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_DECRYPT_FAILURE;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNFINISHED_CONTEXT_DELETED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.util.Optional;
import java.util.stream.Stream;
import org.sspi4j.api.SecurityStatus;

/**
 * AlertDescription, and the status that a received one is told as. The names are those of the specification in capitals.
 *
 * @spec RFC 8446 6; RFC 5246 7.2; RFC 7301 3.2; Schannel Error Codes for TLS and SSL Alerts
 */
public enum TlsAlert {
    CLOSE_NOTIFY(0, SEC_E_ILLEGAL_MESSAGE),
    UNEXPECTED_MESSAGE(10, SEC_E_ILLEGAL_MESSAGE),
    BAD_RECORD_MAC(20, SEC_E_MESSAGE_ALTERED),
    DECRYPTION_FAILED(21, SEC_E_DECRYPT_FAILURE),
    RECORD_OVERFLOW(22, SEC_E_ILLEGAL_MESSAGE),
    DECOMPRESSION_FAILURE(30, SEC_E_MESSAGE_ALTERED),
    HANDSHAKE_FAILURE(40, SEC_E_ILLEGAL_MESSAGE),
    NO_CERTIFICATE(41, SEC_E_ILLEGAL_MESSAGE),
    BAD_CERTIFICATE(42, SEC_E_CERT_UNKNOWN),
    UNSUPPORTED_CERTIFICATE(43, SEC_E_CERT_UNKNOWN),
    CERTIFICATE_REVOKED(44, CRYPT_E_REVOKED),
    CERTIFICATE_EXPIRED(45, SEC_E_CERT_EXPIRED),
    CERTIFICATE_UNKNOWN(46, SEC_E_CERT_UNKNOWN),
    ILLEGAL_PARAMETER(47, SEC_E_ILLEGAL_MESSAGE),
    UNKNOWN_CA(48, SEC_E_UNTRUSTED_ROOT),
    ACCESS_DENIED(49, SEC_E_LOGON_DENIED),
    DECODE_ERROR(50, SEC_E_ILLEGAL_MESSAGE),
    DECRYPT_ERROR(51, SEC_E_DECRYPT_FAILURE),
    EXPORT_RESTRICTION(60, SEC_E_ILLEGAL_MESSAGE),
    PROTOCOL_VERSION(70, SEC_E_UNSUPPORTED_FUNCTION),
    INSUFFICIENT_SECURITY(71, SEC_E_ALGORITHM_MISMATCH),
    INTERNAL_ERROR(80, SEC_E_INTERNAL_ERROR),
    INAPPROPRIATE_FALLBACK(86, SEC_E_ILLEGAL_MESSAGE),
    USER_CANCELED(90, SEC_E_UNFINISHED_CONTEXT_DELETED),
    NO_RENEGOTIATION(100, SEC_E_ILLEGAL_MESSAGE),
    MISSING_EXTENSION(109, SEC_E_ILLEGAL_MESSAGE),
    UNSUPPORTED_EXTENSION(110, SEC_E_ILLEGAL_MESSAGE),
    CERTIFICATE_UNOBTAINABLE(111, SEC_E_ILLEGAL_MESSAGE),
    UNRECOGNIZED_NAME(112, SEC_E_ILLEGAL_MESSAGE),
    BAD_CERTIFICATE_STATUS_RESPONSE(113, SEC_E_ILLEGAL_MESSAGE),
    BAD_CERTIFICATE_HASH_VALUE(114, SEC_E_ILLEGAL_MESSAGE),
    UNKNOWN_PSK_IDENTITY(115, SEC_E_ILLEGAL_MESSAGE),
    CERTIFICATE_REQUIRED(116, SEC_E_ILLEGAL_MESSAGE),
    NO_APPLICATION_PROTOCOL(120, SEC_E_APPLICATION_PROTOCOL_MISMATCH);

    private final int number;
    private final SecurityStatus status;

    TlsAlert(int number, SecurityStatus status) {
        this.number = number;
        this.status = status;
    }

    public int number() {
        return number;
    }

    /** What a peer that sends it makes the call end with. */
    public SecurityStatus status() {
        return status;
    }

    /** The one with this number. */
    public static Optional<TlsAlert> of(int number) {
        return Stream.of(values()).filter(alert -> alert.number == number).findFirst();
    }

    /** The status of a received alert, also of one without a name here. */
    public static SecurityStatus status(int number) {
        return of(number).map(TlsAlert::status).orElse(SEC_E_ILLEGAL_MESSAGE);
    }

    /** As the specification writes it, such as {@code unknown_ca}. */
    public String specifiedName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
