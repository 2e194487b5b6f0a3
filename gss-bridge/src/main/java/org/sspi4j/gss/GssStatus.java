package org.sspi4j.gss;

import static org.sspi4j.api.SecurityStatus.*;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ietf.jgss.GSSException;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The major statuses of GSS-API beside those of SSPI. They meet by name: C, Java and SSPI number them each in their own way.
 * A GSSException that is made here has the SECURITY_STATUS as its minor code, its sentence as the minor string, and the
 * SspiException as its cause.
 *
 * @spec RFC 2743 1.2.1.1; RFC 5653 6.8
 */
enum GssStatus {
    BAD_BINDINGS(GSSException.BAD_BINDINGS, SEC_E_BAD_BINDINGS, SEC_E_BAD_BINDINGS),
    BAD_MECH(GSSException.BAD_MECH, SEC_E_SECPKG_NOT_FOUND, SEC_E_SECPKG_NOT_FOUND, SEC_E_BAD_PKGID),
    /** Nobody of that name is known to who would have to know. */
    BAD_NAME(GSSException.BAD_NAME, SEC_E_TARGET_UNKNOWN, SEC_E_TARGET_UNKNOWN, SEC_E_INVALID_UPN_NAME),
    BAD_NAMETYPE(GSSException.BAD_NAMETYPE, SEC_E_TARGET_UNKNOWN),
    BAD_STATUS(GSSException.BAD_STATUS, SEC_E_INTERNAL_ERROR),
    BAD_MIC(GSSException.BAD_MIC, SEC_E_MESSAGE_ALTERED, SEC_E_MESSAGE_ALTERED, SEC_E_DECRYPT_FAILURE),
    CONTEXT_EXPIRED(
            GSSException.CONTEXT_EXPIRED, SEC_E_CONTEXT_EXPIRED, SEC_E_CONTEXT_EXPIRED, SEC_I_CONTEXT_EXPIRED),
    CREDENTIALS_EXPIRED(
            GSSException.CREDENTIALS_EXPIRED, SEC_E_CONTEXT_EXPIRED, SEC_E_CERT_EXPIRED, SEC_E_SMARTCARD_CERT_EXPIRED),
    DEFECTIVE_CREDENTIAL(
            GSSException.DEFECTIVE_CREDENTIAL,
            SEC_E_UNKNOWN_CREDENTIALS,
            SEC_E_UNKNOWN_CREDENTIALS,
            SEC_E_WRONG_CREDENTIAL_HANDLE,
            SEC_E_SMARTCARD_CERT_REVOKED,
            CRYPT_E_REVOKED),
    DEFECTIVE_TOKEN(
            GSSException.DEFECTIVE_TOKEN,
            SEC_E_INVALID_TOKEN,
            SEC_E_INVALID_TOKEN,
            SEC_E_ILLEGAL_MESSAGE,
            SEC_E_INCOMPLETE_MESSAGE),
    /** What has no code of its own; the minor code says what it is. */
    FAILURE(
            GSSException.FAILURE,
            SEC_E_INTERNAL_ERROR,
            SEC_E_INSUFFICIENT_MEMORY,
            SEC_E_INTERNAL_ERROR,
            SEC_E_CANNOT_INSTALL,
            SEC_E_CANNOT_PACK,
            SEC_E_LOGON_DENIED,
            SEC_E_NO_AUTHENTICATING_AUTHORITY,
            SEC_E_BUFFER_TOO_SMALL,
            SEC_E_WRONG_PRINCIPAL,
            SEC_E_TIME_SKEW,
            SEC_E_UNTRUSTED_ROOT,
            SEC_E_CERT_UNKNOWN,
            SEC_E_ENCRYPT_FAILURE,
            SEC_E_ALGORITHM_MISMATCH,
            SEC_E_SECURITY_QOS_FAILED,
            SEC_E_NO_TGT_REPLY,
            SEC_E_NO_IP_ADDRESSES,
            SEC_E_CRYPTO_SYSTEM_INVALID,
            SEC_E_MAX_REFERRALS_EXCEEDED,
            SEC_E_MUST_BE_KDC,
            SEC_E_STRONG_CRYPTO_NOT_SUPPORTED,
            SEC_E_TOO_MANY_PRINCIPALS,
            SEC_E_NO_PA_DATA,
            SEC_E_PKINIT_NAME_MISMATCH,
            SEC_E_SMARTCARD_LOGON_REQUIRED,
            SEC_E_SHUTDOWN_IN_PROGRESS,
            SEC_E_KDC_INVALID_REQUEST,
            SEC_E_KDC_UNABLE_TO_REFER,
            SEC_E_KDC_UNKNOWN_ETYPE,
            SEC_E_UNSUPPORTED_PREAUTH,
            SEC_E_DELEGATION_REQUIRED,
            SEC_E_MULTIPLE_ACCOUNTS,
            SEC_E_CERT_WRONG_USAGE,
            SEC_E_DOWNGRADE_DETECTED,
            SEC_E_ISSUING_CA_UNTRUSTED,
            SEC_E_REVOCATION_OFFLINE_C,
            SEC_E_PKINIT_CLIENT_FAILURE,
            SEC_E_CROSSREALM_DELEGATION_FAILURE,
            SEC_E_REVOCATION_OFFLINE_KDC,
            SEC_E_ISSUING_CA_UNTRUSTED_KDC,
            SEC_E_KDC_CERT_EXPIRED,
            SEC_E_KDC_CERT_REVOKED,
            SEC_E_INVALID_PARAMETER,
            SEC_E_PKU2U_CERT_FAILURE,
            SEC_E_MUTUAL_AUTH_FAILED,
            SEC_E_APPLICATION_PROTOCOL_MISMATCH,
            SEC_E_EXT_BUFFER_TOO_SMALL,
            SEC_E_INSUFFICIENT_BUFFERS,
            CRYPT_E_NO_REVOCATION_CHECK,
            CRYPT_E_REVOCATION_OFFLINE),
    NO_CONTEXT(
            GSSException.NO_CONTEXT,
            SEC_E_INVALID_HANDLE,
            SEC_E_INVALID_HANDLE,
            SEC_E_NO_CONTEXT,
            SEC_I_NO_LSA_CONTEXT,
            SEC_E_UNFINISHED_CONTEXT_DELETED),
    NO_CRED(
            GSSException.NO_CRED,
            SEC_E_NO_CREDENTIALS,
            SEC_E_NO_CREDENTIALS,
            SEC_E_INCOMPLETE_CREDENTIALS,
            SEC_I_INCOMPLETE_CREDENTIALS,
            SEC_E_NO_KERB_KEY),
    BAD_QOP(GSSException.BAD_QOP, SEC_E_QOP_NOT_SUPPORTED, SEC_E_QOP_NOT_SUPPORTED),
    /** This process may not do it. A client that may not log on is a FAILURE: GSS-API's word is about the local caller. */
    UNAUTHORIZED(
            GSSException.UNAUTHORIZED,
            SEC_E_LOGON_DENIED,
            SEC_E_NOT_OWNER,
            SEC_E_NO_IMPERSONATION,
            SEC_E_DELEGATION_POLICY,
            SEC_E_POLICY_NLTM_ONLY,
            SEC_E_ONLY_HTTPS_ALLOWED),
    UNAVAILABLE(
            GSSException.UNAVAILABLE,
            SEC_E_UNSUPPORTED_FUNCTION,
            SEC_E_UNSUPPORTED_FUNCTION,
            SEC_E_NO_S4U_PROT_SUPPORT),
    DUPLICATE_ELEMENT(GSSException.DUPLICATE_ELEMENT, SEC_E_INVALID_PARAMETER),
    NAME_NOT_MN(GSSException.NAME_NOT_MN, SEC_E_TARGET_UNKNOWN),
    /** Of a handshake: the token is a replay. Of a message GSS-API reports it beside the data, in the MessageProp. */
    DUPLICATE_TOKEN(GSSException.DUPLICATE_TOKEN, SEC_E_OUT_OF_SEQUENCE, SEC_E_OUT_OF_SEQUENCE),
    OLD_TOKEN(GSSException.OLD_TOKEN, SEC_E_OUT_OF_SEQUENCE),
    UNSEQ_TOKEN(GSSException.UNSEQ_TOKEN, SEC_E_OUT_OF_SEQUENCE),
    GAP_TOKEN(GSSException.GAP_TOKEN, SEC_E_OUT_OF_SEQUENCE);

