package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * Proof of the session key, fresh for every use of a ticket.
 *
 * @param cusec microseconds, 0 to 999999
 * @param ctime whole seconds
 * @param seqNumber 32 bits, signed or not as it came: count on with {@code seqNumber & 0xFFFFFFFFL}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.5.1
 */
public record Authenticator(
        String crealm, PrincipalName cname, Optional<Checksum> cksum, int cusec, Instant ctime, Optional<EncryptionKey> subkey,
        OptionalLong seqNumber, Optional<AuthorizationData> authorizationData, byte[] wire) {
    public Authenticator {
        Bounds.micros("cusec", cusec);
        if (seqNumber.isPresent()) {
            Bounds.eitherInt32("seq-number", seqNumber.getAsLong());
        }
    }

    public static Authenticator of(
            String crealm, PrincipalName cname, Optional<Checksum> cksum, int cusec, Instant ctime, Optional<EncryptionKey> subkey,
            OptionalLong seqNumber, Optional<AuthorizationData> authorizationData) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(8, authorizationData, DerWriter::value);
            Fields.optional(7, seqNumber, out);
            out.optional(6, subkey, DerWriter::value);
            out.generalizedTime(ctime).tagged(5);
            out.integer(cusec).tagged(4);
            out.optional(3, cksum, DerWriter::value);
            out.value(cname).tagged(2);
            out.generalString(crealm).tagged(1);
            out.integer(Fields.PVNO).tagged(0);
            out.sequence(end).application(MsgType.AUTHENTICATOR);
        });
        return new Authenticator(crealm, cname, cksum, cusec, ctime, subkey, seqNumber, authorizationData, wire);
    }

    public static Authenticator decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "Authenticator").application(MsgType.AUTHENTICATOR).sequence();
        in.tagged(0, "authenticator-vno").constant(Fields.PVNO);
        String crealm = in.tagged(1, "crealm").generalString();
        var cname = PrincipalName.read(in.tagged(2, "cname"));
        var cksum = in.optional(3, "cksum", Checksum::read);
        int cusec = Fields.micros(in.tagged(4, "cusec"));
        var ctime = in.tagged(5, "ctime").generalizedTime();
        var subkey = in.optional(6, "subkey", EncryptionKey::read);
        var seqNumber = Fields.optionalInt32(7, "seq-number", in);
        var authorizationData = in.optional(8, "authorization-data", AuthorizationData::read);
        in.end();
        return new Authenticator(crealm, cname, cksum, cusec, ctime, subkey, seqNumber, authorizationData, wire);
    }

    /** Overwrites the key and the message it came in. */
    public void wipe() {
        Arrays.fill(wire, (byte) 0);
        subkey.ifPresent(EncryptionKey::wipe);
    }

    /** Without the key and the octets that contain it. */
    @Override
    public String toString() {
        return "Authenticator[" + new Principal(cname, crealm) + ", " + ctime + "]";
    }
}
