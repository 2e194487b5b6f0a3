package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.kerberos.etype.ProtocolKey;

/**
 * Per-message tokens written down after RFC 4121 with the key's own operations: with any flags, filler and rotation, and with
 * mistakes that a peer without the key cannot make.
 */
final class PeerToken {
    private final ProtocolKey key;
    private final int usage;
    private final int flags;
    private final long sequence;
    private int tokId;
    private int ec = -1;
    private int rrc;
    private byte[] innerHeader;

    private PeerToken(ProtocolKey key, int usage, int flags, long sequence) {
        this.key = key;
        this.usage = usage;
        this.flags = flags;
        this.sequence = sequence;
    }

    static PeerToken of(ProtocolKey key, int usage, int flags, long sequence) {
        return new PeerToken(key, usage, flags, sequence);
    }

    PeerToken ec(int ec) {
        this.ec = ec;
        return this;
    }

    PeerToken rrc(int rrc) {
        this.rrc = rrc;
        return this;
    }

    PeerToken tokId(int tokId) {
        this.tokId = tokId;
        return this;
    }

    /** What is encrypted or signed instead of the header with RRC 0. */
    PeerToken innerHeader(byte[] innerHeader) {
        this.innerHeader = innerHeader;
        return this;
    }

    /** @spec RFC 4121 4.2.4: header | encrypt(data | filler | header) */
    byte[] sealed(byte[] data) {
        int filler = Math.max(ec, 0);
        byte[] inner = innerHeader != null ? innerHeader : header(filler, 0);
        byte[] plain = EstablishedPair.concat(data, new byte[filler], inner);
        byte[] body = key.encrypt(usage, plain, RandomSource.system());
        return EstablishedPair.concat(header(filler, rrc), rotated(body));
    }

    /** @spec RFC 4121 4.2.4: header | data | checksum(data | header) */
    byte[] signed(byte[] data) {
        byte[] inner = innerHeader != null ? innerHeader : header(0, 0);
        byte[] checksum = key.checksum(usage, EstablishedPair.concat(data, inner));
        int length = ec >= 0 ? ec : checksum.length;
        return EstablishedPair.concat(header(length, rrc), rotated(EstablishedPair.concat(data, checksum)));
    }

    /** @spec RFC 4121 4.2.6.1 */
    byte[] mic(byte[] data) {
        byte[] header = header(tokId == 0 ? 0x0404 : tokId, 0xFFFF, 0xFFFF);
        return EstablishedPair.concat(header, key.checksum(usage, EstablishedPair.concat(data, header)));
    }

    byte[] header(int ec, int rrc) {
        return header(tokId == 0 ? 0x0504 : tokId, ec, rrc);
    }

    private byte[] header(int tokId, int ec, int rrc) {
        return ByteBuffer.allocate(16)
                .putShort((short) tokId)
                .put((byte) flags)
                .put((byte) 0xFF)
                .putShort((short) ec)
                .putShort((short) rrc)
                .putLong(sequence)
                .array();
    }

    /** @spec RFC 4121 4.2.5: "the last RRC octets" come first */
    private byte[] rotated(byte[] body) {
        byte[] rotated = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            rotated[(i + rrc) % body.length] = body[i];
        }
        return rotated;
    }
}
