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

    /** The host that it wanted to reach, which stands between the first slash and the second. */
    Optional<String> host() {
        int begin = service.indexOf('/') + 1;
        int end = service.indexOf('/', begin);
        return begin == 0 || begin == service.length() || begin == end
                ? Optional.empty()
                : Optional.of(service.substring(begin, end < 0 ? service.length() : end));
    }

    /** The letters of ASCII alone: two hosts that a further folding makes one are two here. */
    static String lower(String name) {
        int i = 0;
        while (i < name.length() && !isUpper(name.charAt(i))) {
            i++;
        }
        if (i == name.length()) {
            return name;
        }
        char[] chars = name.toCharArray();
        for (; i < chars.length; i++) {
            if (isUpper(chars[i])) {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
