package org.sspi4j.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What ExportSecurityContext gives.
 *
 * @param packed pPackedContext: the context, sealed with the key file of the user. Whoever imports it first goes on with it
 * @param token pToken: the client of an acceptor's context; empty if it is an initiator's, or its package cannot tell
 */
public record PackedContext(byte[] packed, Optional<AccessToken> token) {
    public PackedContext {
        Objects.requireNonNull(packed, "packed");
        Objects.requireNonNull(token, "token");
    }

    @Override
    public String toString() {
        return "PackedContext[" + packed.length + " bytes" + token.map(client -> ", client " + client).orElse("") + "]";
    }
}
