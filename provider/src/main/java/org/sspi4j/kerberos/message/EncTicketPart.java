package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What the KDC tells the server: who the client is, and the session key.
 *
 * @param flags {@link TicketFlags}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.3
 */
public record EncTicketPart(
        int flags, EncryptionKey key, String crealm, PrincipalName cname, TransitedEncoding transited, Instant authtime,
        Optional<Instant> starttime, Instant endtime, Optional<Instant> renewTill, Optional<HostAddresses> caddr,
        Optional<AuthorizationData> authorizationData, byte[] wire) {
    public static EncTicketPart of(
            int flags, EncryptionKey key, String crealm, PrincipalName cname, TransitedEncoding transited, Instant authtime,
            Optional<Instant> starttime, Instant endtime, Optional<Instant> renewTill, Optional<HostAddresses> caddr,
            Optional<AuthorizationData> authorizationData) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(10, authorizationData, DerWriter::value);
            out.optional(9, caddr, DerWriter::value);
            out.optional(8, renewTill, DerWriter::generalizedTime);
            out.generalizedTime(endtime).tagged(7);
            out.optional(6, starttime, DerWriter::generalizedTime);
            out.generalizedTime(authtime).tagged(5);
            out.value(transited).tagged(4);
            out.value(cname).tagged(3);
            out.generalString(crealm).tagged(2);
            out.value(key).tagged(1);
            out.flags(flags).tagged(0);
            out.sequence(end).application(MsgType.ENC_TICKET_PART);
        });
        return new EncTicketPart(
                flags, key, crealm, cname, transited, authtime, starttime, endtime, renewTill, caddr, authorizationData, wire);
    }

    public static EncTicketPart decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "EncTicketPart").application(MsgType.ENC_TICKET_PART).sequence();
        int flags = in.tagged(0, "flags").flags();
        var key = EncryptionKey.read(in.tagged(1, "key"));
        String crealm = in.tagged(2, "crealm").generalString();
        var cname = PrincipalName.read(in.tagged(3, "cname"));
        var transited = TransitedEncoding.read(in.tagged(4, "transited"));
        var authtime = in.tagged(5, "authtime").generalizedTime();
        var starttime = in.optional(6, "starttime", DerReader::generalizedTime);
        var endtime = in.tagged(7, "endtime").generalizedTime();
        var renewTill = in.optional(8, "renew-till", DerReader::generalizedTime);
        var caddr = in.optional(9, "caddr", HostAddresses::read);
        var authorizationData = in.optional(10, "authorization-data", AuthorizationData::read);
        in.end();
        return new EncTicketPart(
                flags, key, crealm, cname, transited, authtime, starttime, endtime, renewTill, caddr, authorizationData, wire);
    }

    /** Overwrites the key and the message it came in. */
    public void wipe() {
        Arrays.fill(wire, (byte) 0);
        key.wipe();
    }

    /** Without the key and the octets that contain it. */
    @Override
    public String toString() {
        return "EncTicketPart[" + new Principal(cname, crealm) + ", until " + endtime + ", " + TicketFlags.toString(flags) + "]";
    }
}
