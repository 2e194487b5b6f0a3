package org.sspi4j.kerberos.message;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A client asks for another ticket; its PA-TGS-REQ contains the {@link ApReq} that shows the first.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.4.1
 */
public record TgsReq(Optional<MethodData> padata, KdcReqBody reqBody, byte[] wire) implements KdcReq {
    public static TgsReq of(Optional<MethodData> padata, KdcReqBody reqBody) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.value(reqBody).tagged(4);
            out.optional(3, padata, DerWriter::value);
            out.integer(MsgType.KRB_TGS_REQ).tagged(2);
            out.integer(Fields.PVNO).tagged(1);
            out.sequence(end).application(MsgType.KRB_TGS_REQ);
        });
        return new TgsReq(padata, reqBody, wire);
    }

    public static TgsReq decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "TGS-REQ").application(MsgType.KRB_TGS_REQ).sequence();
        in.tagged(1, "pvno").constant(Fields.PVNO);
        in.tagged(2, "msg-type").constant(MsgType.KRB_TGS_REQ);
        var padata = in.optional(3, "padata", MethodData::read);
        var reqBody = KdcReqBody.read(in.tagged(4, "req-body"));
        in.end();
        return new TgsReq(padata, reqBody, wire);
    }
}
