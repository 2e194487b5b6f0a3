package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The client's checksum over all that both sides said before the AP-REQ.
 *
 * @spec draft-ietf-kitten-iakerb-03 4 (KRB-FINISHED)
 */
public record KrbFinished(Checksum gssMic) implements DerValue {
    public static KrbFinished decode(byte[] der) throws DecodeException {
        var in = DerReader.of(der, "KRB-FINISHED").sequence();
        var gssMic = Checksum.read(in.tagged(1, "gss-mic"));
        in.end();
        return new KrbFinished(gssMic);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.value(gssMic).tagged(1);
        out.sequence(end);
    }
}
