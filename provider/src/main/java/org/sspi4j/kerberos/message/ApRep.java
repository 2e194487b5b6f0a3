package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The server proves that it could read the ticket.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.5.2
 */
public record ApRep(EncryptedData encPart, byte[] wire) {
    public static ApRep of(EncryptedData encPart) {
        return new ApRep(encPart, DerWriter.encode(element(encPart)));
    }

    /** To be written into what carries it. */
    public static DerValue element(EncryptedData encPart) {
        return out -> {
            int end = out.mark();
            out.value(encPart).tagged(2);
            out.integer(MsgType.KRB_AP_REP).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.KRB_AP_REP);
        };
    }

    public static ApRep decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "AP-REP").application(MsgType.KRB_AP_REP).sequence();
        in.tagged(0, "pvno").constant(Fields.PVNO);
        in.tagged(1, "msg-type").constant(MsgType.KRB_AP_REP);
        var encPart = EncryptedData.read(in.tagged(2, "enc-part"));
        in.end();
        return new ApRep(encPart, wire);
    }
}
