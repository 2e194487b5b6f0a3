package org.sspi4j.jaas;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SspiException;

/** renewTGT: a ticket that has lived for more than half of its time is renewed, if it may be. */
final class Renewal {
    private Renewal() {}

    /** The policy of Krb5LoginModule; a ticket without a start began when its client logged on. */
    static boolean isDue(KerberosTicket tgt, Instant now) {
        var start = Optional.ofNullable(tgt.getStartTime()).or(() -> Optional.ofNullable(tgt.getAuthTime()));
        return tgt.isRenewable()
                && now.isBefore(tgt.getRenewTill().toInstant())
                && start.isPresent()
                && Duration.between(start.get().toInstant(), now)
                                .compareTo(Duration.between(now, tgt.getEndTime().toInstant()))
                        > 0;
    }

    /** Whether the first ticket of a credential, the ticket-granting ticket, is due. */
    static boolean isDue(CredHandle credential, Instant now) throws SspiException {
        var published = new Subject();
        credential.publish(published);
        try {
            return published.getPrivateCredentials().stream()
                    .filter(KerberosTicket.class::isInstance)
                    .findFirst()
                    .map(tgt -> isDue((KerberosTicket) tgt, now))
                    .orElse(false);
        } finally {
            published.getPrivateCredentials(KerberosTicket.class).forEach(Renewal::destroy);
        }
    }

    private static void destroy(KerberosTicket ticket) {
        try {
            ticket.destroy();
        } catch (DestroyFailedException e) {
            throw new IllegalStateException("KerberosTicket.destroy says that it cannot fail", e);
        }
    }
}
