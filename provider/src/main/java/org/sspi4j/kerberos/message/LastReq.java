package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.List;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * When the principal was last here, and until when its password is good.
 *
 * @param entries at most {@value #MAX_ENTRIES}
 * @spec RFC 4120 5.4.2
 */
public record LastReq(List<Entry> entries) implements DerValue {
    public static final int MAX_ENTRIES = 64;

    /**
     * One point in time.
     *
     * @param lrType an {@link LrType}
     */
    public record Entry(int lrType, Instant lrValue) implements DerValue {
        static Entry read(DerReader outer) throws DecodeException {
            var in = outer.sequence();
            int lrType = in.tagged(0, "lr-type").int32();
            Instant lrValue = in.tagged(1, "lr-value").generalizedTime();
            in.end();
            return new Entry(lrType, lrValue);
        }

        @Override
        public void write(DerWriter out) {
            int end = out.mark();
            out.generalizedTime(lrValue).tagged(1);
            out.integer(lrType).tagged(0);
            out.sequence(end);
        }
    }

    public LastReq {
        entries = Bounds.list("LastReq", entries, MAX_ENTRIES);
    }

    public static LastReq decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "LastReq"));
    }

    static LastReq read(DerReader outer) throws DecodeException {
        return new LastReq(outer.sequenceOf(MAX_ENTRIES, Entry::read));
    }

    @Override
    public void write(DerWriter out) {
        out.sequenceOf(entries, DerWriter::value);
    }
}
