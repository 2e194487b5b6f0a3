package org.sspi4j.kerberos.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.DecodeException;

/**
 * Where the entries of a keytab are in its file, so that they can be changed there.
 *
 * @param version of the file format, 1 or 2
 * @param order the byte order of the file
 * @param end where the next entry belongs; what may be behind it counts for nothing
 * @spec MIT krb5 formats/keytab_file_format
 */
public record KeytabLayout(int version, ByteOrder order, List<Place> places, int end) {
    private static final int VERSION_1 = 0x0501;
    private static final int VERSION_2 = 0x0502;

    /**
     * An entry and its place.
     *
     * @param offset of the entry's length, in bytes from the begin of the file
     * @param size what that length says: bytes behind it, 1 to 2^31 - 1
     */
    public record Place(Keytab.Entry entry, int offset, int size) {}

    public KeytabLayout {
        places = List.copyOf(places);
    }

    /** @param wire the whole file; the caller keeps it, and wipes it */
    public static KeytabLayout decode(byte[] wire) throws DecodeException {
        return decode(wire, ByteOrder.nativeOrder());
    }

    /** @param ofMachine the byte order that format 1 has */
    static KeytabLayout decode(byte[] wire, ByteOrder ofMachine) throws DecodeException {
        var header = new BigEndianReader(wire);
        int version = version(header);
        var order = version == 1 ? ofMachine : ByteOrder.BIG_ENDIAN;
        var in = StoreReader.of(header, order);
        var places = new ArrayList<Place>();
        while (in.remaining() > 0) {
            int begin = in.offset();
            int size = in.u32("record length");
            if (size == 0) {
                return new KeytabLayout(version, order, places, begin); // "A length of 0 indicates the end of the file"
            }
            if (size == Integer.MIN_VALUE) {
                throw new DecodeException("record length", "is -2^31, the inverse of nothing", begin);
            }
            if (size < 0) {
                in.skip("hole", -size);
            } else {
                places.add(new Place(Keytab.Entry.read(in.part("entry", size), version), begin, size));
            }
        }
        return new KeytabLayout(version, order, places, wire.length);
    }

    private static int version(BigEndianReader in) throws DecodeException {
        int version = in.u16("file format version");
        if (version != VERSION_1 && version != VERSION_2) {
            throw new DecodeException(
                    "file format version", String.format("is 0x%04x where a keytab has 0x0502 or 0x0501", version), 0);
        }
        return version & 0xff;
    }

    public Keytab keytab() {
        return new Keytab(places.stream().map(Place::entry).toList());
    }

    /** What takes the place of an entry that is removed: a negative length, and zeros. */
    public byte[] hole(Place place) {
        return ByteBuffer.allocate(Integer.BYTES + place.size()).order(order).putInt(-place.size()).array();
    }
}
