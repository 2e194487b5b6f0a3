package org.sspi4j.kerberos.store;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.DecodeException;

/**
 * A keytab: long-term keys of principals, in the order of the file. Holes that removed entries left are not in it.
 *
 * @spec MIT krb5 formats/keytab_file_format
 */
public record Keytab(List<Entry> entries) {
    private static final int VERSION_1 = 0x0501;
    private static final int VERSION_2 = 0x0502;

    public Keytab {
        entries = List.copyOf(entries);
    }

    /**
     * @param wire the whole file; the caller keeps it, and wipes it
     * @throws DecodeException also for file format 1
     */
    public static Keytab decode(byte[] wire) throws DecodeException {
        var in = new BigEndianReader(wire);
        version(in);
        var entries = new ArrayList<Entry>();
        while (in.remaining() > 0) {
            int begin = in.offset();
            int size = in.u32("record length");
            if (size == 0) {
                break; // "A length of 0 indicates the end of the file"
            }
            if (size == Integer.MIN_VALUE) {
                throw new DecodeException("record length", "is -2^31, the inverse of nothing", begin);
            }
            if (size < 0) {
                in.skip("hole", -size);
            } else {
                entries.add(Entry.read(in.part("entry", size)));
            }
        }
        return new Keytab(entries);
    }

    /** Overwrites every key with zeros. */
    public void wipe() {
        entries.forEach(entry -> entry.key.wipe());
    }

    private static void version(BigEndianReader in) throws DecodeException {
        int version = in.u16("file format version");
        if (version == VERSION_1) {
            throw new DecodeException("file format version", "is 1, whose byte order is that of the machine that wrote"
                    + " it: read and write it there with ktutil (rkt, wkt), which makes version 2,", 0);
        }
        if (version != VERSION_2) {
            throw new DecodeException("file format version", String.format("is 0x%04x where a keytab has 0x0502", version), 0);
        }
    }

    /**
     * A key of a principal.
     *
     * @param timestamp when the entry was made, in seconds since 1970, 0 to 2^32 - 1; 0 when not known
     * @param kvno the key's version: the 32-bit one when present and not 0, else the 8-bit one; 0 to 2^32 - 1
     */
    public record Entry(StoredPrincipal principal, long timestamp, long kvno, StoredKey key) {
        private static Entry read(BigEndianReader in) throws DecodeException {
            var principal = principal(in);
            long timestamp = Integer.toUnsignedLong(in.u32("timestamp"));
            long kvno8 = in.u8("key version");
            var key = new StoredKey((short) in.u16("enctype"), in.counted16("key contents"));
            return new Entry(principal, timestamp, kvno(in, kvno8), key);
        }

        /** The record may be longer than the entry, having been a hole before: what is left over is not looked at. */
        private static long kvno(BigEndianReader in, long kvno8) throws DecodeException {
            if (in.remaining() < 4) {
                return kvno8;
            }
            long kvno32 = Integer.toUnsignedLong(in.u32("32-bit key version"));
            return kvno32 == 0 ? kvno8 : kvno32;
        }

        /** Counts and lengths have 16 bits here (the description says 32 for the count; files have 16). */
        private static StoredPrincipal principal(BigEndianReader in) throws DecodeException {
            int count = in.count16("count of components", 2);
            String realm = Text.utf8("realm", in.offset(), in.counted16("realm"));
            var components = new ArrayList<String>(count);
            for (int i = 0; i < count; i++) {
                components.add(Text.utf8("component", in.offset(), in.counted16("component")));
            }
            return new StoredPrincipal(components, realm, in.u32("name type"));
        }
    }
}
