package org.sspi4j.kerberos;

import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.EncTicketPart;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.kerberos.message.TrType;
import org.sspi4j.kerberos.message.TransitedRealms;

/**
 * Whether the realms that a ticket came through may vouch for its client. Each of them could have made it up.
 *
 * <p>KDCs of Windows neither check the way nor set the flag, and trust every domain of a forest: tickets that cross more than one
 * trust there need the domains between in [capaths], unless their names are on the hierarchical way.
 *
 * @spec RFC 4120 2.7
 * @spec RFC 4120 3.3.3.2
 */
final class TransitedPolicy {
    private TransitedPolicy() {}

    /**
     * "Application servers MUST either do the transited-realm checks themselves or reject cross-realm tickets without
     * TRANSITED-POLICY-CHECKED set." The first. With the flag, the service's own KDC says it, whose key opened the ticket.
     *
     * @param serviceRealm of the key that opened the ticket
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY for a realm that is not on the way by [capaths] or hierarchy
     */
    static void check(EncTicketPart part, String serviceRealm, KerberosConfig config) throws SspiException {
        byte[] contents = part.transited().contents();
        if (contents.length == 0 || (part.flags() & TicketFlags.TRANSITED_POLICY_CHECKED) != 0) {
            return;
        }
        if (part.transited().trType() != TrType.DOMAIN_X500_COMPRESS) {
            throw refused(part, "in a way that is written in the unknown form " + part.transited().trType(), serviceRealm, config);
        }
        var realms = Decoded.of(bytes -> TransitedRealms.expand(bytes, part.crealm(), serviceRealm), contents);
        List<String> allowed = config.capath(part.crealm(), serviceRealm);
        for (var realm : realms) {
            if (!allowed.contains(realm) && !realm.equals(part.crealm()) && !realm.equals(serviceRealm)) {
                throw refused(part, "through the realm " + Shown.of(realm), serviceRealm, config);
            }
        }
    }

    private static SspiException refused(EncTicketPart part, String how, String serviceRealm, KerberosConfig config) {
        return new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                "The ticket of " + Shown.of(new Principal(part.cname(), part.crealm())) + " came " + how
                        + ", no KDC says that it trusts the way (TRANSITED-POLICY-CHECKED), and the way from there to " + serviceRealm
                        + " is " + config.capath(part.crealm(), serviceRealm) + ": if this realm may vouch for others, set it in the"
                        + " [capaths] of " + config.origin());
    }
}
