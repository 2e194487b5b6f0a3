package org.sspi4j.kerberos;

import java.util.Optional;
import org.sspi4j.api.Decision.About;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * What DNS makes of the host in a service's name, for those who want DNS to. It then chooses who the client authenticates to: whoever
 * can answer for a name server and has any key in the realm can be taken for the service.
 *
 * @spec MIT krb5 krb5.conf(5) "dns_canonicalize_hostname"
 */
record CanonicalTarget(KerberosConfig config, Facilities facilities) {
    /** Gets a ticket. */
    interface Tickets {
        Step<ServiceTicket> of(ServiceTarget target) throws SspiException;
    }

    Step<ServiceTicket> ticket(ServiceTarget target, Tickets tickets) throws SspiException {
        return switch (config.dnsCanonicalizeHostname()) {
            case FALSE -> noted(target, tickets);
            case TRUE -> canonical(target).then(other -> noted(other.orElse(target), tickets));
            case FALLBACK -> Step.either(() -> noted(target, tickets), failure -> otherwise(target, tickets, failure));
        };
    }

    private Step<ServiceTicket> noted(ServiceTarget target, Tickets tickets) throws SspiException {
        target.note(config, facilities.decisions());
        return tickets.of(target);
    }

    private Step<ServiceTicket> otherwise(ServiceTarget target, Tickets tickets, SspiException failure) throws SspiException {
        if (failure.status() != SecurityStatus.SEC_E_TARGET_UNKNOWN) {
            throw failure;
        }
        return canonical(target).then(other -> {
            if (other.isEmpty()) {
                throw failure;
            }
            facilities.decisions().note(
                    About.FALLBACK, "No KDC knows {}, and {} is tried, as DNS calls its host", target.name(), other.get().name());
            return noted(other.get(), tickets);
        });
    }

    /** Empty if DNS has no other name. */
    private Step<Optional<ServiceTarget>> canonical(ServiceTarget target) throws SspiException {
        var host = target.host();
        if (host.isEmpty()) {
            return Step.of(Optional.empty());
        }
        return Step.ask(new Need.CanonicalHost(config, host.get())).then(name -> {
            facilities.decisions().note(
                    About.TARGET, "DNS calls the host {} {}, and dns_canonicalize_hostname of {} lets it", host.get(),
                    name.orElse("nothing"), config.origin());
            return Step.of(name.map(other -> target.on(other, config)).filter(other -> !other.equals(target)));
        });
    }
}
