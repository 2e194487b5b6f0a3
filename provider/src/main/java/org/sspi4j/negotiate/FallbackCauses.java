package org.sspi4j.negotiate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;

/**
 * Why an initiator goes on with the next package: the preferred one has nobody to ask, or whom it asks knows nothing of the client or the
 * server. Whatever says that something is wrong, such as a wrong password, a wrong clock or a reply that does not fit, is no cause: it
 * ends the context.
 */
final class FallbackCauses {
    private static final Map<SecurityStatus, String> REASONS = new EnumMap<>(Map.of(
            SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC can be reached, as from outside of the company's network",
            SecurityStatus.SEC_E_TARGET_UNKNOWN, "the target is nothing that has tickets: an address, a name that is not registered",
            SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER, "no realm that the client's trusts is the service's",
            SecurityStatus.SEC_E_NO_CREDENTIALS, "there are no tickets, nor what to get them with",
            SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "the credentials are none that tickets can be had for"));

    private FallbackCauses() {}

    /** Empty if there is no going on. */
    static Optional<String> reason(SecurityStatus status) {
        return Optional.ofNullable(REASONS.get(status));
    }
}
