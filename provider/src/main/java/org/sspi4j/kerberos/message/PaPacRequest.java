package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * KERB-PA-PAC-REQUEST: whether the ticket should say who the user is.
 *
 * @spec MS-KILE 2.2.3
 */
public record PaPacRequest(boolean includePac) implements DerValue {
    public static PaPacRequest decode(byte[] der) throws DecodeException {
        var in = DerReader.of(der, "KERB-PA-PAC-REQUEST").sequence();
        boolean includePac = in.tagged(0, "include-pac").bool();
        in.end();
        return new PaPacRequest(includePac);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.bool(includePac).tagged(0);
        out.sequence(end);
    }
}
