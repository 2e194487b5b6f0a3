package org.sspi4j.wire.asn1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes DER from the last octet to the first, so that a length is known when it is due. What is written runs twice, first to count and
 * then into an array of exactly that size: nothing else is allocated, however deep the message.
 *
 * <p>Hence a SEQUENCE's components are written in reverse, and a tag after what it tags:
 * <pre>{@code
 * int end = out.mark();
 * out.octetString(cipher).tagged(2);
 * out.integer(etype).tagged(0);
 * out.sequence(end);
 * }</pre>
 * Values that DER or Kerberos cannot express are an {@link IllegalArgumentException}.
 *
 * @spec X.690 8, 10, 11
 */
public final class DerWriter {
    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    /** None while counting. */
    private byte[] bytes;
    private int at;
    private int last;

    private DerWriter() {}

    /** The bytes of what {@code element} writes. It runs twice and must write the same both times. */
    public static byte[] encode(DerValue element) {
        var out = new DerWriter();
        element.write(out);
        out.at = -out.at;
        out.last = out.at;
        out.bytes = new byte[out.at];
        element.write(out);
        if (out.at != 0) {
            throw new IllegalStateException("written twice, with different lengths");
        }
        return out.bytes;
    }

    /** Where the components of a SEQUENCE end: the first thing to ask for, and what {@link #sequence} is told. */
    public int mark() {
        return at;
    }

    /** A SEQUENCE or SEQUENCE OF all that was written since {@code end} was marked. */
    public DerWriter sequence(int end) {
        return header(DerReader.SEQUENCE, end);
    }

    /** A SEQUENCE OF these, each written by {@code element}, as in {@code out.sequenceOf(names, DerWriter::generalString)}. */
    public <T> DerWriter sequenceOf(List<T> elements, BiConsumer<DerWriter, ? super T> element) {
        int end = at;
        for (int i = elements.size() - 1; i >= 0; i--) {
            element.accept(this, elements.get(i));
        }
        return sequence(end);
    }

    /** What is there, tagged {@code [n]}; otherwise nothing. */
    public <T> DerWriter optional(int n, Optional<T> value, BiConsumer<DerWriter, ? super T> element) {
        if (value.isPresent()) {
            element.accept(this, value.get());
            tagged(n);
        }
        return this;
    }

    public DerWriter value(DerValue value) {
        value.write(this);
        return this;
    }

    /** The explicit tag {@code [n]} around the element just written. */
    public DerWriter tagged(int n) {
        return header(DerReader.CONTEXT | n, last);
    }

    /** The explicit tag {@code [APPLICATION n]} around the element just written. */
    public DerWriter application(int n) {
        return header(DerReader.APPLICATION | n, last);
    }

    /** {@code [APPLICATION n]} around all that was written since {@code end} was marked. */
    public DerWriter application(int n, int end) {
        return header(DerReader.APPLICATION | n, end);
    }

    public DerWriter bool(boolean value) {
        int end = at;
        octet(value ? 0xFF : 0);
        return header(DerReader.BOOLEAN, end);
    }

    public DerWriter integer(long value) {
        return number(DerReader.INTEGER, value);
    }

    public DerWriter enumerated(int value) {
        return number(DerReader.ENUMERATED, value);
    }

    public DerWriter octetString(byte[] value) {
        int end = at;
        octets(value);
        return header(DerReader.OCTET_STRING, end);
    }

    public DerWriter utf8String(String value) {
        int end = at;
        octets(value.getBytes(UTF_8));
        return header(DerReader.UTF8_STRING, end);
    }

    public DerWriter oid(Oid value) {
        int end = at;
        octets(value.contents());
        return header(DerReader.OBJECT_IDENTIFIER, end);
    }

    /** KerberosFlags of 32 bits, bit 0 as the sign bit. */
    public DerWriter flags(int value) {
        int end = at;
        for (int shift = 0; shift < 32; shift += 8) {
            octet(value >>> shift);
        }
        octet(0);
        return header(DerReader.BIT_STRING, end);
    }

    /** KerberosString or Realm, in UTF-8, without control characters; see {@link DerReader#generalString}. */
    public DerWriter generalString(String value) {
        int end = at;
        for (int i = value.length() - 1; i >= 0; i--) {
            char c = value.charAt(i);
            if (c > '~' || c < ' ') {
                at = end;
                octets(beyondAscii(value));
                break;
            }
            octet(c);
        }
        return header(DerReader.GENERAL_STRING, end);
    }

    /** A GeneralString of these octets, whatever they mean. */
    public DerWriter generalStringOctets(byte[] value) {
        int end = at;
        octets(value);
        return header(DerReader.GENERAL_STRING, end);
    }

    /** KerberosTime, of whole seconds within the years 0 to 9999. */
    public DerWriter generalizedTime(Instant value) {
        if (value.getNano() != 0) {
            throw new IllegalArgumentException("KerberosTime has no fractions of a second: " + value);
        }
        long seconds = value.getEpochSecond();
        if (seconds < YEAR_0 || seconds > YEAR_9999) {
            throw new IllegalArgumentException("the year has four digits: " + value);
        }
        var date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L));
        int ofDay = Math.floorMod(seconds, 86_400);
        int end = at;
        octet('Z');
        digits(ofDay % 60);
        digits(ofDay / 60 % 60);
        digits(ofDay / 3_600);
        digits(date.getDayOfMonth());
        digits(date.getMonthValue());
        digits(date.getYear() % 100);
        digits(date.getYear() / 100);
        return header(DerReader.GENERALIZED_TIME, end);
    }

    /** An element that is already encoded. */
    public DerWriter element(byte[] der) {
        last = at;
        return octets(der);
    }

    /** Octets that are not ASN.1, inside an {@link #application(int, int) application} tag. */
    public DerWriter octets(byte[] value) {
        at -= value.length;
        if (bytes != null) {
            System.arraycopy(value, 0, bytes, at, value.length);
        }
        return this;
    }

    /** The {@code count} low octets of {@code value}, the highest first. */
    public DerWriter octets(int value, int count) {
        for (int shift = 0; shift < 8 * count; shift += 8) {
            octet(value >>> shift);
        }
        return this;
    }

    private DerWriter number(int tag, long value) {
        int end = at;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
        for (int shift = 0; shift <= bits; shift += 8) {
            octet((int) (value >>> shift));
        }
        return header(tag, end);
    }

    private DerWriter header(int tag, int end) {
        int length = end - at;
        if (length < 0x80) {
            octet(length);
        } else {
            int before = at;
            for (int left = length; left != 0; left >>>= 8) {
                octet(left);
            }
            octet(0x80 | before - at);
        }
        octet(tag);
        last = end;
        return this;
    }

    private void octet(int value) {
        at--;
        if (bytes != null) {
            bytes[at] = (byte) value;
        }
    }

    private void digits(int value) {
        octet('0' + value % 10);
        octet('0' + value / 10);
    }

    private static byte[] beyondAscii(String value) {
        byte[] octets = value.getBytes(UTF_8);
        if (value.chars().anyMatch(Character::isISOControl) || !new String(octets, UTF_8).equals(value)) {
            throw new IllegalArgumentException("not a KerberosString");
        }
        return octets;
    }
}
