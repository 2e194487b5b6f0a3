package org.sspi4j.kerberos.store;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * A ticket and what its owner must know to use it. Times are seconds since 1970, 0 to 2^32 - 1; 0 means not set.
 *
 * @param isSkey the ticket is encrypted in another ticket's session key (user to user)
 * @param ticketFlags RFC 4120 5.3: flag 0 is the highest bit
 * @param ticket the DER encoding, not decoded here; of odd entries it may be anything
 * @param secondTicket the DER encoding of the ticket whose session key was used, else empty
 * @spec MIT krb5 formats/ccache_file_format "Credential format"
 */
public record StoredCredential(
        StoredPrincipal client,
        StoredPrincipal server,
        StoredKey key,
        long authtime,
        long starttime,
        long endtime,
        long renewTill,
        boolean isSkey,
        int ticketFlags,
        List<TypedData> addresses,
        List<TypedData> authdata,
        byte[] ticket,
        byte[] secondTicket) {
    private static final int SMALLEST_COMPONENT = 4;
    private static final int SMALLEST_TYPED_DATA = 6;

    public StoredCredential {
        addresses = List.copyOf(addresses);
        authdata = List.copyOf(authdata);
    }

    static StoredCredential read(StoreReader in, int version) throws DecodeException {
        return new StoredCredential(
                principal("client", in, version),
                principal("server", in, version),
                key(in, version),
                Integer.toUnsignedLong(in.u32("authtime")),
                Integer.toUnsignedLong(in.u32("starttime")),
                Integer.toUnsignedLong(in.u32("endtime")),
                Integer.toUnsignedLong(in.u32("renew_till")),
                isSkey(in),
                in.u32("ticket_flags"),
                typedData("addresses", in),
                typedData("authdata", in),
                in.counted32("ticket"),
                in.counted32("second_ticket"));
    }

    /** One credential in file format version 4. */
    public static StoredCredential decode(byte[] wire) throws DecodeException {
        var in = StoreReader.of(new BigEndianReader(wire), ByteOrder.BIG_ENDIAN);
        var credential = read(in, 4);
        in.end("credential");
        return credential;
    }

    /** Version 1 counts the realm too, and knows no name types. */
    static StoredPrincipal principal(String whose, StoreReader in, int version) throws DecodeException {
        int nameType = version == 1 ? 0 : in.u32(whose + " name type");
        int begin = in.offset();
        int count = in.count32(whose + " count of components", SMALLEST_COMPONENT);
        if (version == 1 && count-- == 0) {
            throw new DecodeException(whose + " count of components", "is 0 where version 1 counts the realm too", begin);
        }
        String realm = Text.utf8(whose + " realm", in.offset(), in.counted32(whose + " realm"));
        var components = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            components.add(Text.utf8(whose + " component", in.offset(), in.counted32(whose + " component")));
        }
        return new StoredPrincipal(components, realm, nameType);
    }

    private static StoredKey key(StoreReader in, int version) throws DecodeException {
        int etype = (short) in.u16("enctype");
        if (version == 3) {
            in.u16("enctype, second time"); // once a key type of its own; MIT does not look at it either
        }
        return new StoredKey(etype, in.counted32("key contents"));
    }

    /** "0 or 1" says the description, but MIT krb5 writes 8: vectors/mit/ccache/user-to-user.txt. */
    private static boolean isSkey(StoreReader in) throws DecodeException {
        return in.u8("is_skey") != 0;
    }

    private static List<TypedData> typedData(String field, StoreReader in) throws DecodeException {
        int count = in.count32(field, SMALLEST_TYPED_DATA);
        var parts = new ArrayList<TypedData>(count);
        for (int i = 0; i < count; i++) {
            parts.add(new TypedData((short) in.u16(field + " type"), in.counted32(field + " contents")));
        }
        return parts;
    }

    /** Whether it is for the same client and service, in the same way, and makes the other one needless. */
    boolean replaces(StoredCredential other) {
        return isSkey == other.isSkey && client.names(other.client) && server.names(other.server);
    }

    /** In file format version 4. Holds the session key: to be wiped. */
    public byte[] encode() {
        var out = new BigEndianWriter(512);
        writeTo(out);
        byte[] wire = out.toByteArray();
        out.wipe();
        return wire;
    }

    void writeTo(BigEndianWriter out) {
        client.writeTo(out);
        server.writeTo(out);
        out.u16(key.etype() & 0xffff)
                .counted32(key.value())
                .u32((int) authtime)
                .u32((int) starttime)
                .u32((int) endtime)
                .u32((int) renewTill)
                .u8(isSkey ? 1 : 0)
                .u32(ticketFlags);
        write(addresses, out);
        write(authdata, out);
        out.counted32(ticket).counted32(secondTicket);
    }

    private static void write(List<TypedData> parts, BigEndianWriter out) {
        out.u32(parts.size());
        parts.forEach(part -> out.u16(part.type() & 0xffff).counted32(part.contents()));
    }

    @Override
    public String toString() {
        return "StoredCredential[" + client + " at " + server + ", " + key + ", endtime " + endtime
                + String.format(", flags 0x%08x", ticketFlags) + ", ticket of " + ticket.length + " bytes]";
    }

    /**
     * A host address (RFC 4120 5.2.5) or an element of authorization data (5.2.6): a type and bytes.
     *
     * @param type 16 bits with a sign, as authorization data types may be negative
     */
    public record TypedData(int type, byte[] contents) {
        @Override
        public String toString() {
            return "TypedData[type " + type + ", " + contents.length + " bytes]";
        }
    }
}
