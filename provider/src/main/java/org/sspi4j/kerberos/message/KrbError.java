package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A KDC or a server says no. Nothing in it is protected: it may be logged and may guide the next try, and proves nothing.
 *
 * @param errorCode an {@link ErrorCode}
 * @param realm the server's
 * @param eText octets: some senders end it with NUL, and they do not agree on a character set; see {@link #text}
 * @param eData what it is depends on the error: for KDC_ERR_PREAUTH_REQUIRED a {@link MethodData}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.9.1
 */
public record KrbError(
        Optional<Instant> ctime, OptionalInt cusec, Instant stime, int susec, int errorCode, Optional<String> crealm,
        Optional<PrincipalName> cname, String realm, PrincipalName sname, Optional<byte[]> eText, Optional<byte[]> eData, byte[] wire) {
    public KrbError {
        Bounds.micros("susec", susec);
        if (cusec.isPresent()) {
            Bounds.micros("cusec", cusec.getAsInt());
        }
    }

    public static KrbError of(
            Optional<Instant> ctime, OptionalInt cusec, Instant stime, int susec, int errorCode, Optional<String> crealm,
            Optional<PrincipalName> cname, String realm, PrincipalName sname, Optional<byte[]> eText, Optional<byte[]> eData) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(12, eData, DerWriter::octetString);
            out.optional(11, eText, DerWriter::generalStringOctets);
            out.value(sname).tagged(10);
            out.generalString(realm).tagged(9);
            out.optional(8, cname, DerWriter::value);
            out.optional(7, crealm, DerWriter::generalString);
            out.integer(errorCode).tagged(6);
            out.integer(susec).tagged(5);
            out.generalizedTime(stime).tagged(4);
            Fields.optional(3, cusec, out);
            out.optional(2, ctime, DerWriter::generalizedTime);
            out.integer(MsgType.KRB_ERROR).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.KRB_ERROR);
        });
        return new KrbError(ctime, cusec, stime, susec, errorCode, crealm, cname, realm, sname, eText, eData, wire);
    }

    public static KrbError decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "KRB-ERROR").application(MsgType.KRB_ERROR).sequence();
        in.tagged(0, "pvno").constant(Fields.PVNO);
        in.tagged(1, "msg-type").constant(MsgType.KRB_ERROR);
        var ctime = in.optional(2, "ctime", DerReader::generalizedTime);
        var cusec = Fields.optionalMicros(3, "cusec", in);
        var stime = in.tagged(4, "stime").generalizedTime();
        int susec = Fields.micros(in.tagged(5, "susec"));
        int errorCode = in.tagged(6, "error-code").int32();
        var crealm = in.optional(7, "crealm", DerReader::generalString);
        var cname = in.optional(8, "cname", PrincipalName::read);
        String realm = in.tagged(9, "realm").generalString();
        var sname = PrincipalName.read(in.tagged(10, "sname"));
        var eText = in.optional(11, "e-text", DerReader::generalStringOctets);
        var eData = in.optional(12, "e-data", DerReader::octetString);
        in.end();
        return new KrbError(ctime, cusec, stime, susec, errorCode, crealm, cname, realm, sname, eText, eData, wire);
    }

    /** The e-text fit for a log: ASCII, with {@code ?} for anything else; empty if there is none. */
    public String text() {
        var text = new StringBuilder();
        for (byte octet : eText.orElse(new byte[0])) {
            if (octet != 0) {
                text.append(octet < ' ' || octet == 0x7F ? '?' : (char) octet);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "KrbError[" + ErrorCode.name(errorCode) + ", " + new Principal(sname, realm) + ", " + text() + "]";
    }
}
