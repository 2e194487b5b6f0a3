package org.sspi4j.ntlm;

import java.util.Arrays;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;

/**
 * The Payload of a received message. Its fields may stand in any order and with gaps, but not in the fixed part of the message
 * and not in each other's place: no peer is known that writes such a message.
 *
 * @spec MS-NLMP 2.2.1
 */
final class Payload {
    /** Of an AUTHENTICATE_MESSAGE. */
    static final int MOST_FIELDS = 6;

    private static final byte[] NOTHING = {};

    private final byte[] wire;
    private final int fixedPart;
    private final int[] begins = new int[MOST_FIELDS];
    private final int[] ends = new int[MOST_FIELDS];
    private int taken;

    /** @param fixedPart how many bytes there are before anything of the payload can begin */
    Payload(byte[] wire, int fixedPart) {
        this.wire = wire;
        this.fixedPart = fixedPart;
    }

    /**
     * Where a field lies.
     *
     * @param offset 0 to 2^32 - 1
     * @param at where these numbers are in the message
     */
    record Field(String name, int length, long offset, int at) {
        /** "MaxLen ... MUST be ignored on receipt." */
        static Field read(String name, LittleEndianReader in) throws DecodeException {
            int at = in.offset();
            long numbers = in.u64(name);
            return new Field(name, (int) numbers & 0xFFFF, numbers >>> Integer.SIZE, at);
        }
    }

    /** A copy of the field's bytes. Where nothing is, its offset is not looked at: peers say 0 or anything else. */
    byte[] bytes(Field field) throws DecodeException {
        if (field.length == 0) {
            return NOTHING;
        }
        int begin = place(field);
        return Arrays.copyOfRange(wire, begin, begin + field.length);
    }

    /** The field's characters, which are those of the flags. Where nothing is, as {@link #bytes}. */
    String text(Field field, int negotiateFlags) throws DecodeException {
        return field.length == 0
                ? ""
                : NtlmString.decode(field.name, wire, place(field), field.length, negotiateFlags, field.at);
    }

    /** Where it begins; from now on no other field lies there. */
    private int place(Field field) throws DecodeException {
        if (field.offset < fixedPart || field.offset + field.length > wire.length) {
            throw new DecodeException(
                    field.name,
                    "lies from " + field.offset + " to " + (field.offset + field.length) + " where the payload is from " + fixedPart
                            + " to " + wire.length + ", as it says",
                    field.at);
        }
        int begin = (int) field.offset;
        int end = begin + field.length;
        for (int i = 0; i < taken; i++) {
            if (begin < ends[i] && begins[i] < end) {
                throw new DecodeException(field.name, "lies where another field lies, as it says", field.at);
            }
        }
        begins[taken] = begin;
        ends[taken++] = end;
        return begin;
    }

    /** Where the first of the fields begins that were asked for; the end of the message if all are empty. */
    int begin() {
        int begin = wire.length;
        for (int i = 0; i < taken; i++) {
            begin = Math.min(begin, begins[i]);
        }
        return begin;
    }
}
