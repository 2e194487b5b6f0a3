package org.sspi4j.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;

/**
 * What the errors of KDCs and acceptors mean to a caller.
 *
 * @spec RFC 4120 7.5.9
 */
final class KerberosStatus {
    private static final Map<Integer, SecurityStatus> BY_CODE = Map.ofEntries(
            Map.entry(ErrorCode.KDC_ERR_BAD_PVNO, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KDC_ERR_CANNOT_POSTDATE, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KDC_ERR_BADOPTION, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KDC_ERR_SUMTYPE_NOSUPP, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KDC_ERR_TRTYPE_NOSUPP, SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER),
            Map.entry(ErrorCode.KDC_ERR_SERVICE_NOTYET, SecurityStatus.SEC_E_TARGET_UNKNOWN),
            Map.entry(ErrorCode.KDC_ERR_SERVER_NOMATCH, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KDC_ERR_MUST_USE_USER2USER, SecurityStatus.SEC_E_NO_TGT_REPLY),
            Map.entry(ErrorCode.KDC_ERR_PATH_NOT_ACCEPTED, SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER),
            Map.entry(ErrorCode.KDC_ERR_PREAUTH_EXPIRED, SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH),
            Map.entry(ErrorCode.KDC_ERR_MORE_PREAUTH_DATA_REQUIRED, SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH),
            Map.entry(ErrorCode.KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET, SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH),
            Map.entry(ErrorCode.KRB_AP_ERR_BADADDR, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KRB_AP_ERR_BADVERSION, SecurityStatus.SEC_E_INVALID_TOKEN),
            Map.entry(ErrorCode.KRB_AP_ERR_INAPP_CKSUM, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KRB_AP_PATH_NOT_ACCEPTED, SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER),
            Map.entry(ErrorCode.KRB_ERR_RESPONSE_TOO_BIG, SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY),
            Map.entry(ErrorCode.KRB_ERR_FIELD_TOOLONG, SecurityStatus.SEC_E_KDC_INVALID_REQUEST),
            Map.entry(ErrorCode.KRB_AP_ERR_NO_TGT, SecurityStatus.SEC_E_NO_TGT_REPLY),
            Map.entry(ErrorCode.KRB_AP_ERR_USER_TO_USER_REQUIRED, SecurityStatus.SEC_E_NO_TGT_REPLY),
            Map.entry(ErrorCode.KDC_ERR_NAME_EXP, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_SERVICE_EXP, SecurityStatus.SEC_E_TARGET_UNKNOWN),
            Map.entry(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN, SecurityStatus.SEC_E_TARGET_UNKNOWN),
            Map.entry(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE, SecurityStatus.SEC_E_TOO_MANY_PRINCIPALS),
            Map.entry(ErrorCode.KDC_ERR_NULL_KEY, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_NEVER_VALID, SecurityStatus.SEC_E_TIME_SKEW),
            Map.entry(ErrorCode.KDC_ERR_POLICY, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_ETYPE_NOSUPP, SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE),
            Map.entry(ErrorCode.KDC_ERR_PADATA_TYPE_NOSUPP, SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH),
            Map.entry(ErrorCode.KDC_ERR_CLIENT_REVOKED, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_SERVICE_REVOKED, SecurityStatus.SEC_E_TARGET_UNKNOWN),
            Map.entry(ErrorCode.KDC_ERR_TGT_REVOKED, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_CLIENT_NOTYET, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_KEY_EXPIRED, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_PREAUTH_FAILED, SecurityStatus.SEC_E_LOGON_DENIED),
            Map.entry(ErrorCode.KDC_ERR_PREAUTH_REQUIRED, SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH),
            Map.entry(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY),
            Map.entry(ErrorCode.KDC_ERR_WRONG_REALM, SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY),
            Map.entry(ErrorCode.KRB_AP_ERR_IAKERB_KDC_NOT_FOUND, SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY),
            Map.entry(ErrorCode.KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE, SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY),
            Map.entry(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY, SecurityStatus.SEC_E_MESSAGE_ALTERED),
            Map.entry(ErrorCode.KRB_AP_ERR_TKT_EXPIRED, SecurityStatus.SEC_E_CONTEXT_EXPIRED),
            Map.entry(ErrorCode.KRB_AP_ERR_TKT_NYV, SecurityStatus.SEC_E_TIME_SKEW),
            Map.entry(ErrorCode.KRB_AP_ERR_REPEAT, SecurityStatus.SEC_E_OUT_OF_SEQUENCE),
            Map.entry(ErrorCode.KRB_AP_ERR_NOT_US, SecurityStatus.SEC_E_WRONG_PRINCIPAL),
            Map.entry(ErrorCode.KRB_AP_ERR_BADMATCH, SecurityStatus.SEC_E_WRONG_PRINCIPAL),
            Map.entry(ErrorCode.KRB_AP_ERR_SKEW, SecurityStatus.SEC_E_TIME_SKEW),
            Map.entry(ErrorCode.KRB_AP_ERR_MSG_TYPE, SecurityStatus.SEC_E_INVALID_TOKEN),
            Map.entry(ErrorCode.KRB_AP_ERR_MODIFIED, SecurityStatus.SEC_E_WRONG_PRINCIPAL),
            Map.entry(ErrorCode.KRB_AP_ERR_BADKEYVER, SecurityStatus.SEC_E_WRONG_PRINCIPAL),
            Map.entry(ErrorCode.KRB_AP_ERR_NOKEY, SecurityStatus.SEC_E_WRONG_PRINCIPAL),
            Map.entry(ErrorCode.KRB_AP_ERR_MUT_FAIL, SecurityStatus.SEC_E_WRONG_PRINCIPAL));

