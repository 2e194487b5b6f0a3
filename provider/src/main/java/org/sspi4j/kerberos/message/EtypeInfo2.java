package org.sspi4j.kerberos.message;

import java.util.List;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * For which encryption types the KDC has a key of the client's, the best first, and how a password becomes that key.
 *
 * @param entries at most {@value #MAX_ENTRIES}
 * @spec RFC 4120 5.2.7.5
 */
public record EtypeInfo2(List<Entry> entries) implements DerValue {
    public static final int MAX_ENTRIES = 64;

    /**
     * One key.
     *
     * @param salt octets: a KerberosString by name, but random salts are not text, and string-to-key takes octets anyway
     * @param s2kparams parameters of string-to-key, such as the iteration count
     */
    public record Entry(int etype, Optional<byte[]> salt, Optional<byte[]> s2kparams) implements DerValue {
        static Entry read(DerReader outer) throws DecodeException {
            var in = outer.sequence();
            int etype = in.tagged(0, "etype").int32();
            var salt = in.optional(1, "salt", DerReader::generalStringOctets);
            var s2kparams = in.optional(2, "s2kparams", DerReader::octetString);
            in.end();
            return new Entry(etype, salt, s2kparams);
        }

        @Override
        public void write(DerWriter out) {
            int end = out.mark();
            out.optional(2, s2kparams, DerWriter::octetString);
            out.optional(1, salt, DerWriter::generalStringOctets);
            out.integer(etype).tagged(0);
            out.sequence(end);
        }
    }

    public EtypeInfo2 {
        entries = Bounds.list("ETYPE-INFO2", entries, MAX_ENTRIES);
    }

    public static EtypeInfo2 decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "ETYPE-INFO2"));
    }

    static EtypeInfo2 read(DerReader outer) throws DecodeException {
        return new EtypeInfo2(outer.sequenceOf(MAX_ENTRIES, Entry::read));
    }

    @Override
    public void write(DerWriter out) {
        out.sequenceOf(entries, DerWriter::value);
    }
}
