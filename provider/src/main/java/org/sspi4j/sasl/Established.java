package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.util.Optional;
import java.util.Set;
import javax.security.sasl.Sasl;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;

/**
 * What both sides agreed on.
 *
 * @param authorizationId whom a server's client acts as; a client does not know
 * @param boundServerName the host that a server's client wanted to reach; empty if it named none, and for a client
 * @param layer empty with AUTH
 */
record Established(
        Set<ContextFlag> granted,
        QualityOfProtection qop,
        Optional<SecurityLayer> layer,
        String authorizationId,
        Optional<String> boundServerName) {
    static Established ofClient(Set<ContextFlag> granted, QualityOfProtection qop, Optional<SecurityLayer> layer) {
        return new Established(granted, qop, layer, "", Optional.empty());
    }

    /** null for properties that were not negotiated. JNDI wants sizes as texts. */
    Object property(String name) {
        return switch (name) {
            case Sasl.QOP -> qop.text();
            case Sasl.SERVER_AUTH -> String.valueOf(granted.contains(ContextFlag.MUTUAL_AUTH));
            case Sasl.MAX_BUFFER -> layer.map(its -> String.valueOf(its.maxBuffer())).orElse(null);
            case Sasl.RAW_SEND_SIZE -> layer.map(its -> String.valueOf(its.rawSendSize())).orElse(null);
            case Sasl.BOUND_SERVER_NAME -> boundServerName.orElse(null);
            default -> null;
        };
    }

    /** The client's name: a principal of Kerberos, or {@code EXAMPLE\alice}. */
    static String client(CtxtHandle context) throws SspiException {
        try {
            return context.query(ContextAttribute.NATIVE_NAMES).clientName();
        } catch (SspiException e) {
            if (e.status() != SEC_E_UNSUPPORTED_FUNCTION) {
                throw e;
            }
            return context.query(ContextAttribute.NAMES).userName();
        }
    }

    /** The service as the client named it, in lower case, and that of a ticket without its realm; empty if it named none. */
    static String service(CtxtHandle context) throws SspiException {
        try {
            var server = context.query(ContextAttribute.NATIVE_NAMES).serverName();
            int realm = server.lastIndexOf('@');
            return lower(realm < 0 ? server : server.substring(0, realm));
        } catch (SspiException e) {
            if (e.status() != SEC_E_UNSUPPORTED_FUNCTION) {
                throw e;
            }
            // An SPN has no realm: what follows an @ may be the host that a client was lured to.
            return lower(context.query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName());
        }
    }

    /** The letters of ASCII alone: two hosts that a further folding makes one are two here. */
    static String lower(String name) {
        return name.chars()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
