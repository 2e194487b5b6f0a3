package org.sspi4j.kerberos;

import java.util.Optional;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Decisions;
import org.sspi4j.wire.DecodeException;

/**
 * pszTargetName as Kerberos reads it: {@code class/host[:port][/instance][@REALM]}. No folding of case; DNS is asked elsewhere
 * ({@link CanonicalTarget}), if somebody wants it.
 *
 * @param realm the realm that the target names or [domain_realm] says; empty if it is for the KDCs to say
 * @param guess where to look when the client's own KDC does not know the service
 * @param named whether the target itself names the realm
 */
record ServiceTarget(PrincipalName name, Optional<String> realm, Optional<String> guess, boolean named) {
    private static final String MARSHALLED_TARGET = "1UWhRC";

    /** A service of a known realm. */
    static ServiceTarget of(Principal server) {
        return new ServiceTarget(server.name(), Optional.of(server.realm()), Optional.empty(), true);
    }

    /**
     * The service's name, and as much of its realm as the configuration knows.
     *
     * @throws SspiException SEC_E_TARGET_UNKNOWN if it is no service principal name
     */
    static ServiceTarget of(String target, KerberosConfig config) throws SspiException {
        checkNoMarshalledTarget(target);
        if (target.indexOf('/') < 0 && UserName.isInDomain(target)) {
            return of(account(target, config));
        }
        var named = parse(target);
        if (!named.realm().isEmpty()) {
            checkNoHostAsRealm(target, named, config);
            return of(named);
        }
        return withoutRealm(named.name(), config);
    }

    private static ServiceTarget withoutRealm(PrincipalName name, KerberosConfig config) {
        var components = name.nameString();
        if (components.size() == 1) {
            return new ServiceTarget(name, Optional.empty(), config.defaultRealm(), false);
        }
        var host = host(components.get(1));
        var realm = name.isKrbtgt() ? Optional.of(components.get(1)) : config.domainRealm(host);
        return new ServiceTarget(name, realm, realm.isPresent() ? Optional.empty() : config.realmOf(host), name.isKrbtgt());
    }

    /** The host, if it may have another name: of {@code class/host[:port]} whose realm is not named with it. */
    Optional<String> host() {
        return named || name.nameString().size() != 2 ? Optional.empty() : Optional.of(host(name.nameString().get(1)));
    }

    /** The same service on a host of another name; the port stays. */
    ServiceTarget on(String other, KerberosConfig config) {
        var component = name.nameString().get(1);
        var behind = component.startsWith("[")
                ? component.substring(component.indexOf(']') + 1)
                : component.substring(host(component).length());
        return withoutRealm(PrincipalName.of(name.nameType(), name.nameString().get(0), other + behind), config);
    }

    /** Which realm it is in, and who says so. */
    void note(KerberosConfig config, Decisions decisions) {
        if (realm.isEmpty()) {
            decisions.note(
                    Decision.About.TARGET, "The service is {}; neither it nor the [domain_realm] of {} names a realm: the KDC is to say",
                    name, config.origin());
        } else if (named) {
            decisions.note(Decision.About.TARGET, "The service is {} in the realm {}, as its name says", name, realm.get());
        } else {
            decisions.note(
                    Decision.About.TARGET, "The service is {} in the realm {}, by the [domain_realm] of {}",
                    name, realm.get(), config.origin());
        }
    }

    /** What a ticket for it is kept under. */
    Principal of(String clientRealm) {
        return new Principal(name, realm.orElse(clientRealm));
    }

    /**
     * Windows cuts such a suffix off and asks for a ticket for what is before it, which lets a server have itself authenticated
     * to by its own client (CVE-2025-33073). Nothing is cut off here, and nobody's service is called so.
     */
    private static void checkNoMarshalledTarget(String target) throws SspiException {
        if (target.contains(MARSHALLED_TARGET)) {
            throw unknown(target, "it carries a marshalled CREDENTIAL_TARGET_INFORMATION");
        }
    }

    /** {@code HTTP@web.example.com}, as GSS-API names services, would be the user HTTP of an unlikely realm. */
    private static void checkNoHostAsRealm(String target, Principal named, KerberosConfig config) throws SspiException {
        if (named.name().nameString().size() == 1
                && !config.realms().contains(named.realm())
                && !config.defaultRealm().equals(Optional.of(named.realm()))) {
            throw unknown(target, "the realm " + named.realm() + " is not known; a service on a host is written "
                    + named.name() + "/" + named.realm());
        }
    }

    /** {@code EXAMPLE.COM\\web$}, as Windows writes accounts. */
    private static Principal account(String target, KerberosConfig config) throws SspiException {
        try {
            return UserName.principal(target, config);
        } catch (SspiException e) {
            throw unknown(target, "it is no name of an account: " + e.getMessage());
        }
    }

    private static Principal parse(String target) throws SspiException {
        try {
            return Principal.parse(target, "");
        } catch (DecodeException e) {
            throw unknown(target, "it is no service principal name such as HTTP/web.example.com: " + e.getMessage());
        }
    }

    private static String host(String component) {
        int bracket = component.indexOf(']');
        if (component.startsWith("[") && bracket > 0) {
            return component.substring(1, bracket);
        }
        int colon = component.indexOf(':');
        return colon < 0 || component.indexOf(':', colon + 1) > 0 ? component : component.substring(0, colon);
    }

    private static SspiException unknown(String target, String why) {
        return new SspiException(SecurityStatus.SEC_E_TARGET_UNKNOWN, "The target \"" + target + "\": " + why);
    }
}
