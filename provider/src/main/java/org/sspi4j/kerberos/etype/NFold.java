package org.sspi4j.kerberos.etype;

/**
 * Stretches or shrinks a constant to the size of a cipher block: copies of the input, each rotated 13 bits further to the
 * right, cut into pieces of the wanted size and added with end-around carry.
 *
 * @spec RFC 3961 5.1
 */
final class NFold {
    private static final int ROTATION = 13;

    private NFold() {}

    /** @param n bytes wanted */
    static byte[] fold(byte[] input, int n) {
        int[] sum = new int[n];
        int total = lcm(input.length, n);
        for (int i = 0; i < total; i++) {
            sum[i % n] += rotated(input, i / input.length, i % input.length);
        }
        int carry = 0;
        do {
            for (int i = n - 1; i >= 0; i--) {
                int digit = sum[i] + carry;
                sum[i] = digit & 0xff;
                carry = digit >>> 8;
            }
        } while (carry != 0);
        byte[] out = new byte[n];
        for (int i = 0; i < n; i++) {
            out[i] = (byte) sum[i];
        }
        return out;
    }

    /** Byte {@code index} of the input rotated {@code times}. */
    private static int rotated(byte[] input, int times, int index) {
        int bits = 8 * input.length;
        int from = Math.floorMod(8 * index - ROTATION * times, bits);
        int high = input[from / 8] & 0xff;
        int low = input[(from / 8 + 1) % input.length] & 0xff;
        return (high << 8 | low) >>> 8 - from % 8 & 0xff;
    }

    private static int lcm(int a, int b) {
        return a / gcd(a, b) * b;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
