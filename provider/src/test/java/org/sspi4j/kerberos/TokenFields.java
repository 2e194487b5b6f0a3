package org.sspi4j.kerberos;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which field of the message each octet of a token belongs to, found by walking over its DER. Tags and lengths are
 * {@code framing}, and so is what no field is made of.
 */
final class TokenFields {
    private static final String FRAMING = "framing";

    private final byte[] token;
    private final String[] fields;

    private TokenFields(byte[] token) {
        this.token = token;
        this.fields = new String[token.length];
        Arrays.fill(fields, FRAMING);
    }

    static TokenFields ofApReq(byte[] token) {
        var found = new TokenFields(token);
        var apReq = found.message();
        apReq.field("pvno");
        apReq.field("msg-type");
        apReq.field("ap-options");
        var ticket = apReq.inside().inside();
        apReq.skip();
        ticket.sequence();
        ticket.field("tkt-vno");
        ticket.field("realm");
        var sname = ticket.inside().inside();
        ticket.skip();
        sname.field("sname name-type");
        var strings = sname.inside().inside();
        strings.value("sname strings");
        strings.value("sname strings");
        found.encryptedData("ticket", ticket);
        found.encryptedData("authenticator", apReq);
        return found;
    }

    static TokenFields ofApRep(byte[] token) {
        var found = new TokenFields(token);
        var apRep = found.message();
        apRep.field("pvno");
        apRep.field("msg-type");
        found.encryptedData("enc-part", apRep);
        return found;
    }

    String at(int offset) {
        return fields[offset];
    }

    /** The first octet of each field. */
    Map<String, Integer> starts() {
        var starts = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < fields.length; i++) {
            starts.putIfAbsent(fields[i], i);
        }
        return starts;
    }

    private Walk message() {
        var inside = new Walk(0).inside();
        inside.value("OID");
        Arrays.fill(fields, inside.at, inside.at + 2, "TOK_ID");
        var message = new Walk(inside.at + 2).inside();
        message.sequence();
        return message;
    }

    private void encryptedData(String whose, Walk outer) {
        var data = outer.inside().inside();
        outer.skip();
        data.field(whose + " etype");
        if ((token[data.at] & 0xFF) == 0xA1) {
            data.field(whose + " kvno");
        }
        data.field(whose + " cipher");
    }

    /** Stands before a tag. */
    private final class Walk {
        private int at;

        Walk(int at) {
            this.at = at;
        }

        /** Before the first element within the next one. */
        Walk inside() {
            return new Walk(contents());
        }

        /** Steps into the next element for good. */
        void sequence() {
            at = contents();
        }

        void skip() {
            at = contents() + length();
        }

        /** The contents of the next element are this field. */
        void value(String field) {
            Arrays.fill(fields, contents(), contents() + length(), field);
            skip();
        }

        /** The contents of what is within the next element, a tag, are this field. */
        void field(String field) {
            inside().value(field);
            skip();
        }

        private int contents() {
            int first = token[at + 1] & 0xFF;
            return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
        }

        private int length() {
            int first = token[at + 1] & 0xFF;
            if (first < 0x80) {
                return first;
            }
            int length = 0;
            for (int i = 0; i < (first & 0x7F); i++) {
                length = length << 8 | token[at + 2 + i] & 0xFF;
            }
            return length;
        }
    }
}
