package org.sspi4j.ntlm;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.LittleEndianWriter;

/**
 * A list of AV_PAIRs as it stands in a TargetInfo or a response. None of the known ones is there twice, so that two readers cannot
 * see two lists in one; those that nobody knows are kept and passed on.
 *
 * @spec MS-NLMP 2.2.2.1
 */
final class AvPairs {
    /** MsvAvFlags: the account is constrained. */
    static final int CONSTRAINED = 0x1;
    /** MsvAvFlags: the AUTHENTICATE_MESSAGE has a MIC. */
    static final int MIC_PROVIDED = 0x2;
    /** MsvAvFlags: the target name came from an untrusted source. */
    static final int UNTRUSTED_SPN = 0x4;

    /** What a server is, and a client repeats unchanged. */
    private static final AvId[] OF_SERVERS = {
        AvId.NB_COMPUTER_NAME,
        AvId.NB_DOMAIN_NAME,
        AvId.DNS_COMPUTER_NAME,
        AvId.DNS_DOMAIN_NAME,
        AvId.DNS_TREE_NAME,
        AvId.TIMESTAMP
    };

    /** Bytes of AvId and AvLen. */
    static final int HEADER = 4;

    private static final AvPairs NONE = builder().build();

    /** The list lies in it from {@link #from} to {@link #to}. */
    private final byte[] array;
    private final int from;
    private final int to;
    /** Where in the array the value of each known pair begins; 0 if there is none. */
    private final int[] begins;

    private AvPairs(byte[] array, int from, int to, int[] begins) {
        this.array = array;
        this.from = from;
        this.to = to;
        this.begins = begins;
    }

    /** No pairs but the one that ends the list. */
    static AvPairs none() {
        return NONE;
    }

    /**
     * "The sequence MUST be terminated by an AV_PAIR structure with an AvId field of MsvAvEOL", and nothing comes behind.
     *
     * @param wire kept, so nobody may change it any more
     */
    static AvPairs decode(byte[] wire) throws DecodeException {
        var in = new LittleEndianReader(wire);
        var begins = begins(wire, in);
        in.end("AV_PAIR list");
        return new AvPairs(wire, 0, wire.length, begins);
    }

    /**
     * Reads up to the end of the list.
     *
     * @param array kept, so nobody may change it any more
     * @param in reads this array
     */
    static AvPairs read(byte[] array, LittleEndianReader in) throws DecodeException {
        int from = in.offset();
        var begins = begins(array, in);
        return new AvPairs(array, from, in.offset(), begins);
    }

    /** Where in the array the values begin. */
    private static int[] begins(byte[] array, LittleEndianReader in) throws DecodeException {
        var begins = new int[AvId.CHANNEL_BINDINGS.number() + 1];
        while (begins[AvId.EOL.number()] == 0) {
            int at = in.offset();
            int header = in.u32("AvId");
            int number = header & 0xFFFF;
            int length = header >>> Short.SIZE;
            int begin = in.offset();
            in.skip("Value", length);
            if (AvId.isKnown(number)) {
                check(AvId.of(number), array, begin, length, begins, at);
                begins[number] = begin;
            }
        }
        return begins;
    }

    private static void check(AvId id, byte[] array, int begin, int length, int[] begins, int at) throws DecodeException {
        if (begins[id.number()] != 0) {
            throw new DecodeException("MsvAv " + id, "is there twice", at);
        }
        if (id.length() >= 0 && id.length() != length) {
            throw new DecodeException("MsvAv " + id, "has " + length + " bytes instead of " + id.length(), at);
        }
        if (id.isText() && !NtlmString.isUnicode(array, begin, length)) {
            throw new DecodeException("MsvAv " + id, "has half a character of UTF-16, or half a pair", at);
        }
    }

    boolean has(AvId id) {
        return begins[id.number()] != 0;
    }

    /** A copy of the value. */
    Optional<byte[]> bytes(AvId id) {
        if (!has(id)) {
            return Optional.empty();
        }
        int begin = begins[id.number()];
        return Optional.of(Arrays.copyOfRange(array, begin, begin + length(begin)));
    }

    /** The value of a pair that is text. */
    Optional<String> text(AvId id) {
        int begin = begins[id.number()];
        return has(id) ? Optional.of(NtlmString.unicode(array, begin, length(begin))) : Optional.empty();
    }

    /** MsvAvFlags; 0 if there are none. */
    int flags() {
        return has(AvId.FLAGS) ? (int) number(AvId.FLAGS, 4) : 0;
    }

    /** MsvAvTimestamp: units of 100 ns since 1601, all 64 bits. */
    OptionalLong timestamp() {
        return has(AvId.TIMESTAMP) ? OptionalLong.of(number(AvId.TIMESTAMP, 8)) : OptionalLong.empty();
    }

