package org.sspi4j.ntlm;

import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.crypto.RandomSource;

/**
 * Single_Host_Data: from which process a response comes. It stands under the proof, so whoever relays it cannot take it out.
 *
 * @spec MS-NLMP 2.2.2.2
 */
final class SingleHost {
    private static final int LENGTH = 48;
    /** Behind Size, Z4 and CustomData. */
    private static final int MACHINE_ID = 16;

    /** "a 256-bit random value": one for each process, since a JVM does not know when its machine was started. */
    private static final byte[] OURS = ours();

    private SingleHost() {}

    /** A copy. */
    static byte[] ofProcess() {
        return OURS.clone();
    }

    /** Whether the response was made in this process. */
    static boolean isOfProcess(AvPairs pairs) {
        return pairs.bytes(AvId.SINGLE_HOST)
                .filter(data -> data.length == LENGTH)
                .map(data -> MessageDigest.isEqual(
                        Arrays.copyOfRange(data, MACHINE_ID, LENGTH), Arrays.copyOfRange(OURS, MACHINE_ID, LENGTH)))
                .orElse(false);
    }

    private static byte[] ours() {
        byte[] data = new byte[LENGTH];
        data[0] = LENGTH;
        RandomSource.system().nextBytes(data, MACHINE_ID, LENGTH - MACHINE_ID);
        return data;
    }
}
