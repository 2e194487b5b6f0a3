package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A checksum and what kind it is of.
 *
 * @spec RFC 4120 5.2.9
 */
public record Checksum(int cksumtype, byte[] checksum) implements DerValue {
    public static Checksum decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "Checksum"));
    }

    static Checksum read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int cksumtype = in.tagged(0, "cksumtype").int32();
        byte[] checksum = in.tagged(1, "checksum").octetString();
        in.end();
        return new Checksum(cksumtype, checksum);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(checksum).tagged(1);
        out.integer(cksumtype).tagged(0);
        out.sequence(end);
    }
}
