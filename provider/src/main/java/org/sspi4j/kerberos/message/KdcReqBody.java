package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What is asked of the KDC. Its octets are what the checksum in the authenticator of a TGS-REQ covers.
 *
 * @param kdcOptions {@link KdcOptions}
 * @param realm the server's, and in an AS-REQ also the client's
 * @param nonce 32 bits; send fewer than 32: MIT krb5 and Heimdal long read it as a signed number and answer with that
 * @param etype encryption types the client can use, the best first, at most {@value #MAX_ETYPES}
 * @param additionalTickets at most {@value #MAX_TICKETS}; none is written as absent
 * @param wire the message as sent or received
 * @spec RFC 4120 5.4.1
 */
public record KdcReqBody(
        int kdcOptions, Optional<PrincipalName> cname, String realm, Optional<PrincipalName> sname, Optional<Instant> from,
        Instant till, Optional<Instant> rtime, long nonce, List<Integer> etype, Optional<HostAddresses> addresses,
        Optional<EncryptedData> encAuthorizationData, List<Ticket> additionalTickets, byte[] wire) implements DerValue {
    public static final int MAX_ETYPES = 64;
    public static final int MAX_TICKETS = 8;

    public KdcReqBody {
        Bounds.eitherInt32("nonce", nonce);
        etype = Bounds.list("etype", etype, MAX_ETYPES);
        additionalTickets = Bounds.list("additional-tickets", additionalTickets, MAX_TICKETS);
    }

    public static KdcReqBody of(
            int kdcOptions, Optional<PrincipalName> cname, String realm, Optional<PrincipalName> sname, Optional<Instant> from,
            Instant till, Optional<Instant> rtime, long nonce, List<Integer> etype, Optional<HostAddresses> addresses,
            Optional<EncryptedData> encAuthorizationData, List<Ticket> additionalTickets) {
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            if (!additionalTickets.isEmpty()) {
                out.sequenceOf(additionalTickets, DerWriter::value).tagged(11);
            }
            out.optional(10, encAuthorizationData, DerWriter::value);
            out.optional(9, addresses, DerWriter::value);
            out.sequenceOf(etype, (list, type) -> list.integer(type)).tagged(8);
            out.integer(nonce).tagged(7);
            out.optional(6, rtime, DerWriter::generalizedTime);
            out.generalizedTime(till).tagged(5);
            out.optional(4, from, DerWriter::generalizedTime);
            out.optional(3, sname, DerWriter::value);
            out.generalString(realm).tagged(2);
            out.optional(1, cname, DerWriter::value);
            out.flags(kdcOptions).tagged(0);
            out.sequence(end);
        });
        return new KdcReqBody(
                kdcOptions, cname, realm, sname, from, till, rtime, nonce, etype, addresses, encAuthorizationData, additionalTickets,
                wire);
    }

    public static KdcReqBody decode(byte[] wire) throws DecodeException {
        return read(DerReader.of(wire, "KDC-REQ-BODY"));
    }

    static KdcReqBody read(DerReader outer) throws DecodeException {
        int start = outer.offset();
        var in = outer.sequence();
        int kdcOptions = in.tagged(0, "kdc-options").flags();
        var cname = in.optional(1, "cname", PrincipalName::read);
        String realm = in.tagged(2, "realm").generalString();
        var sname = in.optional(3, "sname", PrincipalName::read);
        var from = in.optional(4, "from", DerReader::generalizedTime);
        var till = in.tagged(5, "till").generalizedTime();
        var rtime = in.optional(6, "rtime", DerReader::generalizedTime);
        long nonce = Fields.eitherInt32(in.tagged(7, "nonce"));
        var etype = in.tagged(8, "etype").sequenceOf(MAX_ETYPES, DerReader::int32);
        var addresses = in.optional(9, "addresses", HostAddresses::read);
        var encAuthorizationData = in.optional(10, "enc-authorization-data", EncryptedData::read);
        var additionalTickets = in.has(11) ? tickets(in.tagged(11, "additional-tickets")) : List.<Ticket>of();
        in.end();
        return new KdcReqBody(
                kdcOptions, cname, realm, sname, from, till, rtime, nonce, etype, addresses, encAuthorizationData, additionalTickets,
                outer.since(start));
    }

    @Override
    public void write(DerWriter out) {
        out.element(wire);
    }

    private static List<Ticket> tickets(DerReader in) throws DecodeException {
        int start = in.offset();
        var tickets = in.sequenceOf(MAX_TICKETS, Ticket::read);
        if (tickets.isEmpty()) {
            // RFC 4120 5.4.1: NOTE: not empty.
            throw in.failure("is empty", start);
        }
        return tickets;
    }
}
