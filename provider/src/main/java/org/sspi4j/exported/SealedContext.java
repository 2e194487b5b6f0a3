package org.sspi4j.exported;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.crypto.AesGcm;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * An exported context as others may see it. Integers are big-endian, times seconds since 1970:
 *
 * <pre>
 *   "SSPX" | version(1) | key id(16) | id(16) | flags(4) | end(8) | package(2 + n) | nonce(12) | sealed: context(n), tag(16)
 * </pre>
 *
 * @param keyId of the user's key, which it does not tell
 * @param id of this export alone
 * @param end until when it can be imported
 * @param header all before the sealed part, which it is sealed with
 */
record SealedContext(
        byte[] keyId, byte[] id, Instant end, String packageName, byte[] nonce, byte[] header, byte[] sealed) {
    /** Bytes of an id. */
    static final int ID = 16;

    private static final int MAGIC = 0x53535058;
    private static final int VERSION = 1;
    private static final long LAST_SECOND = Instant.MAX.getEpochSecond();

    static byte[] header(byte[] keyId, byte[] id, Set<ExportFlag> flags, Instant end, String packageName, byte[] nonce) {
        return new BigEndianWriter(128)
                .u32(MAGIC).u8(VERSION)
                .bytes(keyId).bytes(id)
                .u32(ExportFlag.bits(flags)).u64(end.getEpochSecond())
                .counted16(packageName.getBytes(UTF_8))
                .bytes(nonce)
                .toByteArray();
    }

    static SealedContext decode(byte[] wire) throws DecodeException {
        var in = new BigEndianReader(wire);
        if (in.u32("magic") != MAGIC) {
            throw new DecodeException("magic", "is not that of an exported context", 0);
        }
        int version = in.u8("version");
        if (version != VERSION) {
            throw new DecodeException("version", "is " + version + ", and this release reads " + VERSION, 4);
        }
        byte[] keyId = in.bytes("key id", ID);
        byte[] id = in.bytes("id", ID);
        in.skip("flags", Integer.BYTES);
        var end = end(in);
        var packageName = new String(in.counted16("package"), UTF_8);
        byte[] nonce = in.bytes("nonce", AesGcm.NONCE);
        byte[] header = Arrays.copyOf(wire, in.offset());
        byte[] sealed = in.bytes("context", in.remaining());
        return new SealedContext(keyId, id, end, packageName, nonce, header, sealed);
    }

    private static Instant end(BigEndianReader in) throws DecodeException {
        int at = in.offset();
        long second = in.u64("end");
        if (second < 0 || second > LAST_SECOND) {
            throw new DecodeException("end", "is no time", at);
        }
        return Instant.ofEpochSecond(second);
    }
}