    private static final Map<Integer, GssStatus> BY_MAJOR =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(GssStatus::major, Function.identity()));
    private static final Map<SecurityStatus, GssStatus> BY_SSPI = new EnumMap<>(SecurityStatus.class);

    static {
        for (var row : values()) {
            row.fromSspi.forEach(status -> BY_SSPI.put(status, row));
        }
    }

    private final int major;
    private final SecurityStatus toSspi;
    private final Set<SecurityStatus> fromSspi;

    GssStatus(int major, SecurityStatus toSspi, SecurityStatus... fromSspi) {
        this.major = major;
        this.toSspi = toSspi;
        this.fromSspi = Set.of(fromSspi);
    }

    /** The number of {@link GSSException#getMajor()}. */
    int major() {
        return major;
    }

    /** The row of an SSPI status. Each that is a failure has one; what goes on and was still thrown is a FAILURE. */
    static GssStatus of(SecurityStatus status) {
        return BY_SSPI.getOrDefault(status, FAILURE);
    }

    /** Whether the row claims an SSPI status. */
    boolean isFrom(SecurityStatus status) {
        return fromSspi.contains(status);
    }

    /** The row of a major code; empty if GSS-API knows no such code. */
    static Optional<GssStatus> of(int major) {
        return Optional.ofNullable(BY_MAJOR.get(major));
    }

    /** The status that an SSPI caller should see: what the minor code kept, else what the major code means. */
    static SecurityStatus toSspi(GSSException e) {
        return SecurityStatus.of(e.getMinor())
                .filter(SecurityStatus::isError)
                .orElseGet(() -> of(e.getMajor()).map(row -> row.toSspi).orElse(SEC_E_INTERNAL_ERROR));
    }

    /** A failure of an established context or of a credential. */
    static GSSException exception(SspiException e) {
        return of(e.status()).because(e);
    }

    /** A failed handshake. There is no context yet that could expire: it is the ticket. */
    static GSSException establishing(SspiException e) {
        var row = of(e.status());
        return (row == CONTEXT_EXPIRED ? CREDENTIALS_EXPIRED : row).because(e);
    }

    /** A failure that is found here and not below. */
    GSSException saying(String sentence) {
        return saying(toSspi, sentence);
    }

    /** A failure with another minor code than the row's own. */
    GSSException saying(SecurityStatus minor, String sentence) {
        return new GSSException(major, minor.value(), OneLine.of(sentence));
    }

    /** A failure below that is none of SSPI's. */
    GSSException because(Exception e) {
        var gss = saying(String.valueOf(e.getMessage()));
        gss.initCause(e);
        return gss;
    }

    private GSSException because(SspiException e) {
        var gss = new GSSException(major, e.status().value(), e.getMessage());
        gss.initCause(e);
        return gss;
    }
}
