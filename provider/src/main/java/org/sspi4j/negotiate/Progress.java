package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationInfo;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.SspiException;

/** What can be told of a context that is not established yet. */
record Progress(MechContext context, NegotiationState state) {
    /** Empty for what cannot be told. */
    <T> Optional<T> answer(ContextAttribute<T> attribute) throws SspiException {
        if (attribute == NegotiateAttribute.NEGOTIATION_INFO) {
            return Optional.of(attribute.structure()
                    .cast(new NegotiationInfo(context.mechanism().securityPackage().info(), state)));
        }
        return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                ? Optional.of(attribute.structure().cast(lastClientToken()))
                : Optional.empty();
    }

    /** A server that answers can still want a signature, or another mechanism. */
    private LastClientTokenStatus lastClientToken() throws SspiException {
        return context.isClient() && context.lastClientToken() == LastClientTokenStatus.YES
                ? LastClientTokenStatus.MAYBE
                : LastClientTokenStatus.NO;
    }
}
