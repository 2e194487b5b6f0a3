package org.sspi4j.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * All that one call brings.
 *
 * @param token the peer's token; empty if there is none
 * @param buffers the other input buffers: CHANNEL_BINDINGS, PKG_PARAMS, APPLICATION_PROTOCOLS, TARGET_HOST ...
 * @param flags what this call and those before it ask for: what a call asks for counts from then on, as far as it is not too late for it
 * @param credential the credential of this call: that of before, but after SEC_I_INCOMPLETE_CREDENTIALS, and where an established
 *     context goes into a handshake again
 */
public record Leg(byte[] token, List<SecBuffer> buffers, Set<ContextFlag> flags, Credential credential) {
    /** The first buffer of a type. */
    public Optional<SecBuffer> buffer(SecBufferType type) {
        return SecBuffer.find(buffers, type);
    }

    /**
     * The channel bindings, if the caller gave some.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN if the structure is malformed
     */
    public Optional<ChannelBindings> channelBindings() throws SspiException {
        var buffer = buffer(SecBufferType.CHANNEL_BINDINGS);
        return buffer.isPresent() ? Optional.of(ChannelBindings.fromBytes(buffer.get().toBytes())) : Optional.empty();
    }

    /**
     * As above, in a handshake of several calls: a caller may tell the channel in any of them, and it counts wherever it is told.
     *
     * @param before what was told in the calls before
     * @throws SspiException SEC_E_BAD_BINDINGS if they differ: a context has one channel
     */
    public Optional<ChannelBindings> channelBindings(Optional<ChannelBindings> before) throws SspiException {
        var now = channelBindings();
        if (before.isPresent() && now.isPresent() && !before.equals(now)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The channel bindings of this call are not those of the one before: give those of the channel that the context is"
                            + " for");
        }
        return now.isPresent() ? now : before;
    }

    /**
     * In a call where it is too late to tell the channel, since nothing would be bound to it any more: it may be told again.
     *
     * @param bound what the context is bound to; empty if no call has told a channel
     * @throws SspiException SEC_E_BAD_BINDINGS if this call tells a channel, and it is not this one
     */
    public void requireBound(Optional<ChannelBindings> bound) throws SspiException {
        if (bound.isEmpty() && channelBindings().isPresent()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The channel bindings come too late: without them the other side was answered, or judged. Give them in each call,"
                            + " beginning with the first");
        }
        channelBindings(bound);
    }
}
