package org.sspi4j.kerberos.message;

import java.util.OptionalLong;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What only the holder of a key can read.
 *
 * @param kvno the version of the key, if it is one with versions; 32 bits, signed or not as it came
 * @spec RFC 4120 5.2.9
 */
public record EncryptedData(int etype, OptionalLong kvno, byte[] cipher) implements DerValue {
    public EncryptedData {
        if (kvno.isPresent()) {
            Bounds.eitherInt32("kvno", kvno.getAsLong());
        }
    }

    public static EncryptedData decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "EncryptedData"));
    }

    static EncryptedData read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int etype = in.tagged(0, "etype").int32();
        var kvno = Fields.optionalInt32(1, "kvno", in);
        byte[] cipher = in.tagged(2, "cipher").octetString();
        in.end();
        return new EncryptedData(etype, kvno, cipher);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(cipher).tagged(2);
        Fields.optional(1, kvno, out);
        out.integer(etype).tagged(0);
        out.sequence(end);
    }
}
