package org.sspi4j.kerberos.message;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A ticket, and for its client an {@link EncKdcRepPart}. What stands outside that part is not protected: believe the inner names.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.4.2
 */
public record TgsRep(
        Optional<MethodData> padata, String crealm, PrincipalName cname, Ticket ticket, EncryptedData encPart, byte[] wire)
        implements KdcRep {
    public static TgsRep of(Optional<MethodData> padata, String crealm, PrincipalName cname, Ticket ticket, EncryptedData encPart) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.value(encPart).tagged(6);
            out.value(ticket).tagged(5);
            out.value(cname).tagged(4);
            out.generalString(crealm).tagged(3);
            out.optional(2, padata, DerWriter::value);
            out.integer(MsgType.KRB_TGS_REP).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.KRB_TGS_REP);
        });
        return new TgsRep(padata, crealm, cname, ticket, encPart, wire);
    }

    public static TgsRep decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "TGS-REP").application(MsgType.KRB_TGS_REP).sequence();
        in.tagged(0, "pvno").constant(Fields.PVNO);
        in.tagged(1, "msg-type").constant(MsgType.KRB_TGS_REP);
        var padata = in.optional(2, "padata", MethodData::read);
        String crealm = in.tagged(3, "crealm").generalString();
        var cname = PrincipalName.read(in.tagged(4, "cname"));
        var ticket = Ticket.read(in.tagged(5, "ticket"));
        var encPart = EncryptedData.read(in.tagged(6, "enc-part"));
        in.end();
        return new TgsRep(padata, crealm, cname, ticket, encPart, wire);
    }
}
