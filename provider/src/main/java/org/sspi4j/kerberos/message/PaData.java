package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * One piece of what clients and KDCs tell each other beside the request and the reply.
 *
 * @param padataType a {@link PaType}
 * @spec RFC 4120 5.2.7
 */
public record PaData(int padataType, byte[] padataValue) implements DerValue {
    public static PaData decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "PaData"));
    }

    static PaData read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int padataType = in.tagged(1, "padata-type").int32();
        byte[] padataValue = in.tagged(2, "padata-value").octetString();
        in.end();
        return new PaData(padataType, padataValue);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(padataValue).tagged(2);
        out.integer(padataType).tagged(1);
        out.sequence(end);
    }
}
