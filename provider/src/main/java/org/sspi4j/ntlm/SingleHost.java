package org.sspi4j.ntlm;

import org.sspi4j.crypto.RandomSource;

/**
 * Single_Host_Data: from which process a response comes. It stands under the proof, so whoever relays it cannot take it out.
 *
 * @spec MS-NLMP 2.2.2.2
 */
final class SingleHost {
    /** In bytes. */
    static final int LENGTH = 48;
    /** Behind Size, Z4 and CustomData. */
    private static final int MACHINE_ID_AT = 16;

    /** "a 256-bit random value": one for each process, since a JVM does not know when its machine was started. */
    private static final byte[] MACHINE_ID = RandomSource.system().bytes(LENGTH - MACHINE_ID_AT);

    private SingleHost() {}

    /** A copy. */
    static byte[] ofProcess() {
        byte[] data = new byte[LENGTH];
        data[0] = LENGTH;
        System.arraycopy(MACHINE_ID, 0, data, MACHINE_ID_AT, MACHINE_ID.length);
        return data;
    }

    /** Whether the response was made in this process. */
    static boolean isOfProcess(AvPairs pairs) {
        return pairs.endsWith(AvId.SINGLE_HOST, LENGTH, MACHINE_ID);
    }
}
