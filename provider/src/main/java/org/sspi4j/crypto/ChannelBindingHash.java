package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import org.sspi4j.api.ChannelBindings;

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
        byte[] initiator = bindings.initiatorAddress();
        byte[] acceptor = bindings.acceptorAddress();
        byte[] data = bindings.applicationData();
        var input = ByteBuffer.allocate(5 * Integer.BYTES + initiator.length + acceptor.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        input.putInt(bindings.initiatorAddressType()).putInt(initiator.length).put(initiator);
        input.putInt(bindings.acceptorAddressType()).putInt(acceptor.length).put(acceptor);
        input.putInt(data.length).put(data);
        return Hash.MD5.of(input.array());
    }
}
