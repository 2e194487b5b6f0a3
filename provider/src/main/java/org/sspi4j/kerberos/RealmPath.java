package org.sspi4j.kerberos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/**
 * The realms from a client's to a server's, in the order in which tickets lead through them.
 *
 * @param realms the client's first, the server's last; no realm twice
 * @spec RFC 4120 1.2
 */
record RealmPath(List<String> realms) {
    /** With both ends. Longer ways are nobody's intention. */
    static final int MOST_REALMS = 12;

    /** @throws SspiException SEC_E_KDC_UNABLE_TO_REFER for a way that is too long or goes through a realm twice */
    static RealmPath between(String client, String server, KerberosConfig config) throws SspiException {
        var realms = new ArrayList<String>();
        realms.add(client);
        realms.addAll(config.capath(client, server));
        realms.add(server);
        if (realms.size() > MOST_REALMS || new HashSet<>(realms).size() < realms.size()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER,
                    "The way from the realm " + client + " to " + server + " by " + config.origin() + " is longer than " + MOST_REALMS
                            + " realms or goes through one of them twice: " + realms + "; see [capaths]");
        }
        return new RealmPath(List.copyOf(realms));
    }

    String goal() {
        return realms.get(realms.size() - 1);
    }

    /** The realm behind this one. */
    String next(String realm) {
        return realms.get(realms.indexOf(realm) + 1);
    }

    /** Whether the second realm is on this way, and nearer to its goal than the first. */
    boolean leads(String from, String to) {
        return realms.indexOf(to) > realms.indexOf(from);
    }
}