    /**
     * What of the server's own pairs these do not repeat unchanged: such pairs belong to the answer to another server's challenge.
     *
     * @param ofServer what the CHALLENGE_MESSAGE said
     */
    Optional<AvId> firstNotRepeated(AvPairs ofServer) {
        for (var id : OF_SERVERS) {
            if (has(id) != ofServer.has(id) || has(id) && !sameValue(id, ofServer)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private boolean sameValue(AvId id, AvPairs other) {
        int begin = begins[id.number()];
        int others = other.begins[id.number()];
        int length = length(begin);
        return length == other.length(others) && isSame(array, begin, other.array, others, length);
    }

    /** Whether a value that has this length ends with these bytes. */
    boolean endsWith(AvId id, int length, byte[] end) {
        int begin = begins[id.number()];
        return has(id) && length(begin) == length && isSame(array, begin + length - end.length, end, 0, end.length);
    }

    /** In a time that does not tell where they differ. */
    private static boolean isSame(byte[] one, int at, byte[] other, int otherAt, int length) {
        int different = 0;
        for (int i = 0; i < length; i++) {
            different |= one[at + i] ^ other[otherAt + i];
        }
        return different == 0;
    }

    /** The bytes, including the pair that ends the list. To be read only. */
    byte[] wire() {
        return from == 0 && to == array.length ? array : Arrays.copyOfRange(array, from, to);
    }

    /** The same list at another time. One that has no MsvAvTimestamp cannot have another. */
    AvPairs withTimestamp(long fileTime) {
        if (!has(AvId.TIMESTAMP)) {
            throw new IllegalStateException(this + " has no place for a time");
        }
        byte[] later = array.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            later[begins[AvId.TIMESTAMP.number()] + i] = (byte) (fileTime >> Byte.SIZE * i);
        }
        return new AvPairs(later, from, to, begins);
    }

    static Builder builder() {
        return builder(192);
    }

    /** @param expected how many bytes there will be, as far as known */
    static Builder builder(int expected) {
        return new Builder(expected);
    }

    private long number(AvId id, int bytes) {
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | array[begins[id.number()] + i] & 0xFF;
        }
        return number;
    }

    /** AvLen stands in front of the value. */
    private int length(int begin) {
        return array[begin - 2] & 0xFF | (array[begin - 1] & 0xFF) << 8;
    }

    /** Which pairs there are. */
    @Override
    public String toString() {
        var there = EnumSet.noneOf(AvId.class);
        for (var id : AvId.values()) {
            if (has(id)) {
                there.add(id);
            }
        }
        return "AvPairs" + there;
    }

    /** Puts a list together, in the order of the calls. */
    static final class Builder {
        private final LittleEndianWriter out;
        private final int[] begins = new int[AvId.CHANNEL_BINDINGS.number() + 1];

        private Builder(int expected) {
            out = new LittleEndianWriter(expected);
        }

        /** @throws IllegalArgumentException if it is there already, or the value has not the length that such a pair has */
        Builder bytes(AvId id, byte[] value) {
            begin(id, value.length).bytes(value);
            return this;
        }

        private LittleEndianWriter begin(AvId id, int length) {
            if (begins[id.number()] != 0 || id.length() >= 0 && id.length() != length) {
                throw new IllegalArgumentException(id + " of " + length + " bytes is there already, or too long or short");
            }
            out.u16(id.number()).u16(length);
            begins[id.number()] = out.size();
            return out;
        }

        Builder text(AvId id, String value) {
            return bytes(id, NtlmString.unicode(value));
        }

        /** MsvAvFlags. */
        Builder flags(int flags) {
            begin(AvId.FLAGS, 4).u32(flags);
            return this;
        }

        /** MsvAvTimestamp: units of 100 ns since 1601. */
        Builder timestamp(long fileTime) {
            begin(AvId.TIMESTAMP, 8).u64(fileTime);
            return this;
        }

        /** All pairs of another list but some, in its order; unknown ones too. */
        Builder copy(AvPairs other, Set<AvId> without) {
            for (int at = other.from; at < other.to; ) {
                int number = other.array[at] & 0xFF | (other.array[at + 1] & 0xFF) << 8;
                int begin = at + HEADER;
                int end = begin + other.length(begin);
                if (!AvId.isKnown(number)) {
                    out.bytes(other.array, at, end - at);
                } else if (AvId.of(number) != AvId.EOL && !without.contains(AvId.of(number))) {
                    begin(AvId.of(number), end - begin).bytes(other.array, begin, end - begin);
                }
                at = end;
            }
            return this;
        }

        AvPairs build() {
            begin(AvId.EOL, 0);
            byte[] wire = out.finish();
            return new AvPairs(wire, 0, wire.length, begins);
        }
    }
}
