package org.sspi4j.kerberos.message;

import java.util.List;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What clients and KDCs tell each other beside the request and the reply: {@code padata}, and the e-data of some errors.
 *
 * @param entries at most {@value #MAX_ENTRIES}
 * @spec RFC 4120 5.2.7
 */
public record MethodData(List<PaData> entries) implements DerValue {
    public static final int MAX_ENTRIES = 64;

    public MethodData {
        entries = Bounds.list("METHOD-DATA", entries, MAX_ENTRIES);
    }

    public static MethodData decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "METHOD-DATA"));
    }

    static MethodData read(DerReader outer) throws DecodeException {
        return new MethodData(outer.sequenceOf(MAX_ENTRIES, PaData::read));
    }

    public static MethodData of(PaData... entries) {
        return new MethodData(List.of(entries));
    }

    /** The value of the first entry of this {@link PaType}. */
    public Optional<byte[]> find(int padataType) {
        return entries.stream().filter(entry -> entry.padataType() == padataType).map(PaData::padataValue).findFirst();
    }

    @Override
    public void write(DerWriter out) {
        out.sequenceOf(entries, DerWriter::value);
    }
}
