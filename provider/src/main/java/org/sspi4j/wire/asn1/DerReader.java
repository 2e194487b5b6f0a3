package org.sspi4j.wire.asn1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;

/**
 * Reads DER and nothing else: what is accepted can be written back to the same bytes.
 *
 * <p>A read is one line: where the element stands, then what it is, as in {@code in.tagged(1, "kvno").int32()}. A tag in front of an
 * element ({@link #tagged}, {@link #application}) obliges that element to fill it, and {@link #of} obliges the first one to fill the
 * message, so that nothing can hide behind an element. {@link #end} says the same of a SEQUENCE.
 *
 * @spec X.690 8, 10, 11
 */
public final class DerReader {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0A;
    static final int UTF8_STRING = 0x0C;
    static final int GENERALIZED_TIME = 0x18;
    static final int GENERAL_STRING = 0x1B;
    static final int SEQUENCE = 0x30;
    static final int APPLICATION = 0x60;
    static final int CONTEXT = 0xA0;
    static final int CONTEXT_PRIMITIVE = 0x80;

    /** SEQUENCEs within SEQUENCEs; Kerberos needs seven. */
    public static final int MAX_DEPTH = 16;

    /** How one element is read. */
    @FunctionalInterface
    public interface Element<T> {
        T read(DerReader in) throws DecodeException;
    }

    private static final int NOTHING_DUE = -1;

    private final byte[] bytes;
    private final int to;
    private final DerReader parent;
    private final String name;
    private final int depth;
    private int at;
    private int due;
    private String field;

    private DerReader(byte[] bytes, int from, int to, int due, DerReader parent, String name) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.due = due;
        this.parent = parent;
        this.name = name;
        this.field = parent == null ? name : "";
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    /** The element that is all of these bytes; {@code name} is what refusals call it. */
    public static DerReader of(byte[] bytes, String name) {
        return of(bytes, 0, bytes.length, name);
    }

    /** The element that is all of these bytes from {@code from} up to but not including {@code to}. */
    public static DerReader of(byte[] bytes, int from, int to, String name) {
        Objects.checkFromToIndex(from, to, bytes.length);
        return new DerReader(bytes, from, to, to, null, name);
    }

    /** The next element has the explicit tag {@code [n]}. */
    public DerReader tagged(int n, String field) throws DecodeException {
        this.field = field;
        due = header(CONTEXT | n);
        return this;
    }

    /** The next element has the explicit tag {@code [APPLICATION n]}. */
    public DerReader application(int n) throws DecodeException {
        due = header(APPLICATION | n);
        return this;
    }

    /** The next element has no tag of its own, as in a SEQUENCE OF. */
    public DerReader next(String field) {
        this.field = field;
        return this;
    }

    /** Is the next element tagged {@code [n]}? For OPTIONAL components. */
    public boolean has(int n) {
        return hasTag(CONTEXT | n);
    }

    /** Is the next element, inside the tags read so far, tagged {@code [APPLICATION n]}? For a CHOICE. */
    public boolean hasApplication(int n) {
        return hasTag(APPLICATION | n);
    }

    /** Is the next element tagged {@code [n]} in place of the tag of its own type, which is not a SEQUENCE? */
    public boolean hasImplicit(int n) {
        return hasTag(CONTEXT_PRIMITIVE | n);
    }

    /** Is the next element, inside the tags read so far, an OCTET STRING? For what senders do not agree on. */
    public boolean hasOctetString() {
        return hasTag(OCTET_STRING);
    }

    boolean hasTag(int tag) {
        return at < (due == NOTHING_DUE ? to : due) && tag() == tag;
    }

    public boolean more() {
        return at < to;
    }

    /** Nothing follows: no component that this type does not have, or has in another order. */
    public void end() throws DecodeException {
        if (at != to) {
            field = "";
            throw failure("has something behind its last component", at);
        }
    }

    /** Where the next read begins, counted from the start of the array. */
    public int offset() {
        return at;
    }

