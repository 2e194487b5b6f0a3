package org.sspi4j.kerberos;

import org.sspi4j.api.Decision;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * Whose ticket-granting ticket it is, when the KDC has given the client another name than it logged on with. In an AS-REP that name
 * stands in the clear: without this, somebody on the way could have a user pass for another one on this machine. The KDC compares
 * it with the ticket's when it is shown in an authenticator.
 *
 * @spec RFC 6806 6
 */
final class ProvenName {
    private ProvenName() {}

    /** @throws SspiException what the KDC says of a ticket that is not its client's, mostly SEC_E_WRONG_PRINCIPAL */
    static Step<ServiceTicket> check(Principal asked, ServiceTicket tgt, KerberosConfig config, KdcTime time, Facilities facilities)
            throws SspiException {
        if (tgt.client().sameAs(asked)) {
            return Step.of(tgt);
        }
        return new TgsExchange(config, tgt, tgt.server(), time, facilities).run().then(again -> {
            again.sessionKey().close();
            facilities.decisions().note(Decision.About.CREDENTIAL, "{} is {}, by the KDC's word and by its ticket", asked, tgt.client());
            return Step.of(tgt);
        });
    }
}
