package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What a {@link KrbPriv} carries. Prints none of it.
 *
 * @param usec microseconds, 0 to 999999
 * @param seqNumber 32 bits, signed or not as it came
 * @param sAddress the sender's
 * @param wire the message as sent or received
 * @spec RFC 4120 5.7.1
 */
public record EncKrbPrivPart(
        byte[] userData, Optional<Instant> timestamp, OptionalInt usec, OptionalLong seqNumber, HostAddress sAddress,
        Optional<HostAddress> rAddress, byte[] wire) {
    public EncKrbPrivPart {
        if (usec.isPresent()) {
            Bounds.micros("usec", usec.getAsInt());
        }
        if (seqNumber.isPresent()) {
            Bounds.eitherInt32("seq-number", seqNumber.getAsLong());
        }
    }

    public static EncKrbPrivPart of(
            byte[] userData, Optional<Instant> timestamp, OptionalInt usec, OptionalLong seqNumber, HostAddress sAddress,
            Optional<HostAddress> rAddress) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(5, rAddress, DerWriter::value);
            out.value(sAddress).tagged(4);
            Fields.optional(3, seqNumber, out);
            Fields.optional(2, usec, out);
            out.optional(1, timestamp, DerWriter::generalizedTime);
            out.octetString(userData).tagged(0);
            out.sequence(end).application(MsgType.ENC_KRB_PRIV_PART);
        });
        return new EncKrbPrivPart(userData, timestamp, usec, seqNumber, sAddress, rAddress, wire);
    }

    public static EncKrbPrivPart decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "EncKrbPrivPart").application(MsgType.ENC_KRB_PRIV_PART).sequence();
        byte[] userData = in.tagged(0, "user-data").octetString();
        var timestamp = in.optional(1, "timestamp", DerReader::generalizedTime);
        var usec = Fields.optionalMicros(2, "usec", in);
        var seqNumber = Fields.optionalInt32(3, "seq-number", in);
        var sAddress = HostAddress.read(in.tagged(4, "s-address"));
        var rAddress = in.optional(5, "r-address", HostAddress::read);
        in.end();
        return new EncKrbPrivPart(userData, timestamp, usec, seqNumber, sAddress, rAddress, wire);
    }

    /** Overwrites the data and the message it came in. */
    public void wipe() {
        Arrays.fill(wire, (byte) 0);
        Arrays.fill(userData, (byte) 0);
    }

    @Override
    public String toString() {
        return "EncKrbPrivPart[" + userData.length + " octets]";
    }
}
