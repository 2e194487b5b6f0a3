package org.sspi4j.negotiate;

import java.util.List;
import java.util.stream.Collectors;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/**
 * The mechanisms that somebody offers, the preferred one first.
 *
 * @param wire the list as sent or received, without the tag in front of it: the mechListMIC covers these bytes
 * @spec RFC 4178 4.1
 */
record MechTypeList(List<Oid> mechTypes, byte[] wire) {
    /** Windows offers four. */
    static final int MOST = 32;

    MechTypeList {
        mechTypes = List.copyOf(mechTypes);
    }

    static MechTypeList of(List<Oid> mechTypes) {
        return new MechTypeList(mechTypes, DerWriter.encode(out -> out.sequenceOf(mechTypes, DerWriter::oid)));
    }

    /** Reads the list that is the next element. */
    static MechTypeList read(DerReader in) throws DecodeException {
        int start = in.offset();
        var mechTypes = in.sequenceOf(MOST, DerReader::oid);
        if (mechTypes.isEmpty()) {
            throw in.failure("names no mechanism", start);
        }
        return new MechTypeList(mechTypes, in.since(start));
    }

    Oid preferred() {
        return mechTypes.get(0);
    }

    @Override
    public String toString() {
        return mechTypes.stream().map(MechType::name).collect(Collectors.joining(", "));
    }
}
