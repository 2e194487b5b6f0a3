package org.sspi4j.kerberos;

import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * Tickets for services, wherever they are.
 *
 * @param own the ticket-granting ticket of the client's own realm
 * @spec RFC 4120 3.3
 * @spec RFC 6806 8
 */
record ServiceTickets(KerberosConfig config, TicketStore tickets, ServiceTicket own, KdcTime time, Facilities facilities) {
    /**
     * If nobody has said which realm the service is in, the client's own KDC is asked and followed to where it leads; the realm
     * that the configuration guesses comes after that, as with MIT krb5 and Windows.
     */
    Step<ServiceTicket> of(ServiceTarget target) throws SspiException {
        if (target.realm().isPresent()) {
            return in(target.realm().get(), target);
        }
        var guess = target.guess().filter(realm -> !realm.equals(own.tgsRealm()));
        return Step.either(() -> in(own.tgsRealm(), target), failure -> {
            if (failure.status() != SecurityStatus.SEC_E_TARGET_UNKNOWN || guess.isEmpty()) {
                throw failure;
            }
            facilities.decisions().note(
                    Decision.About.FALLBACK, "The KDC of {} does not know {}, which may be in {}", own.tgsRealm(), target.name(),
                    guess.get());
            return in(guess.get(), target);
        });
    }

    private Step<ServiceTicket> in(String realm, ServiceTarget target) throws SspiException {
        var referrals = new Referrals(config, time, facilities);
        return realm.equals(own.tgsRealm())
                ? referrals.follow(own, target.name())
                : new ForeignTgt(config, tickets, own, time, facilities)
                        .of(realm)
                        .then(tgt -> referrals.follow(tgt, target.name()));
    }
}