    /** A copy of what was read since {@code from}, an {@link #offset} of before. */
    public byte[] since(int from) {
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** The inside of a SEQUENCE or SEQUENCE OF. */
    public DerReader sequence() throws DecodeException {
        return inside(SEQUENCE);
    }

    /** A SEQUENCE OF at most {@code max} elements, as in {@code in.tagged(1, "name-string").sequenceOf(9, DerReader::generalString)}. */
    public <T> List<T> sequenceOf(int max, Element<T> element) throws DecodeException {
        int start = at;
        var in = sequence();
        var elements = new ArrayList<T>(2);
        while (in.more()) {
            if (elements.size() == max) {
                throw failure("has more than " + max + " elements", start);
            }
            elements.add(element.read(in));
        }
        return List.copyOf(elements);
    }

    /** The element tagged {@code [n]}, if it is the next one. */
    public <T> Optional<T> optional(int n, String field, Element<T> element) throws DecodeException {
        return has(n) ? Optional.of(element.read(tagged(n, field))) : Optional.empty();
    }

    /** The inside of {@code [APPLICATION n]} when it is not a single element, as in the GSS-API's framing. */
    public DerReader insideApplication(int n) throws DecodeException {
        return inside(APPLICATION | n);
    }

    /** The inside of a SEQUENCE that is tagged {@code [n] IMPLICIT}. */
    public DerReader insideTagged(int n, String field) throws DecodeException {
        this.field = field;
        return inside(CONTEXT | n);
    }

    /** The contents of an element that is tagged {@code [n] IMPLICIT} and is not a SEQUENCE. */
    public byte[] implicit(int n, String field) throws DecodeException {
        this.field = field;
        int end = header(CONTEXT_PRIMITIVE | n);
        return Arrays.copyOfRange(bytes, done(end), end);
    }

    /** Steps over the next element, of whatever type, without a look into it. The octets of all of it. */
    public byte[] element(String field) throws DecodeException {
        this.field = field;
        int start = at;
        if (!more()) {
            throw failure("is missing", start);
        }
        if ((tag() & 0x1F) == 0x1F) {
            throw failure("has a tag number above 30", start);
        }
        int end = header(tag());
        done(end);
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** What is left of these contents, whatever it is. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, to);
        at = to;
        return rest;
    }

    /** The next {@code count} octets of contents that are not ASN.1. */
    public byte[] octets(int count, String field) throws DecodeException {
        this.field = field;
        if (count > to - at) {
            throw failure("is cut short", at);
        }
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    public boolean bool() throws DecodeException {
        int start = at;
        int end = header(BOOLEAN);
        // X.690 11.1: TRUE is all ones.
        if (end - at != 1 || bytes[at] != 0 && bytes[at] != -1) {
            throw failure("is neither 00 nor FF", start);
        }
        return bytes[done(end)] != 0;
    }

    /** Int32: -2^31 to 2^31-1. */
    public int int32() throws DecodeException {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** UInt32: 0 to 2^32-1. */
    public long uint32() throws DecodeException {
        return integer(0, 0xFFFF_FFFFL);
    }

    /** -2^63 to 2^63-1. */
    public long int64() throws DecodeException {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** An INTEGER within these bounds, both included. */
    public long integer(long min, long max) throws DecodeException {
        return number(INTEGER, min, max);
    }

    /** An ENUMERATED within these bounds, both included. */
    public int enumerated(int min, int max) throws DecodeException {
        return (int) number(ENUMERATED, min, max);
    }

    /** An INTEGER that can only have one value here, such as a version. */
    public void constant(int value) throws DecodeException {
        int start = at;
        long found = int64();
        if (found != value) {
            throw failure("is " + found + " instead of " + value, start);
        }
    }

    public byte[] octetString() throws DecodeException {
        int end = header(OCTET_STRING);
        return Arrays.copyOfRange(bytes, done(end), end);
    }

    /** UTF8String; its characters are checked for nothing but the encoding. */
    public String utf8String() throws DecodeException {
        int start = at;
        int end = header(UTF8_STRING);
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, end - at)).toString();
        } catch (CharacterCodingException e) {
            throw failure("is not UTF-8", start);
        }
        done(end);
        return text;
    }

    public Oid oid() throws DecodeException {
        int start = at;
        int end = header(OBJECT_IDENTIFIER);
        String problem = Oid.problem(bytes, at, end);
        if (problem != null) {
            throw failure(problem, start);
        }
        return new Oid(Arrays.copyOfRange(bytes, done(end), end));
    }

    /**
     * KerberosFlags, bit 0 as the sign bit. RFC 4120 5.2.8 lets it grow beyond the 32 bits that must always be sent; no specification
     * has used more since, so a longer one is refused rather than cut.
     *
     * @spec RFC 4120 5.2.8
     */
    public int flags() throws DecodeException {
        int start = at;
        int end = header(BIT_STRING);
        if (end - at != 5 || bytes[at] != 0) {
            throw failure("is not a bit string of 32 bits", start);
        }
        int flags = 0;
        for (int i = at + 1; i < end; i++) {
            flags = flags << 8 | bytes[i] & 0xFF;
        }
        done(end);
        return flags;
    }

    /**
     * KerberosString or Realm. RFC 4120 5.2.1 promises ASCII; Windows and everybody else send UTF-8 ([MS-KILE] 3.1.5.7), which is
     * ASCII's superset, so UTF-8 it is. Controls (and with them NUL and the escape sequences of ISO 2022) are refused: names end up in
     * logs, files and C programs.
     *
     * @spec RFC 4120 5.2.1
     */
    public String generalString() throws DecodeException {
        int start = at;
        int end = header(GENERAL_STRING);
        for (int i = at; i < end; i++) {
            if (bytes[i] < ' ' || bytes[i] == 0x7F) {
                return beyondAscii(start, end);
            }
        }
        int contents = done(end);
        return new String(bytes, contents, end - contents, ISO_8859_1);
    }

