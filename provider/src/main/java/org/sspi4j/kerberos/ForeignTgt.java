package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * Ticket-granting tickets of other realms, got from realm to realm along the configured way and kept for the next service there.
 *
 * @param own the ticket-granting ticket of the client's own realm
 * @spec RFC 4120 1.2
 * @spec RFC 4120 3.3.1
 */
record ForeignTgt(KerberosConfig config, TicketStore tickets, ServiceTicket own, KdcTime time, Facilities facilities) {
    /**
     * @throws SspiException SEC_E_KDC_UNABLE_TO_REFER if a KDC leads off the way; SEC_E_TARGET_UNKNOWN if one knows no next realm
     */
    Step<ServiceTicket> of(String goal) throws SspiException {
        var path = RealmPath.between(own.client().realm(), goal, config);
        facilities.decisions().note(Decision.About.REALM, "The way to {} is {}", goal, path.realms());
        return walk(path, held(path, time.of(facilities).clock().instant()).orElse(own));
    }

    /**
     * The one that is nearest to the goal. Whoever issued it knows its session key and could speak for the KDC that it is for, so
     * it has to be somebody on the way too.
     */
    private Optional<ServiceTicket> held(RealmPath path, Instant now) {
        for (int to = path.realms().size() - 1; to > 0; to--) {
            for (int from = 0; from < to; from++) {
                var krbtgt = PrincipalName.krbtgt(path.realms().get(to));
                var held = tickets.valid(new Principal(krbtgt, path.realms().get(from)), now);
                if (held.isPresent()) {
                    return held;
                }
            }
        }
        return Optional.empty();
    }

    private Step<ServiceTicket> walk(RealmPath path, ServiceTicket tgt) throws SspiException {
        var here = tgt.tgsRealm();
        return here.equals(path.goal()) ? Step.of(tgt) : nearer(path, tgt).then(next -> {
            if (!path.leads(here, next.tgsRealm())) {
                throw new SspiException(
                        SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER,
                        "The KDC of " + here + " leads to " + Shown.of(next.server()) + ", which is not on the way " + path.realms()
                                + "; if this is the way, set it in the [capaths] of " + config.origin());
            }
            tickets.add(next);
            return walk(path, next);
        });
    }

    /**
     * Asked for the goal, a KDC may answer with a realm that is nearer to it (RFC 4120 3.3.1), which saves asking all those
     * between; one that does not know it is asked for the next realm.
     */
    private Step<ServiceTicket> nearer(RealmPath path, ServiceTicket tgt) throws SspiException {
        var next = path.next(tgt.tgsRealm());
        return Step.either(() -> krbtgt(tgt, path.goal()), failure -> {
            if (failure.status() != SecurityStatus.SEC_E_TARGET_UNKNOWN || next.equals(path.goal())) {
                throw failure;
            }
            facilities.decisions().note(
                    Decision.About.FALLBACK, "The KDC of {} has no ticket for {} and is asked for the next realm, {}",
                    tgt.tgsRealm(), path.goal(), next);
            return krbtgt(tgt, next);
        });
    }

    private Step<ServiceTicket> krbtgt(ServiceTicket tgt, String realm) throws SspiException {
        return new TgsExchange(config, tgt, new Principal(PrincipalName.krbtgt(realm), tgt.tgsRealm()), time, facilities).run();
    }
}
