package org.sspi4j.crypto;

import java.security.MessageDigest;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.wire.LittleEndianWriter;

/**
 * The Bnd field of Kerberos and MsvAvChannelBindings of NTLM: MD5 over the bindings with lengths in little-endian order, zeros without
 * bindings.
 *
 * @spec RFC 4121 4.1.1.2; MS-NLMP 2.2.2.1
 */
public final class ChannelBindingHash {
    /** In bytes. */
    public static final int LENGTH = 16;

    private static final byte[] NONE = new byte[LENGTH];

    private ChannelBindingHash() {}

    public static byte[] none() {
        return NONE.clone();
    }

    public static boolean isNone(byte[] bnd) {
        return MessageDigest.isEqual(NONE, bnd);
    }

    public static byte[] of(ChannelBindings bindings) {
        byte[] data = bindings.applicationData();
        var input = new LittleEndianWriter(5 * Integer.BYTES + data.length);
        input.u32(bindings.initiatorAddressType()).counted32(bindings.initiatorAddress());
        input.u32(bindings.acceptorAddressType()).counted32(bindings.acceptorAddress());
        return Hash.MD5.of(input.counted32(data).finish());
    }
}
