package org.sspi4j.kerberos;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * A service's ticket from a KDC that knows the service, or knows who does: it then answers with a ticket-granting ticket for that
 * realm.
 *
 * <p>What Windows says of it in PA-SVR-REFERRAL-INFO is not read: the name in the reply's encrypted part says the same.
 *
 * @spec RFC 6806 8
 */
record Referrals(KerberosConfig config, KdcTime time, Facilities facilities) {
    /** As RFC 6806 8 advises, and MIT krb5 does. */
    static final int MOST = 10;

    /** @throws SspiException SEC_E_MAX_REFERRALS_EXCEEDED for referrals in a circle, or more than {@value #MOST} */
    Step<ServiceTicket> follow(ServiceTicket tgt, PrincipalName service) throws SspiException {
        return follow(tgt, service, List.of(tgt.tgsRealm()));
    }

    private Step<ServiceTicket> follow(ServiceTicket tgt, PrincipalName service, List<String> asked) throws SspiException {
        return ask(tgt, service).then(ticket -> {
            if (!ticket.isForTgs() || isTgs(service)) {
                return Step.of(ticket);
            }
            var next = ticket.tgsRealm();
            if (asked.contains(next) || asked.size() > MOST) {
                throw new SspiException(
                        SecurityStatus.SEC_E_MAX_REFERRALS_EXCEEDED,
                        "Looking for " + service + ", the KDC of " + tgt.tgsRealm() + " refers to " + Shown.of(ticket.server())
                                + (asked.contains(next) ? ", where we come from: " : " after more than " + MOST + " others: ") + asked
                                + "; name the service's realm, as in " + service + "@EXAMPLE.COM");
            }
            facilities.decisions().note(
                    Decision.About.REALM, "The KDC of {} says that {} is in the realm {} or beyond", tgt.tgsRealm(), service, next);
            var more = new ArrayList<>(asked);
            more.add(next);
            return follow(ticket, service, List.copyOf(more));
        });
    }

    private Step<ServiceTicket> ask(ServiceTicket tgt, PrincipalName service) throws SspiException {
        var server = new Principal(service, tgt.tgsRealm());
        int options = isTgs(service) ? 0 : KdcOptions.CANONICALIZE;
        return new TgsExchange(config, tgt, new TgsExchange.Asked(server, options, tgt.endtime()), time, facilities).run();
    }

    private static boolean isTgs(PrincipalName service) {
        return service.nameString().get(0).equals("krbtgt");
    }
}
