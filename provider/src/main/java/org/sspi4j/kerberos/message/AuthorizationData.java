package org.sspi4j.kerberos.message;

import java.util.List;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What a ticket or a request says about rights. What stands in AD-IF-RELEVANT is again this type.
 *
 * @param entries at most {@value #MAX_ENTRIES}
 * @spec RFC 4120 5.2.6
 */
public record AuthorizationData(List<Entry> entries) implements DerValue {
    public static final int MAX_ENTRIES = 64;

    /**
     * One statement.
     *
     * @param adType an {@link AdType}
     */
    public record Entry(int adType, byte[] adData) implements DerValue {
        static Entry read(DerReader outer) throws DecodeException {
            var in = outer.sequence();
            int adType = in.tagged(0, "ad-type").int32();
            byte[] adData = in.tagged(1, "ad-data").octetString();
            in.end();
            return new Entry(adType, adData);
        }

        @Override
        public void write(DerWriter out) {
            int end = out.mark();
            out.octetString(adData).tagged(1);
            out.integer(adType).tagged(0);
            out.sequence(end);
        }
    }

    public AuthorizationData {
        entries = Bounds.list("AuthorizationData", entries, MAX_ENTRIES);
    }

    public static AuthorizationData decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "AuthorizationData"));
    }

    static AuthorizationData read(DerReader outer) throws DecodeException {
        return new AuthorizationData(outer.sequenceOf(MAX_ENTRIES, Entry::read));
    }

    public static AuthorizationData of(Entry... entries) {
        return new AuthorizationData(List.of(entries));
    }

    /** The data of the first entry of this {@link AdType}. */
    public Optional<byte[]> find(int adType) {
        return entries.stream().filter(entry -> entry.adType == adType).map(Entry::adData).findFirst();
    }

    @Override
    public void write(DerWriter out) {
        out.sequenceOf(entries, DerWriter::value);
    }
}
