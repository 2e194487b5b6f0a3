package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * EncASRepPart and EncTGSRepPart: what the KDC tells the client about the ticket it sends, and the session key.
 *
 * @param tag {@link MsgType#ENC_AS_REP_PART} or {@link MsgType#ENC_TGS_REP_PART}
 * @param nonce that of the request, 32 bits, signed or not as it came
 * @param flags {@link TicketFlags}
 * @param wire the message as sent or received
 * @spec RFC 4120 5.4.2
 * @spec RFC 6806 11
 */
public record EncKdcRepPart(
        int tag, EncryptionKey key, LastReq lastReq, long nonce, Optional<Instant> keyExpiration, int flags, Instant authtime,
        Optional<Instant> starttime, Instant endtime, Optional<Instant> renewTill, String srealm, PrincipalName sname,
        Optional<HostAddresses> caddr, Optional<MethodData> encryptedPaData, byte[] wire) {
    public EncKdcRepPart {
        if (tag != MsgType.ENC_AS_REP_PART && tag != MsgType.ENC_TGS_REP_PART) {
            throw new IllegalArgumentException("neither EncASRepPart nor EncTGSRepPart: " + tag);
        }
        Bounds.eitherInt32("nonce", nonce);
    }

    public static EncKdcRepPart of(
            int tag, EncryptionKey key, LastReq lastReq, long nonce, Optional<Instant> keyExpiration, int flags, Instant authtime,
            Optional<Instant> starttime, Instant endtime, Optional<Instant> renewTill, String srealm, PrincipalName sname,
            Optional<HostAddresses> caddr, Optional<MethodData> encryptedPaData) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(12, encryptedPaData, DerWriter::value);
            out.optional(11, caddr, DerWriter::value);
            out.value(sname).tagged(10);
            out.generalString(srealm).tagged(9);
            out.optional(8, renewTill, DerWriter::generalizedTime);
            out.generalizedTime(endtime).tagged(7);
            out.optional(6, starttime, DerWriter::generalizedTime);
            out.generalizedTime(authtime).tagged(5);
            out.flags(flags).tagged(4);
            out.optional(3, keyExpiration, DerWriter::generalizedTime);
            out.integer(nonce).tagged(2);
            out.value(lastReq).tagged(1);
            out.value(key).tagged(0);
            out.sequence(end).application(tag);
        });
        return new EncKdcRepPart(
                tag, key, lastReq, nonce, keyExpiration, flags, authtime, starttime, endtime, renewTill, srealm, sname, caddr,
                encryptedPaData, wire);
    }

    /**
     * From an AS-REP. Some KDCs write an EncTGSRepPart here as well, and RFC 4120 5.4.2 allows to read it: the key usage already tells
     * the two apart.
     */
    public static EncKdcRepPart decodeAsRep(byte[] wire) throws DecodeException {
        var outer = DerReader.of(wire, "EncASRepPart");
        return read(outer.hasApplication(MsgType.ENC_TGS_REP_PART) ? MsgType.ENC_TGS_REP_PART : MsgType.ENC_AS_REP_PART, outer, wire);
    }

    /** From a TGS-REP. */
    public static EncKdcRepPart decodeTgsRep(byte[] wire) throws DecodeException {
        return read(MsgType.ENC_TGS_REP_PART, DerReader.of(wire, "EncTGSRepPart"), wire);
    }

    private static EncKdcRepPart read(int tag, DerReader outer, byte[] wire) throws DecodeException {
        var in = outer.application(tag).sequence();
        var key = EncryptionKey.read(in.tagged(0, "key"));
        var lastReq = LastReq.read(in.tagged(1, "last-req"));
        long nonce = Fields.eitherInt32(in.tagged(2, "nonce"));
        var keyExpiration = in.optional(3, "key-expiration", DerReader::generalizedTime);
        int flags = in.tagged(4, "flags").flags();
        var authtime = in.tagged(5, "authtime").generalizedTime();
        var starttime = in.optional(6, "starttime", DerReader::generalizedTime);
        var endtime = in.tagged(7, "endtime").generalizedTime();
        var renewTill = in.optional(8, "renew-till", DerReader::generalizedTime);
        String srealm = in.tagged(9, "srealm").generalString();
        var sname = PrincipalName.read(in.tagged(10, "sname"));
        var caddr = in.optional(11, "caddr", HostAddresses::read);
        var encryptedPaData = in.optional(12, "encrypted-pa-data", MethodData::read);
        in.end();
        return new EncKdcRepPart(
                tag, key, lastReq, nonce, keyExpiration, flags, authtime, starttime, endtime, renewTill, srealm, sname, caddr,
                encryptedPaData, wire);
    }

    /** Overwrites the key and the message it came in. */
    public void wipe() {
        Arrays.fill(wire, (byte) 0);
        key.wipe();
    }

    /** Without the key and the octets that contain it. */
    @Override
    public String toString() {
        return "EncKdcRepPart[" + new Principal(sname, srealm) + ", until " + endtime + ", " + TicketFlags.toString(flags) + "]";
    }
}
