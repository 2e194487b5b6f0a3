package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The time of the client's {@link Authenticator}, sent back; and the server's part of the keys.
 *
 * @param ctime whole seconds
 * @param cusec microseconds, 0 to 999999
 * @param seqNumber 32 bits, signed or not as it came: count on with {@code seqNumber & 0xFFFFFFFFL}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.5.2
 */
public record EncApRepPart(Instant ctime, int cusec, Optional<EncryptionKey> subkey, OptionalLong seqNumber, byte[] wire) {
    public EncApRepPart {
        Bounds.micros("cusec", cusec);
        if (seqNumber.isPresent()) {
            Bounds.eitherInt32("seq-number", seqNumber.getAsLong());
        }
    }

    public static EncApRepPart of(Instant ctime, int cusec, Optional<EncryptionKey> subkey, OptionalLong seqNumber) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            Fields.optional(3, seqNumber, out);
            out.optional(2, subkey, DerWriter::value);
            out.integer(cusec).tagged(1);
            out.generalizedTime(ctime).tagged(0);
            out.sequence(end).application(MsgType.ENC_AP_REP_PART);
        });
        return new EncApRepPart(ctime, cusec, subkey, seqNumber, wire);
    }

    public static EncApRepPart decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "EncAPRepPart").application(MsgType.ENC_AP_REP_PART).sequence();
        var ctime = in.tagged(0, "ctime").generalizedTime();
        int cusec = Fields.micros(in.tagged(1, "cusec"));
        var subkey = in.optional(2, "subkey", EncryptionKey::read);
        var seqNumber = Fields.optionalInt32(3, "seq-number", in);
        in.end();
        return new EncApRepPart(ctime, cusec, subkey, seqNumber, wire);
    }

    /** Overwrites the key and the message it came in. */
    public void wipe() {
        Arrays.fill(wire, (byte) 0);
        subkey.ifPresent(EncryptionKey::wipe);
    }

    /** Without the key and the octets that contain it. */
    @Override
    public String toString() {
        return "EncApRepPart[" + ctime + "]";
    }
}
