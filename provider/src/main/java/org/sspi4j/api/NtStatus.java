package org.sspi4j.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why a logon was refused, where a {@link SecurityStatus} says SEC_E_LOGON_DENIED of all of them alike: what LsaLogonUser calls
 * the sub-status. Tell it to the user who logs on, never to a peer.
 *
 * @spec MS-ERREF 2.3.1
 */
public enum NtStatus {
    /** The password or key is wrong. */
    STATUS_WRONG_PASSWORD(0xC000006A),
    /** There is no such account. */
    STATUS_NO_SUCH_USER(0xC0000064),
    /** Name or password is wrong; it is not said which. */
    STATUS_LOGON_FAILURE(0xC000006D),
    /** The account may not log on, for instance because it needs a smart card. */
    STATUS_ACCOUNT_RESTRICTION(0xC000006E),
    /** Not at this time of the day or week. */
    STATUS_INVALID_LOGON_HOURS(0xC000006F),
    /** Not from this machine. */
    STATUS_INVALID_WORKSTATION(0xC0000070),
    /** The password has expired and has to be changed before the account can log on. */
    STATUS_PASSWORD_EXPIRED(0xC0000071),
    /** An administrator disabled the account. */
    STATUS_ACCOUNT_DISABLED(0xC0000072),
    /** The account has expired. */
    STATUS_ACCOUNT_EXPIRED(0xC0000193),
    /** The user has to change the password before the first logon. */
    STATUS_PASSWORD_MUST_CHANGE(0xC0000224),
    /** Too many wrong passwords: the account is locked, mostly for a while. */
    STATUS_ACCOUNT_LOCKED_OUT(0xC0000234),
    /** A policy of the account's allows it to log on elsewhere only. */
    STATUS_AUTHENTICATION_FIREWALL_FAILED(0xC0000413),
    /** The new password does not satisfy the policy: too short, too simple, or used before. */
    STATUS_PASSWORD_RESTRICTION(0xC000006C);

    private static final Map<Integer, NtStatus> BY_CODE = new HashMap<>();

    static {
        for (var status : values()) {
            BY_CODE.put(status.code, status);
        }
    }

    private final int code;

    NtStatus(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Empty for a number that is none of these. */
    public static Optional<NtStatus> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Whether a new password, set with {@code Sspi.changeAccountPassword}, lets the account log on. */
    public boolean asksForNewPassword() {
        return this == STATUS_PASSWORD_EXPIRED || this == STATUS_PASSWORD_MUST_CHANGE;
    }
}
