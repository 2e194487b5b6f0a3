package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The realms that a ticket came through.
 *
 * @param trType a {@link TrType}
 * @spec RFC 4120 5.3
 */
public record TransitedEncoding(int trType, byte[] contents) implements DerValue {
    public static TransitedEncoding decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "TransitedEncoding"));
    }

    static TransitedEncoding read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int trType = in.tagged(0, "tr-type").int32();
        byte[] contents = in.tagged(1, "contents").octetString();
        in.end();
        return new TransitedEncoding(trType, contents);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(contents).tagged(1);
        out.integer(trType).tagged(0);
        out.sequence(end);
    }

    /** None, as for a ticket of the client's own realm. */
    public static TransitedEncoding none() {
        return new TransitedEncoding(TrType.DOMAIN_X500_COMPRESS, new byte[0]);
    }
}