    /** Of somebody's words that nobody vouches for. */
    private static final int LONGEST_TEXT = 200;

    private KerberosStatus() {}

    /** SEC_E_INTERNAL_ERROR for a code that has no status of its own. */
    static SecurityStatus of(int errorCode) {
        return BY_CODE.getOrDefault(errorCode, SecurityStatus.SEC_E_INTERNAL_ERROR);
    }

    /**
     * The failure that an error message means. Anybody could have sent it: it is not authenticated, so it never makes anything
     * succeed.
     *
     * @param who who answered with it, such as {@code The KDC of EXAMPLE.COM}
     * @param what what it refused
     */
    static SspiException of(KrbError error, String who, String what, Clock clock) {
        var sentence = who + " answers " + ErrorCode.name(error.errorCode()) + AccountStatus.named(error) + " to " + what;
        var text = error.text().strip();
        if (!text.isEmpty()) {
            sentence += " (\"" + text.substring(0, Math.min(text.length(), LONGEST_TEXT)) + "\")";
        }
        var account = AccountStatus.of(error);
        // What is merely restricted, the code itself tells better.
        var remedy = account.filter(status -> status != NtStatus.STATUS_ACCOUNT_RESTRICTION)
                .map(AccountStatus::remedy)
                .orElseGet(() -> remedy(error, clock));
        var failure = new SspiException(of(error.errorCode()), sentence + remedy);
        return account.isPresent() ? failure.withSubStatus(account.get()) : failure;
    }

    /** The failure of a time that is further from ours than is allowed. */
    static SspiException skew(String whose, Instant theirs, Instant ours, Duration allowed) {
        return new SspiException(
                SecurityStatus.SEC_E_TIME_SKEW,
                whose + " is " + offset(theirs, ours) + ", and " + allowed.toSeconds()
                        + " s are allowed: set both clocks by the same time service");
    }

    private static String remedy(KrbError error, Clock clock) {
        return switch (error.errorCode()) {
            case ErrorCode.KDC_ERR_SERVICE_EXP, ErrorCode.KDC_ERR_SERVICE_REVOKED, ErrorCode.KDC_ERR_SERVICE_NOTYET ->
                ": the service's account is expired, disabled or not valid yet";
            case ErrorCode.KDC_ERR_NULL_KEY -> ": the account has no key; set its password";
            case ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE ->
                ": several accounts have this name; register the service for one of them";
            case ErrorCode.KDC_ERR_NEVER_VALID, ErrorCode.KRB_AP_ERR_TKT_NYV, ErrorCode.KRB_AP_ERR_TKT_EXPIRED ->
                ": by its clock, which is " + offset(error.stime(), clock.instant()) + ", the ticket is not valid";
            case ErrorCode.KDC_ERR_POLICY -> ": a policy of the realm forbids it; ask its administrator";
            case ErrorCode.KDC_ERR_CLIENT_NOTYET -> ": the account is not valid yet";
            case ErrorCode.KDC_ERR_TGT_REVOKED -> ": log on again";
            case ErrorCode.KDC_ERR_PADATA_TYPE_NOSUPP, ErrorCode.KDC_ERR_PREAUTH_REQUIRED ->
                ": it wants another kind of pre-authentication than an encrypted time stamp";
            case ErrorCode.KDC_ERR_MUST_USE_USER2USER, ErrorCode.KRB_AP_ERR_USER_TO_USER_REQUIRED ->
                ": the service takes user-to-user authentication only";
            case ErrorCode.KDC_ERR_SVC_UNAVAILABLE, ErrorCode.KRB_ERR_GENERIC -> ": its log says why; try again later";
            case ErrorCode.KDC_ERR_WRONG_REALM -> ": the account is in another realm; name it with that realm";
            case ErrorCode.KRB_AP_ERR_BADADDR -> ": the ticket is for another network address";
            case ErrorCode.KRB_AP_ERR_BADKEYVER, ErrorCode.KRB_AP_ERR_NOKEY ->
                ": the service does not have the key that the ticket is encrypted with; export its keys again";
            case ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN ->
                ": it knows no such service; check the service's name, and that it is registered for an account";
            case ErrorCode.KDC_ERR_ETYPE_NOSUPP ->
                ": there is no common encryption type, for it has no key of one that was offered; name one that it has in"
                        + " permitted_enctypes, or set the password again so that it gets stronger ones";
            case ErrorCode.KRB_AP_ERR_SKEW ->
                ": its clock is " + offset(error.stime(), clock.instant()) + "; set both clocks by the same time service";
            case ErrorCode.KRB_AP_ERR_MODIFIED ->
                ": the ticket is not encrypted with the service's key; is the name registered for another account?";
            case ErrorCode.KRB_AP_ERR_IAKERB_KDC_NOT_FOUND ->
                ": the server, which was to ask it, passes nothing on to that realm";
            case ErrorCode.KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE ->
                ": the server, which was to ask it, had no answer; its log says why";
            default -> "";
        };
    }

    private static String offset(Instant theirs, Instant ours) {
        return offset(Duration.between(ours, theirs));
    }

    /** How far a clock is from ours; rounded up, so that what is just too much looks so. */
    static String offset(Duration offset) {
        return offset.abs().plusNanos(999_999_999).toSeconds() + " s " + (offset.isNegative() ? "behind" : "ahead of") + " ours";
    }
}
