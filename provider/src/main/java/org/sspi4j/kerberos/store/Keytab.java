package org.sspi4j.kerberos.store;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * A keytab: long-term keys of principals, in the order of the file. Holes that removed entries left are not in it.
 *
 * @spec MIT krb5 formats/keytab_file_format
 */
public record Keytab(List<Entry> entries) {
    private static final int VERSION_2 = 0x0502;

    public Keytab {
        entries = List.copyOf(entries);
    }

    /**
     * File formats 1, in the byte order of this machine, and 2.
     *
     * @param wire the whole file; the caller keeps it, and wipes it
     */
    public static Keytab decode(byte[] wire) throws DecodeException {
        return decode(wire, ByteOrder.nativeOrder());
    }

    /** @param ofMachine the byte order that format 1 has */
    static Keytab decode(byte[] wire, ByteOrder ofMachine) throws DecodeException {
        return KeytabLayout.decode(wire, ofMachine).keytab();
    }

    /** File format 2, with 32-bit key versions, as MIT krb5 writes it. Holds keys: to be wiped. */
    public byte[] encode() {
        return encoded(new BigEndianWriter().u16(VERSION_2));
    }

    /** The entries alone, as they are added to a file of format 2. Holds keys: to be wiped. */
    public byte[] encodeEntries() {
        return encoded(new BigEndianWriter());
    }

    private byte[] encoded(BigEndianWriter out) {
        for (var entry : entries) {
            byte[] record = entry.encode();
            out.counted32(record);
            Arrays.fill(record, (byte) 0);
        }
        byte[] wire = out.toByteArray();
        out.wipe();
        return wire;
    }

    /** With one entry more, in the place of one of the same principal, version and type if there is one. */
    public Keytab with(Entry added) {
        var kept = new ArrayList<>(without(entry -> entry.isReplacedBy(added)).entries);
        kept.add(added);
        return new Keytab(kept);
    }

    public Keytab without(Predicate<Entry> removed) {
        return new Keytab(entries.stream().filter(removed.negate()).toList());
    }

    /** Overwrites every key with zeros. */
    public void wipe() {
        entries.forEach(entry -> entry.key.wipe());
    }

    /**
     * A key of a principal.
     *
     * @param timestamp when the entry was made, in seconds since 1970, 0 to 2^32 - 1; 0 when not known
     * @param kvno the key's version: the 32-bit one when present and not 0, else the 8-bit one; 0 to 2^32 - 1
     */
    public record Entry(StoredPrincipal principal, long timestamp, long kvno, StoredKey key) {
        static Entry read(StoreReader in, int version) throws DecodeException {
            var principal = principal(in, version);
            long timestamp = Integer.toUnsignedLong(in.u32("timestamp"));
            long kvno8 = in.u8("key version");
            var key = new StoredKey((short) in.u16("enctype"), in.counted16("key contents"));
            return new Entry(principal, timestamp, kvno(in, kvno8), key);
        }

        /** The record may be longer than the entry, having been a hole before: what is left over is not looked at. */
        private static long kvno(StoreReader in, long kvno8) throws DecodeException {
            if (in.remaining() < 4) {
                return kvno8;
            }
            long kvno32 = Integer.toUnsignedLong(in.u32("32-bit key version"));
            return kvno32 == 0 ? kvno8 : kvno32;
        }

        /**
         * Counts and lengths have 16 bits here (the description says 32 for the count; files have 16). Version 1 counts the
         * realm too, and knows no name types.
         */
        private static StoredPrincipal principal(StoreReader in, int version) throws DecodeException {
            int begin = in.offset();
            int count = in.count16("count of components", 2);
            if (version == 1 && count-- == 0) {
                throw new DecodeException("count of components", "is 0 where version 1 counts the realm too", begin);
            }
            String realm = Text.utf8("realm", in.offset(), in.counted16("realm"));
            var components = new ArrayList<String>(count);
            for (int i = 0; i < count; i++) {
                components.add(Text.utf8("component", in.offset(), in.counted16("component")));
            }
            return new StoredPrincipal(components, realm, version == 1 ? 0 : in.u32("name type"));
        }

        private byte[] encode() {
            var out = new BigEndianWriter()
                    .u16(principal.components().size())
                    .counted16(principal.realm().getBytes(StandardCharsets.UTF_8));
            principal.components().forEach(component -> out.counted16(component.getBytes(StandardCharsets.UTF_8)));
            out.u32(principal.nameType())
                    .u32((int) timestamp)
                    .u8((int) kvno & 0xff)
                    .u16(key.etype() & 0xffff)
                    .counted16(key.value())
                    .u32((int) kvno);
            byte[] record = out.toByteArray();
            out.wipe();
            return record;
        }

        /** Whether the other one is of the same principal, version and type. */
        public boolean isReplacedBy(Entry other) {
            return principal.names(other.principal) && kvno == other.kvno && key.etype() == other.key.etype();
        }
    }
}
