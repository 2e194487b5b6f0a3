package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.sspi4j.kerberos.message.EncKdcRepPart;
import org.sspi4j.kerberos.message.LrType;

/**
 * When the password ends with which somebody logged on.
 *
 * @spec RFC 4120 5.4.2 (last-req, key-expiration)
 */
final class PasswordExpiry {
    private PasswordExpiry() {}

    /** As an AS-REP says; key-expiration may also be the end of the account, so that it is asked last. */
    static Optional<Instant> in(EncKdcRepPart part) {
        return part.lastReq().entries().stream()
                .filter(entry -> Math.abs(entry.lrType()) == LrType.LR_PASSWORD_EXPIRES)
                .map(entry -> entry.lrValue())
                .findFirst()
                .or(part::keyExpiration);
    }
}
