package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What a call of initialize or accept asks for: fContextReq, and SEC_FLAGS of 64 bits in a FLAGS buffer.
 *
 * @param flags without ALLOCATE_MEMORY, which is between the caller and the door
 */
record Requirements(Set<ContextFlag> flags, boolean allocates) {
    /** SECURITY_NATIVE_DREP. */
    static final int NATIVE_DREP = 0x10;
    /** SECURITY_NETWORK_DREP. */
    static final int NETWORK_DREP = 0;

    /** @param named the flags of bits, by the role's names; bits without a name mean nothing */
    static Requirements of(int fContextReq, List<SecBuffer> input, LongFunction<Set<ContextFlag>> named) throws SspiException {
        var flags = EnumSet.noneOf(ContextFlag.class);
        flags.addAll(named.apply(Integer.toUnsignedLong(fContextReq) | secFlags(input)));
        return new Requirements(flags, flags.remove(ContextFlag.ALLOCATE_MEMORY));
    }

    /** Packages take any; neither native nor network is no representation at all. */
    static void checkDataRep(int targetDataRep) throws SspiException {
        if (targetDataRep != NATIVE_DREP && targetDataRep != NETWORK_DREP) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "TargetDataRep has to be SECURITY_NATIVE_DREP 0x10 or SECURITY_NETWORK_DREP 0 and is 0x"
                            + Integer.toHexString(targetDataRep));
        }
    }

    private static long secFlags(List<SecBuffer> input) throws SspiException {
        var found = SecBuffer.find(input, SecBufferType.FLAGS);
        if (found.isEmpty()) {
            return 0;
        }
        byte[] structure = found.get().toBytes();
        if (structure.length != Long.BYTES) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER, "The FLAGS buffer has " + structure.length + " bytes; SEC_FLAGS are 8");
        }
        return ByteBuffer.wrap(structure).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
