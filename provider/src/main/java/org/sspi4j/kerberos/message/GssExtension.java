package org.sspi4j.kerberos.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.DecodeException;

/**
 * One of the extensions behind a {@link GssChecksum}: type and length in four octets each, the highest first, and the data.
 *
 * @spec RFC 6542 3.1
 */
public record GssExtension(int type, byte[] data) {
    private static final int HEADER = 8;

    /** All of {@link GssChecksum#exts}. */
    public static List<GssExtension> decode(byte[] exts) throws DecodeException {
        var all = new ArrayList<GssExtension>();
        var in = ByteBuffer.wrap(exts);
        while (in.hasRemaining()) {
            if (in.remaining() < HEADER) {
                throw new DecodeException("Exts", "are cut short", in.position());
            }
            int type = in.getInt();
            long length = in.getInt() & 0xFFFF_FFFFL;
            if (length > in.remaining()) {
                throw new DecodeException("Exts", "are cut short", in.position());
            }
            byte[] data = new byte[(int) length];
            in.get(data);
            all.add(new GssExtension(type, data));
        }
        return all;
    }

    public byte[] encode() {
        return ByteBuffer.allocate(HEADER + data.length).putInt(type).putInt(data.length).put(data).array();
    }
}
