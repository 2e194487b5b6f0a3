package org.sspi4j.sasl;

import java.util.Optional;
import java.util.Set;
import javax.security.sasl.Sasl;
import org.sspi4j.api.ContextFlag;

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
}
