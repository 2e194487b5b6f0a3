package org.sspi4j.kerberos.message;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/**
 * The framing of Kerberos messages that set up a context: {@code 60 length OID TOK_ID message}.
 *
 * @param mech one of the mechanisms below, or another; who answers uses the same
 * @param tokId one of the TOK_IDs below, or another
 * @param inner the message
 * @param wire the token as sent or received
 * @spec RFC 2743 3.1
 * @spec RFC 4121 4.1
 */
public record GssToken(Oid mech, int tokId, byte[] inner, byte[] wire) {
    public static final Oid KERBEROS = Oid.of("1.2.840.113554.1.2.2");
    /** Windows 2000's misprint of {@link #KERBEROS}, still offered by its successors ([MS-SPNG]): the same mechanism. */
    public static final Oid MS_KERBEROS = Oid.of("1.2.840.48018.1.2.2");
    public static final Oid USER_TO_USER = Oid.of("1.2.840.113554.1.2.2.3");

    /** Kerberos whose client reaches its KDC through the server. */
    public static final Oid IAKERB = Oid.of("1.3.6.1.5.2.5");

    public static final int AP_REQ = 0x0100;
    public static final int AP_REP = 0x0200;
    public static final int KRB_ERROR = 0x0300;
    public static final int TGT_REQ = 0x0400;
    public static final int TGT_REP = 0x0401;
    public static final int IAKERB_PROXY = 0x0501;

    private static final int INITIAL_CONTEXT_TOKEN = 0;

    public static GssToken of(Oid mech, int tokId, byte[] inner) {
        return new GssToken(mech, tokId, inner, encode(mech, tokId, out -> out.octets(inner)));
    }

    /** The bytes of a token whose message nobody needs beside it. */
    public static byte[] encode(Oid mech, int tokId, DerValue message) {
        return DerWriter.encode(out -> {
            int end = out.mark();
            out.value(message).octets(tokId, 2).oid(mech).application(INITIAL_CONTEXT_TOKEN, end);
        });
    }

    /** Does it begin like one? A bare AP-REQ, as DCE RPC sends it, does not. */
    public static boolean isFramed(byte[] token) {
        return token.length > 0 && token[0] == 0x60;
    }

    public static GssToken decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "InitialContextToken").insideApplication(INITIAL_CONTEXT_TOKEN);
        Oid mech = in.next("thisMech").oid();
        byte[] tokId = in.octets(2, "TOK_ID");
        return new GssToken(mech, (tokId[0] & 0xFF) << 8 | tokId[1] & 0xFF, in.rest(), wire);
    }
}
