package org.sspi4j.kerberos;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.wire.DecodeException;

/** pszTargetName as Kerberos reads it: {@code class/host[:port][/instance][@REALM]}. No DNS, no folding of case. */
final class ServiceTarget {
    private ServiceTarget() {}

    /**
     * The service's principal. Without a realm in the name the configuration says which one the host belongs to.
     *
     * @throws SspiException SEC_E_TARGET_UNKNOWN if it is no service principal name, or its realm is unknown
     */
    static Principal of(String target, KerberosConfig config) throws SspiException {
        var named = parse(target);
        if (!named.realm().isEmpty()) {
            return named;
        }
        var components = named.name().nameString();
        var realm = components.size() > 1 ? config.realmOf(host(components.get(1))) : config.defaultRealm();
        return new Principal(
                named.name(),
                realm.orElseThrow(() -> unknown(
                        target, "no realm is known for it: name it as in " + target + "@EXAMPLE.COM, or set default_realm in "
                                + config.origin())));
    }

    private static Principal parse(String target) throws SspiException {
        try {
            return Principal.parse(target, "");
        } catch (DecodeException e) {
            throw unknown(target, "it is no service principal name such as HTTP/web.example.com: " + e.getMessage());
        }
    }

    private static String host(String component) {
        int colon = component.indexOf(':');
        return colon < 0 ? component : component.substring(0, colon);
    }

    private static SspiException unknown(String target, String why) {
        return new SspiException(SecurityStatus.SEC_E_TARGET_UNKNOWN, "The target \"" + target + "\": " + why);
    }
}
