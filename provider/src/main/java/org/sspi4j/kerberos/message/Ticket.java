package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What a client shows to a server; only the server and the KDC can look into it.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.3
 */
public record Ticket(String realm, PrincipalName sname, EncryptedData encPart, byte[] wire) implements DerValue {
    public static Ticket of(String realm, PrincipalName sname, EncryptedData encPart) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.value(encPart).tagged(3);
            out.value(sname).tagged(2);
            out.generalString(realm).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.TICKET);
        });
        return new Ticket(realm, sname, encPart, wire);
    }

    public static Ticket decode(byte[] wire) throws DecodeException {
        return read(DerReader.of(wire, "Ticket"));
    }

    static Ticket read(DerReader outer) throws DecodeException {
        int start = outer.offset();
        var in = outer.application(MsgType.TICKET).sequence();
        in.tagged(0, "tkt-vno").constant(Fields.PVNO);
        String realm = in.tagged(1, "realm").generalString();
        var sname = PrincipalName.read(in.tagged(2, "sname"));
        var encPart = EncryptedData.read(in.tagged(3, "enc-part"));
        in.end();
        return new Ticket(realm, sname, encPart, outer.since(start));
    }

    @Override
    public void write(DerWriter out) {
        out.element(wire);
    }
}
