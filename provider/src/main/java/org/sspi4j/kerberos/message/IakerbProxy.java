package org.sspi4j.kerberos.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A message to or from a KDC, carried by the acceptor: {@code 60 length OID 05 01 IAKERB-HEADER message}.
 *
 * @param targetRealm whose KDC it is for, or from
 * @param cookie what the acceptor wants back with the next request
 * @param message of the KDC or for it
 * @param wire the token as sent or received
 * @spec draft-ietf-kitten-iakerb-03 3
 */
public record IakerbProxy(IakerbForm form, String targetRealm, Optional<byte[]> cookie, byte[] message, byte[] wire) {
    private static final int INITIAL_CONTEXT_TOKEN = 0;
    private static final int TOK_ID_LENGTH = 2;

    public static IakerbProxy of(IakerbForm form, String targetRealm, Optional<byte[]> cookie, byte[] message) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.octets(message);
            int header = out.mark();
            out.optional(2, cookie, DerWriter::octetString);
            if (form == IakerbForm.DRAFT) {
                out.utf8String(targetRealm);
            } else {
                out.octetString(targetRealm.getBytes(StandardCharsets.UTF_8));
            }
            out.tagged(1).sequence(header);
            out.octets(GssToken.IAKERB_PROXY, TOK_ID_LENGTH).oid(GssToken.IAKERB).application(INITIAL_CONTEXT_TOKEN, end);
        });
        return new IakerbProxy(form, targetRealm, cookie, message, wire);
    }

    /** Does it begin like a token without its frame? */
    public static boolean isUnframed(byte[] token) {
        return token.length >= TOK_ID_LENGTH
                && ((token[0] & 0xFF) << 8 | token[1] & 0xFF) == GssToken.IAKERB_PROXY;
    }

    /** A token without its frame, with it: only for reading, since the checksum of the conversation is over what was sent. */
    public static byte[] framed(byte[] token) {
        byte[] inner = new byte[token.length - TOK_ID_LENGTH];
        System.arraycopy(token, TOK_ID_LENGTH, inner, 0, inner.length);
        return GssToken.of(GssToken.IAKERB, GssToken.IAKERB_PROXY, inner).wire();
    }

    public static IakerbProxy decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "IAKERB-PROXY").insideApplication(INITIAL_CONTEXT_TOKEN);
        int start = in.offset();
        var mech = in.next("thisMech").oid();
        byte[] tokId = in.octets(TOK_ID_LENGTH, "TOK_ID");
        if (!mech.equals(GssToken.IAKERB) || !isUnframed(tokId)) {
            throw in.failure("is not that of an IAKERB_PROXY message", start);
        }
        var header = in.next("IAKERB-HEADER").sequence();
        header.tagged(1, "target-realm");
        var form = header.hasOctetString() ? IakerbForm.MIT_BEFORE_1_22 : IakerbForm.DRAFT;
        var targetRealm = form == IakerbForm.DRAFT ? header.utf8String() : utf8(header);
        var cookie = header.optional(2, "cookie", DerReader::octetString);
        header.end();
        return new IakerbProxy(form, targetRealm, cookie, in.rest(), wire);
    }

    private static String utf8(DerReader in) throws DecodeException {
        int start = in.offset();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.octetString())).toString();
        } catch (CharacterCodingException e) {
            throw in.failure("is not UTF-8", start);
        }
    }

    /** Without what goes to the KDC. */
    @Override
    public String toString() {
        return "IakerbProxy[" + form + ", " + targetRealm + ", " + message.length + " bytes]";
    }
}
