package org.sspi4j.schannel.certificate;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * An address as text, in no form but the usual ones: four decimal numbers, or IPv6 with at most one {@code ::} and perhaps such
 * four at its end. No name is looked up for it.
 *
 * @spec RFC 4291 2.2; RFC 3986 3.2.2
 */
final class IpLiteral {
    private static final int GROUPS = 8;

    private IpLiteral() {}

    /** 4 or 16 octets; an IPv6 address that stands for one of IPv4 stays one of IPv6. Empty if the text is none. */
    static Optional<byte[]> octets(String text) {
        return Optional.ofNullable(text.indexOf(':') < 0 ? ipv4(text) : ipv6(text));
    }

    /** As text, in full; what has not 4 or 16 octets in hexadecimal. */
    static String of(byte[] octets) {
        var groups = new StringJoiner(octets.length == 4 ? "." : ":");
        if (octets.length == 4) {
            for (byte octet : octets) {
                groups.add(Integer.toString(octet & 0xFF));
            }
        } else if (octets.length == 2 * GROUPS) {
            for (int i = 0; i < octets.length; i += 2) {
                groups.add(Integer.toHexString((octets[i] & 0xFF) << 8 | octets[i + 1] & 0xFF));
            }
        } else {
            groups.add(HexFormat.of().formatHex(octets));
        }
        return groups.toString();
    }

    private static byte[] ipv4(String text) {
        // Most texts are names of hosts, and of these the end says it.
        if (text.isEmpty() || text.charAt(text.length() - 1) > '9') {
            return null;
        }
        var numbers = text.split("\\.", -1);
        if (numbers.length != 4) {
            return null;
        }
        var octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            int number = number(numbers[i], 10, 3);
            // A zero in front is octal to some, and decimal to others.
            if (number < 0 || number > 255 || numbers[i].length() > 1 && numbers[i].charAt(0) == '0') {
                return null;
            }
            octets[i] = (byte) number;
        }
        return octets;
    }

    private static byte[] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            var all = groups(text, true);
            return all != null && all.limit() == 2 * GROUPS ? all.array() : null;
        }
        var before = groups(text.substring(0, gap), false);
        var after = groups(text.substring(gap + 2), true);
        // RFC 4291 2.2: the gap stands for one or more groups.
        if (before == null || after == null || before.limit() + after.limit() > 2 * (GROUPS - 1)) {
            return null;
        }
        var octets = ByteBuffer.allocate(2 * GROUPS).put(before);
        return octets.position(2 * GROUPS - after.limit()).put(after).array();
    }

    private static ByteBuffer groups(String text, boolean last) {
        var octets = ByteBuffer.allocate(2 * GROUPS);
        if (text.isEmpty()) {
            return octets.flip();
        }
        var groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            boolean dotted = last && i == groups.length - 1 && groups[i].indexOf('.') >= 0;
            byte[] address = dotted ? ipv4(groups[i]) : group(groups[i]);
            if (address == null || octets.remaining() < address.length) {
                return null;
            }
            octets.put(address);
        }
        return octets.flip();
    }

    private static byte[] group(String text) {
        int number = number(text, 16, 4);
        return number < 0 ? null : new byte[] {(byte) (number >> 8), (byte) number};
    }

    /** -1 if it is none. */
    private static int number(String digits, int radix, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
