package org.sspi4j.secur32;

import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** What a leg of either side brings, checked; and where it tells what it came to. */
record LegArguments(Set<ContextFlag> flags, List<SecBuffer> input, OutputToken output) {
    /** @param named the flags of bits, by the role's names */
    static LegArguments of(
            int fContextReq,
            int targetDataRep,
            SecBufferDesc pInput,
            SecBufferDesc pOutput,
            LongFunction<Set<ContextFlag>> named)
            throws SspiException {
        Requirements.checkDataRep(targetDataRep);
        var input = SecBufferDesc.buffers("pInput", pInput);
        var asked = Requirements.of(fContextReq, input, named);
        return new LegArguments(asked.flags(), input, OutputToken.of(pOutput, asked.allocates()));
    }

    /**
     * Tells in the caller's buffers what the leg came to.
     *
     * @param bits of the role
     * @return pfContextAttr
     * @throws SspiException SEC_E_BUFFER_TOO_SMALL; the context is deleted then
     */
    int told(ContextResult leg, ToLongFunction<Set<ContextFlag>> bits) throws SspiException {
        boolean allocated;
        boolean told = false;
        try {
            // The output may be written over the input.
            var leftover = Leftover.of(leg, input, output);
            allocated = output.put(leg.token());
            leftover.tell(input);
            told = true;
        } finally {
            if (!told) {
                output.putOfFailure(new byte[0]);
                leg.context().close();      // what it would have said is lost, and the peer waits for it
            }
        }
        int attributes = (int) bits.applyAsLong(leg.flags());
        int allocatedMemory = (int) bits.applyAsLong(Set.of(ContextFlag.ALLOCATE_MEMORY));
        return allocated ? attributes | allocatedMemory : attributes & ~allocatedMemory;
    }

    /** What the peer is told of a failure goes where a token would. */
    void failed(SspiException failure) {
        output.putOfFailure(failure.token());
    }
}
