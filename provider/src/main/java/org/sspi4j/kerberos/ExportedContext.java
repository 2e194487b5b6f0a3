package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * An established context as bytes, between processes of this library; no other reads it. Integers are big-endian, times are
 * seconds since 1970, names are DER:
 *
 * <pre>
 *   "K5CT" | version(2) | role(1) | granted flags(8) | client | server | ticket flags(4) | authtime(8) | starttime(8) |
 *   endtime(8) | authorization-data(4 + n) | encryption type(4) | key(2 + n) | acceptor's sub-key?(1) |
 *   sent from(8) | next to send(8) | window: first(8), next(8), received(8) | client's level(1)
 * </pre>
 *
 * <p>It holds the key and has no seal of its own: the engine seals the whole.
 *
 * @param key the bytes of the context's key, owned by this
 * @param sentFrom the sequence number that the context began to send with
 * @param nextToSend the sequence number of the next message that is sent
 * @param level of an acceptor's client
 * @spec RFC 2743 2.2.8
 */
record ExportedContext(
        boolean acceptor,
        Set<ContextFlag> flags,
        TicketFacts ticket,
        EncryptionType type,
        byte[] key,
        boolean acceptorSubkey,
        long sentFrom,
        long nextToSend,
        SequenceWindow.Seen received,
        Optional<ImpersonationLevel> level) {
    private static final int MAGIC = 0x4B354354;
    private static final int VERSION = 1;
    private static final int NO_LEVEL = 0xFF;
    /** The years 0 to 9999, which are those of KerberosTime. */
    private static final long FIRST_SECOND = -62_167_219_200L;
    private static final long LAST_SECOND = 253_402_300_799L;

    byte[] encode() {
        var out = new BigEndianWriter(512);
        out.u32(MAGIC).u16(VERSION).u8(acceptor ? 1 : 0);
        out.u64(acceptor ? ContextFlag.toAscRet(flags) : ContextFlag.toIscRet(flags));
        write(out, ticket.client());
        write(out, ticket.server());
        out.u32(ticket.flags());
        out.u64(ticket.authtime().getEpochSecond());
        out.u64(ticket.starttime().getEpochSecond());
        out.u64(ticket.endtime().getEpochSecond());
        out.counted32(ticket.authorizationData().map(DerWriter::encode).orElse(new byte[0]));
        out.u32(type.number()).counted16(key).u8(acceptorSubkey ? 1 : 0);
        out.u64(sentFrom).u64(nextToSend).u64(received.first()).u64(received.next()).u64(received.bits());
        out.u8(level.map(ImpersonationLevel::ordinal).orElse(NO_LEVEL));
        byte[] encoded = out.toByteArray();
        out.wipe();
        return encoded;
    }

    static ExportedContext decode(byte[] wire) throws DecodeException {
        var in = new BigEndianReader(wire);
        require(in.u32("magic") == MAGIC, "magic", "is not that of an exported Kerberos context", 0);
        int version = in.u16("version");
        require(version == VERSION, "version", "is " + version + ", and this release reads " + VERSION, 4);
        boolean acceptor = bool(in, "role");
        var flags = flags(in, acceptor);
        var ticket = ticket(in);
        var type = type(in);
        byte[] key = in.counted16("key");
        boolean whole = false;
        try {
            boolean acceptorSubkey = bool(in, "acceptor's sub-key");
            long sentFrom = in.u64("sent from");
            long nextToSend = in.u64("next to send");
            var received = new SequenceWindow.Seen(in.u64("first"), in.u64("next"), in.u64("received"));
            var level = level(in, acceptor);
            in.end("exported context");
            whole = true;
            return new ExportedContext(
                    acceptor, flags, ticket, type, key, acceptorSubkey, sentFrom, nextToSend, received, level);
        } finally {
            if (!whole) {
                Arrays.fill(key, (byte) 0);
            }
        }
    }

    void wipe() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "ExportedContext[" + ticket.client() + ", " + ticket.server() + ", " + type + "]";
    }

    private static void write(BigEndianWriter out, Principal principal) {
        out.counted16(DerWriter.encode(principal.name()));
        out.counted16(DerWriter.encode(der -> der.generalString(principal.realm())));
    }

    private static Set<ContextFlag> flags(BigEndianReader in, boolean acceptor) throws DecodeException {
        int at = in.offset();
        long bits = in.u64("flags");
        var flags = acceptor ? ContextFlag.fromAscRet(bits) : ContextFlag.fromIscRet(bits);
        long known = acceptor ? ContextFlag.toAscRet(flags) : ContextFlag.toIscRet(flags);
        require(known == bits, "flags", "have bits without a name", at);
        return flags;
    }

    private static TicketFacts ticket(BigEndianReader in) throws DecodeException {
        return new TicketFacts(
                principal(in, "client"),
                principal(in, "server"),
                in.u32("ticket flags"),
                time(in, "authtime"),
                time(in, "starttime"),
                time(in, "endtime"),
                authorizationData(in));
    }

    private static Principal principal(BigEndianReader in, String field) throws DecodeException {
        int at = in.offset();
        var name = PrincipalName.decode(in.counted16(field));
        var realm = DerReader.of(in.counted16(field + "'s realm"), field + "'s realm").generalString();
        require(!name.nameString().isEmpty(), field, "names nobody", at);
        return new Principal(name, realm);
    }

    private static Instant time(BigEndianReader in, String field) throws DecodeException {
        int at = in.offset();
        long second = in.u64(field);
        require(second >= FIRST_SECOND && second <= LAST_SECOND, field, "is no time that a ticket could name", at);
        return Instant.ofEpochSecond(second);
    }

    private static Optional<AuthorizationData> authorizationData(BigEndianReader in) throws DecodeException {
        byte[] der = in.counted32("authorization-data");
        return der.length == 0 ? Optional.empty() : Optional.of(AuthorizationData.decode(der));
    }

    private static EncryptionType type(BigEndianReader in) throws DecodeException {
        int at = in.offset();
        int number = in.u32("encryption type");
        return EncryptionType.of(number)
                .orElseThrow(() -> new DecodeException("encryption type", number + " is not known", at));
    }

    private static Optional<ImpersonationLevel> level(BigEndianReader in, boolean acceptor) throws DecodeException {
        int at = in.offset();
        int number = in.u8("level");
        require(acceptor ? number < ImpersonationLevel.values().length : number == NO_LEVEL, "level", "does not fit", at);
        return acceptor ? Optional.of(ImpersonationLevel.values()[number]) : Optional.empty();
    }

    private static boolean bool(BigEndianReader in, String field) throws DecodeException {
        int at = in.offset();
        int value = in.u8(field);
        require(value <= 1, field, "is neither 0 nor 1", at);
        return value == 1;
    }

    private static void require(boolean holds, String field, String problem, int offset) throws DecodeException {
        if (!holds) {
            throw new DecodeException(field, problem, offset);
        }
    }
}