    /** The octets of a GeneralString, for a text that is only shown and that senders do not agree how to encode. */
    public byte[] generalStringOctets() throws DecodeException {
        int end = header(GENERAL_STRING);
        return Arrays.copyOfRange(bytes, done(end), end);
    }

    /**
     * KerberosTime: {@code YYYYMMDDHHMMSSZ}, no fraction, no other zone, no leap second (an {@link Instant} has none).
     *
     * @spec RFC 4120 5.2.3
     */
    public Instant generalizedTime() throws DecodeException {
        int start = at;
        int end = header(GENERALIZED_TIME);
        if (end - at != 15 || bytes[end - 1] != 'Z') {
            throw failure("is not of the form YYYYMMDDHHMMSSZ", start);
        }
        for (int i = at; i < end - 1; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw failure("is not of the form YYYYMMDDHHMMSSZ", start);
            }
        }
        int year = digits(at) * 100 + digits(at + 2);
        int month = digits(at + 4);
        int day = digits(at + 6);
        int hour = digits(at + 8);
        int minute = digits(at + 10);
        int second = digits(at + 12);
        if (month < 1 || month > 12 || day < 1 || day > Month.of(month).length(Year.isLeap(year))
                || hour > 23 || minute > 59 || second > 59) {
            throw failure("is not a date and time of the calendar", start);
        }
        done(end);
        return Instant.ofEpochSecond(
                LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second);
    }

    /** For checks of the caller's own, on the element just read, which began at {@code offset}. */
    public DecodeException failure(String problem, int offset) {
        return new DecodeException(path(), problem, offset);
    }

    private DerReader inside(int tag) throws DecodeException {
        int start = at;
        int end = header(tag);
        if (depth == MAX_DEPTH) {
            throw failure("is nested too deeply", start);
        }
        return new DerReader(bytes, done(end), end, NOTHING_DUE, this, field);
    }

    private long number(int tag, long min, long max) throws DecodeException {
        int start = at;
        int end = header(tag);
        int length = end - at;
        if (length == 0) {
            throw failure("is empty", start);
        }
        // X.690 8.3.2: the first nine bits are neither all ones nor all zero.
        if (length > 1 && bytes[at] == bytes[at + 1] >> 7) {
            throw failure("is not in its shortest form", start);
        }
        if (length > 8) {
            throw failure("is out of range", start);
        }
        long value = bytes[at];
        for (int i = at + 1; i < end; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        if (value < min || value > max) {
            throw failure("is out of range", start);
        }
        done(end);
        return value;
    }

    private String beyondAscii(int start, int end) throws DecodeException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, end - at)).toString();
        } catch (CharacterCodingException e) {
            throw failure("is not UTF-8", start);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw failure("contains a control character", start);
        }
        done(end);
        return text;
    }

    /** Steps into the element, which must have this tag, and says where its contents end. */
    private int header(int tag) throws DecodeException {
        int start = at;
        int limit = due == NOTHING_DUE ? to : due;
        if (at == limit) {
            throw failure("is missing", start);
        }
        if (tag() != tag) {
            throw failure("has tag " + hex(tag()) + " instead of " + hex(tag), start);
        }
        at++;
        int length = length(start, limit);
        if (length > limit - at) {
            throw failure("is longer than what contains it", start);
        }
        if (due != NOTHING_DUE && at + length != due) {
            throw failure("has something behind it", start);
        }
        return at + length;
    }

    /** X.690 10.1: the definite form, with the least number of octets. */
    private int length(int start, int limit) throws DecodeException {
        if (at == limit) {
            throw failure("has no length", start);
        }
        int first = bytes[at++] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7F;
        if (count == 0) {
            throw failure("has an indefinite length", start);
        }
        if (count > 4 || count > limit - at) {
            throw failure("is longer than what contains it", start);
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[at++] & 0xFF;
        }
        if (length < 0x80 || length >>> 8 * (count - 1) == 0) {
            throw failure("has a length that is not in its shortest form", start);
        }
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    private int tag() {
        return bytes[at] & 0xFF;
    }

    /** Steps behind the element; answers where its contents began. */
    private int done(int end) {
        int contents = at;
        at = end;
        due = NOTHING_DUE;
        return contents;
    }

    private int digits(int i) {
        return (bytes[i] - '0') * 10 + bytes[i + 1] - '0';
    }

    private String path() {
        String outer = outer();
        return outer.isEmpty() || field.isEmpty() ? outer + field : outer + "." + field;
    }

    private String outer() {
        if (parent == null) {
            return "";
        }
        String outer = parent.outer();
        return outer.isEmpty() || name.isEmpty() ? outer + name : outer + "." + name;
    }

    private static String hex(int tag) {
        return String.format("%02X", tag);
    }
}
