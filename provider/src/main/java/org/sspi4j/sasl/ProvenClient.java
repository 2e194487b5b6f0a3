package org.sspi4j.sasl;

import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;

/**
 * A server's client, as the established context tells it.
 *
 * @param granted what the context can do
 * @param name a principal of Kerberos, or {@code EXAMPLE\alice}
 * @param service the service as the client named it, in lower case, and that of a ticket without its realm; empty if it named none
 */
record ProvenClient(Set<ContextFlag> granted, String name, String service) {
    static ProvenClient of(CtxtHandle context, Set<ContextFlag> granted) throws SspiException {
        boolean isNtlm = context.query(ContextAttribute.PACKAGE_INFO).name().equals(Mechanism.NTLM.packageName());
        return isNtlm ? ofNtlm(context, granted) : ofTicket(context, granted);
    }

    /** An SPN has no realm: what follows an @ may be the host that a client was lured to. */
    private static ProvenClient ofNtlm(CtxtHandle context, Set<ContextFlag> granted) throws SspiException {
        var target = context.query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName();
        return new ProvenClient(granted, context.query(ContextAttribute.NAMES).userName(), lower(target));
    }

    private static ProvenClient ofTicket(CtxtHandle context, Set<ContextFlag> granted) throws SspiException {
        var names = context.query(ContextAttribute.NATIVE_NAMES);
        int realm = names.serverName().lastIndexOf('@');
        var service = realm < 0 ? names.serverName() : names.serverName().substring(0, realm);
        return new ProvenClient(granted, names.clientName(), lower(service));
    }

    /** The host that it wanted to reach. */
    Optional<String> host() {
        var parts = service.split("/");
        return parts.length > 1 ? Optional.of(parts[1]) : Optional.empty();
    }

    /** The letters of ASCII alone: two hosts that a further folding makes one are two here. */
    static String lower(String name) {
        char[] chars = name.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }
}
