package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A message under the session key: an {@link EncKrbPrivPart}.
 *
 * @param wire the message as sent or received
 * @spec RFC 4120 5.7.1
 */
public record KrbPriv(EncryptedData encPart, byte[] wire) {
    public static KrbPriv of(EncryptedData encPart) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.value(encPart).tagged(3);
            out.integer(MsgType.KRB_PRIV).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.KRB_PRIV);
        });
        return new KrbPriv(encPart, wire);
    }

    public static KrbPriv decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "KRB-PRIV").application(MsgType.KRB_PRIV).sequence();
        in.tagged(0, "pvno").constant(Fields.PVNO);
        in.tagged(1, "msg-type").constant(MsgType.KRB_PRIV);
        var encPart = EncryptedData.read(in.tagged(3, "enc-part"));
        in.end();
        return new KrbPriv(encPart, wire);
    }
}
