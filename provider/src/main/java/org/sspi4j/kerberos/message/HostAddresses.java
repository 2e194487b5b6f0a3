package org.sspi4j.kerberos.message;

import java.util.List;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * Addresses of a host.
 *
 * @param addresses at most {@value #MAX_ENTRIES}
 * @spec RFC 4120 5.2.5
 */
public record HostAddresses(List<HostAddress> addresses) implements DerValue {
    public static final int MAX_ENTRIES = 64;

    public HostAddresses {
        addresses = Bounds.list("HostAddresses", addresses, MAX_ENTRIES);
    }

    public static HostAddresses decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "HostAddresses"));
    }

    static HostAddresses read(DerReader outer) throws DecodeException {
        return new HostAddresses(outer.sequenceOf(MAX_ENTRIES, HostAddress::read));
    }

    @Override
    public void write(DerWriter out) {
        out.sequenceOf(addresses, DerWriter::value);
    }
}
