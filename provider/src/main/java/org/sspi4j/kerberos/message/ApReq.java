package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The client shows its ticket, and proves with an {@link Authenticator} that it has the session key.
 *
 * @param apOptions {@link ApOptions}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.5.1
 */
public record ApReq(int apOptions, Ticket ticket, EncryptedData authenticator, byte[] wire) {
    public static ApReq of(int apOptions, Ticket ticket, EncryptedData authenticator) {
        return new ApReq(apOptions, ticket, authenticator, DerWriter.encode(element(apOptions, ticket, authenticator)));
    }

    /** To be written into what carries it. */
    public static DerValue element(int apOptions, Ticket ticket, EncryptedData authenticator) {
        return out -> {
            int end = out.mark();
            out.value(authenticator).tagged(4);
            out.value(ticket).tagged(3);
            out.flags(apOptions).tagged(2);
            out.integer(MsgType.KRB_AP_REQ).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.KRB_AP_REQ);
        };
    }

    public static ApReq decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "AP-REQ").application(MsgType.KRB_AP_REQ).sequence();
        in.tagged(0, "pvno").constant(Fields.PVNO);
        in.tagged(1, "msg-type").constant(MsgType.KRB_AP_REQ);
        int apOptions = in.tagged(2, "ap-options").flags();
        var ticket = Ticket.read(in.tagged(3, "ticket"));
        var authenticator = EncryptedData.read(in.tagged(4, "authenticator"));
        in.end();
        return new ApReq(apOptions, ticket, authenticator, wire);
    }
}
