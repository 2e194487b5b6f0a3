package org.sspi4j.wire.asn1;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An OBJECT IDENTIFIER, kept as its contents octets: comparing and writing it costs nothing. Arcs are below 2^63.
 *
 * @spec X.690 8.19
 */
public final class Oid {
    private static final int MAX_LENGTH = 128;

    private final byte[] contents;

    /** @param contents checked with {@link #problem} by the caller */
    Oid(byte[] contents) {
        this.contents = contents;
    }

    /** From the usual notation, such as {@code 1.2.840.113554.1.2.2}; what is not one is an {@link IllegalArgumentException}. */
    public static Oid of(String dotted) {
        String[] texts = dotted.split("\\.", -1);
        long[] arcs = new long[texts.length];
        for (int i = 0; i < arcs.length; i++) {
            if (!texts[i].matches("0|[1-9][0-9]*")) {
                throw new IllegalArgumentException("not an object identifier: " + dotted);
            }
            arcs[i] = Long.parseLong(texts[i]);
        }
        if (arcs.length < 2 || arcs[0] > 2 || arcs[0] < 2 && arcs[1] > 39 || arcs[1] > Long.MAX_VALUE - 80) {
            throw new IllegalArgumentException("not an object identifier: " + dotted);
        }
        byte[] contents = new byte[10 * arcs.length];
        int from = contents.length;
        for (int i = arcs.length - 1; i >= 1; i--) {
            long arc = i == 1 ? arcs[0] * 40 + arcs[1] : arcs[i];
            contents[--from] = (byte) (arc & 0x7F);
            while ((arc >>>= 7) != 0) {
                contents[--from] = (byte) (arc & 0x7F | 0x80);
            }
        }
        if (contents.length - from > MAX_LENGTH) {
            throw new IllegalArgumentException("too long an object identifier: " + dotted);
        }
        return new Oid(Arrays.copyOfRange(contents, from, contents.length));
    }

    /** What is wrong with these contents, or null. */
    static String problem(byte[] bytes, int from, int to) {
        if (from == to || to - from > MAX_LENGTH) {
            return "is not between 1 and " + MAX_LENGTH + " octets long";
        }
        int septets = 0;
        for (int i = from; i < to; i++) {
            // X.690 8.19.2: the leading octet of a subidentifier is not 80.
            if (septets == 0 && bytes[i] == (byte) 0x80) {
                return "has an arc that is not in its shortest form";
            }
            septets = bytes[i] < 0 ? septets + 1 : 0;
            if (septets == 9) {
                return "has an arc beyond 2^63";
            }
        }
        return septets == 0 ? null : "is cut short";
    }

    byte[] contents() {
        return contents;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Oid oid && MessageDigest.isEqual(contents, oid.contents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(contents);
    }

    /** The usual notation. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        long arc = 0;
        for (byte septet : contents) {
            arc = arc << 7 | septet & 0x7F;
            if (septet >= 0) {
                if (text.isEmpty()) {
                    long top = Math.min(arc / 40, 2);
                    text.append(top).append('.').append(arc - 40 * top);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }
}
