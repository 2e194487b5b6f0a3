package org.sspi4j.ntlm;

import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A caller may tell the channel in either of its two calls, or in both. It counts wherever it is told. */
final class BothCalls {
    private BothCalls() {}

    /** @throws SspiException SEC_E_BAD_BINDINGS if they differ: a context has one channel */
    static Optional<ChannelBindings> bindings(Optional<ChannelBindings> first, Optional<ChannelBindings> second) throws SspiException {
        if (first.isPresent() && second.isPresent() && !first.equals(second)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The channel bindings of this call are not those of the first: give those of the channel that the context is for");
        }
        return second.isPresent() ? second : first;
    }
}
