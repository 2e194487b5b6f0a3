package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * An address of a host.
 *
 * @param addrType an {@link AddressType}
 * @spec RFC 4120 5.2.5
 */
public record HostAddress(int addrType, byte[] address) implements DerValue {
    public static HostAddress decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "HostAddress"));
    }

    static HostAddress read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int addrType = in.tagged(0, "addr-type").int32();
        byte[] address = in.tagged(1, "address").octetString();
        in.end();
        return new HostAddress(addrType, address);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(address).tagged(1);
        out.integer(addrType).tagged(0);
        out.sequence(end);
    }
}
