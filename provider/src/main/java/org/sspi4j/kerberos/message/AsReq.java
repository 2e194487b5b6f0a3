package org.sspi4j.kerberos.message;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A client asks for its first ticket.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.4.1
 */
public record AsReq(Optional<MethodData> padata, KdcReqBody reqBody, byte[] wire) implements KdcReq {
    public static AsReq of(Optional<MethodData> padata, KdcReqBody reqBody) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.value(reqBody).tagged(4);
            out.optional(3, padata, DerWriter::value);
            out.integer(MsgType.KRB_AS_REQ).tagged(2);
            out.integer(Fields.PVNO).tagged(1);
            out.sequence(end).application(MsgType.KRB_AS_REQ);
        });
        return new AsReq(padata, reqBody, wire);
    }

    public static AsReq decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "AS-REQ").application(MsgType.KRB_AS_REQ).sequence();
        in.tagged(1, "pvno").constant(Fields.PVNO);
        in.tagged(2, "msg-type").constant(MsgType.KRB_AS_REQ);
        var padata = in.optional(3, "padata", MethodData::read);
        var reqBody = KdcReqBody.read(in.tagged(4, "req-body"));
        in.end();
        return new AsReq(padata, reqBody, wire);
    }
}
