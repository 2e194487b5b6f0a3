package org.sspi4j.kerberos;

import java.util.Locale;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.wire.DecodeException;

/**
 * A user as people write one: {@code alice}, {@code alice@EXAMPLE.COM}, {@code EXAMPLE.COM\alice}, or by the names that only a
 * domain controller knows how to read, {@code alice@upn.suffix} and {@code NETBIOSNAME\alice}.
 *
 * @spec RFC 6806 5
 */
final class UserName {
    private UserName() {}

    /**
     * The principal to log on as. Where the part behind the {@code @} is no realm that the configuration knows and not written as
     * one, in capitals, the whole is an enterprise name, and the default realm is asked whose it is.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if it is no name, or its realm is not known
     */
    static Principal principal(String text, KerberosConfig config) throws SspiException {
        int backslash = text.indexOf('\\');
        try {
            return isInDomain(text)
                    ? inDomain(text.substring(backslash + 1), text.substring(0, backslash), config)
                    : named(text, config);
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "\"" + text + "\" is no name of a user: " + e.getMessage(), e);
        }
    }

    /** Whether it is written {@code DOMAIN\\name}; a backslash before a separator is an escape. */
    static boolean isInDomain(String text) {
        int backslash = text.indexOf('\\');
        return backslash > 0 && text.indexOf('@') < 0 && !text.substring(backslash + 1).matches("[/@\\\\].*");
    }

    private static Principal inDomain(String user, String domain, KerberosConfig config) throws DecodeException {
        var principal = Principal.parse(user + "@" + domain, "");
        boolean netbios = domain.indexOf('.') < 0 && !isKnown(domain, config);
        return netbios ? enterprise(principal, config).orElse(principal) : principal;
    }

    private static Principal named(String text, KerberosConfig config) throws DecodeException, SspiException {
        var principal = Principal.parse(text, config.defaultRealm().orElse(""));
        if (principal.realm().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "The realm of \"" + text + "\" is not known: name it as in " + text
                            + "@EXAMPLE.COM, or set default_realm in " + config.origin());
        }
        var components = principal.name().nameString();
        if (components.size() == 1 && components.get(0).indexOf('@') > 0) {
            // alice\@upn.suffix@REALM, as MIT krb5 shows such names.
            return new Principal(PrincipalName.of(NameType.NT_ENTERPRISE, components.get(0)), principal.realm());
        }
        boolean suffix = components.size() == 1 && !isKnown(principal.realm(), config) && !isCapital(principal.realm());
        return suffix ? enterprise(principal, config).orElse(principal) : principal;
    }

    /** The realm written in capitals if the configuration knows it so, since many take both for the same; else the default realm. */
    private static Optional<Principal> enterprise(Principal principal, KerberosConfig config) {
        var capitals = principal.realm().toUpperCase(Locale.ROOT);
        var realm = isKnown(capitals, config) ? Optional.of(capitals) : config.defaultRealm();
        var text = principal.name().nameString().get(0) + "@" + principal.realm();
        return realm.map(known -> new Principal(PrincipalName.of(NameType.NT_ENTERPRISE, text), known));
    }

    private static boolean isKnown(String realm, KerberosConfig config) {
        return config.realms().contains(realm) || config.defaultRealm().equals(Optional.of(realm));
    }

    private static boolean isCapital(String realm) {
        return realm.equals(realm.toUpperCase(Locale.ROOT));
    }
}
