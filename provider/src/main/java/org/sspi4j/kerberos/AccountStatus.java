package org.sspi4j.kerberos;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.sspi4j.api.NtStatus;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KerbErrorData;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.wire.DecodeException;

/**
 * What a KDC's refusal of a logon says of the account. A KDC of Active Directory says it in so many words, any other only by its
 * error code.
 *
 * @spec MS-KILE 2.2.1
 */
final class AccountStatus {
    private static final Map<Integer, NtStatus> BY_CODE = Map.of(
            ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN, NtStatus.STATUS_NO_SUCH_USER,
            ErrorCode.KDC_ERR_PREAUTH_FAILED, NtStatus.STATUS_WRONG_PASSWORD,
            ErrorCode.KDC_ERR_CLIENT_REVOKED, NtStatus.STATUS_ACCOUNT_DISABLED,
            ErrorCode.KDC_ERR_NAME_EXP, NtStatus.STATUS_ACCOUNT_EXPIRED,
            ErrorCode.KDC_ERR_KEY_EXPIRED, NtStatus.STATUS_PASSWORD_EXPIRED,
            ErrorCode.KDC_ERR_NULL_KEY, NtStatus.STATUS_ACCOUNT_RESTRICTION,
            ErrorCode.KDC_ERR_CLIENT_NOTYET, NtStatus.STATUS_ACCOUNT_RESTRICTION,
            ErrorCode.KDC_ERR_POLICY, NtStatus.STATUS_ACCOUNT_RESTRICTION);

    private AccountStatus() {}

    /** Empty for errors that are not about an account that logs on. */
    static Optional<NtStatus> of(KrbError error) {
        var byCode = Optional.ofNullable(BY_CODE.get(error.errorCode()));
        if (byCode.isEmpty()) {
            return byCode;
        }
        var said = ntStatus(error);
        if (said.isPresent() && NtStatus.of(said.getAsInt()).isPresent()) {
            return NtStatus.of(said.getAsInt());
        }
        return error.errorCode() == ErrorCode.KDC_ERR_CLIENT_REVOKED && isLocked(error)
                ? Optional.of(NtStatus.STATUS_ACCOUNT_LOCKED_OUT)
                : byCode;
    }

    /**
     * The code is the same for disabled accounts. MIT krb5 tells them apart in its words; Samba has an NTSTATUS for each account
     * that it refuses but for the locked ones, whose methods of pre-authentication it goes on to offer.
     */
    private static boolean isLocked(KrbError error) {
        return error.text().contains("LOCKED_OUT")
                || ntStatus(error).isEmpty() && error.eData().filter(AccountStatus::offersMethods).isPresent();
    }

    private static boolean offersMethods(byte[] eData) {
        try {
            return MethodData.decode(eData).find(PaType.PA_ETYPE_INFO2).isPresent();
        } catch (DecodeException e) {
            return false;
        }
    }

    /** For people: what Active Directory says beside its error code; empty if it says nothing. */
    static String named(KrbError error) {
        var said = ntStatus(error);
        return said.isEmpty()
                ? ""
                : " with " + NtStatus.of(said.getAsInt())
                        .map(NtStatus::name)
                        .orElse(String.format(Locale.ROOT, "NTSTATUS 0x%08X", said.getAsInt()));
    }

    /** What to do about it. */
    static String remedy(NtStatus status) {
        return switch (status) {
            case STATUS_WRONG_PASSWORD, STATUS_LOGON_FAILURE -> ": the password or key is wrong";
            case STATUS_NO_SUCH_USER -> ": it knows no such user; check name and realm";
            case STATUS_ACCOUNT_RESTRICTION -> ": the account may not log on like this; ask the realm's administrator";
            case STATUS_INVALID_LOGON_HOURS -> ": the account may not log on at this time";
            case STATUS_INVALID_WORKSTATION, STATUS_AUTHENTICATION_FIREWALL_FAILED ->
                ": the account may not log on from this machine";
            case STATUS_PASSWORD_EXPIRED, STATUS_PASSWORD_MUST_CHANGE ->
                ": the password has expired and must be changed: Sspi.changeAccountPassword does it, or kpasswd";
            case STATUS_ACCOUNT_DISABLED -> ": the account is disabled, or locked after wrong passwords";
            case STATUS_ACCOUNT_LOCKED_OUT ->
                ": the account is locked after too many wrong passwords; wait, or have it unlocked";
            case STATUS_ACCOUNT_EXPIRED -> ": the account has expired";
            case STATUS_PASSWORD_RESTRICTION -> ": the new password does not satisfy the policy";
        };
    }

    private static OptionalInt ntStatus(KrbError error) {
        return error.eData().map(KerbErrorData::ntStatus).orElse(OptionalInt.empty());
    }
}
