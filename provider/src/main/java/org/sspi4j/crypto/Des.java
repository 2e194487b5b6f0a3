package org.sspi4j.crypto;

/**
 * DES of one block, with keys of 7 bytes as NTLMv1 and LM have them. Weak: a key is found within a day. Our own, because a policy of the
 * JVM may take the JDK's away, and because ciphers of others leave keys and schedules of keys in memory: what is computed here is in
 * local variables.
 *
 * @spec FIPS 46-3
 * @spec MS-NLMP 6
 */
public final class Des {
    private static final int BLOCK = 8;
    private static final int KEY = 7;
    private static final int HALF_KEY = 28;
    private static final int ROUNDS = 16;
    /** In these the halves of the key move by one place, in the others by two. */
    private static final int ONE_PLACE = 1 | 1 << 1 | 1 << 8 | 1 << 15;

    /** PC-1, of a key without parity; this and those below count bits from 1, the highest first. */
    private static final byte[] PERMUTED_CHOICE_1 = withoutParity(
            57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
            63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4);

    /** PC-2. */
    private static final byte[] PERMUTED_CHOICE_2 = {
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32
    };

    /** IP. */
    private static final byte[] INITIAL = {
        58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
        57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7
    };

    /** IP to the power of -1. */
    private static final byte[] FINAL = inverse(INITIAL);

    /** E. */
    private static final byte[] EXPANSION = {
        32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17,
        16, 17, 18, 19, 20, 21, 20, 21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1
    };

    /** P. */
    private static final byte[] PERMUTATION = {
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25
    };

    /** S1 to S8, row by row, a hexadecimal digit for each. */
    private static final byte[][] SELECTION = digits(
            "E4D12FB83A6C59070F74E2D1A6CB953841E8D62BFC973A50FC8249175B3EA06D",
            "F18E6B34972DC05A3D47F28EC01A69B50E7BA4D158C6932FD8A13F42B67C05E9",
            "A09E63F51DC7B428D709346A285ECBF1D6498F30B12C5AE71AD069874FE3B52C",
            "7DE3069A1285BC4FD8B56F03472C1AE9A690CB7DF13E52843F06A1D8945BC72E",
            "2C417AB6853FD0E9EB2C47D150FA3986421BAD78F9C5630EB8C71E2D6F09A453",
            "C1AF92680D34E75BAF427C9561DE0B389EF528C3704A1DB6432C95FABE17608D",
            "4B2EF08D3C975A61D0B7491AE35C2F8614BDC37EAF6805926BD814A7950FE23C",
            "D2846FB1A93E50C71FD8A374C56B0E927B419CE206ADF35821E74A8DFC90356B");

    private Des() {}

    /**
     * Writes the block under a key, 8 bytes.
     *
     * @param key 56 bits: from {@code keyAt} on, 7 bytes
     * @param block 8 bytes
     */
    public static void encrypt(byte[] key, int keyAt, byte[] block, byte[] out, int outAt) {
        long halves = permuted(number(key, keyAt, KEY), 8 * KEY, PERMUTED_CHOICE_1);
        long text = permuted(number(block, 0, BLOCK), 8 * BLOCK, INITIAL);
        int left = (int) (text >>> 32);
        int right = (int) text;
        for (int round = 0; round < ROUNDS; round++) {
            halves = moved(halves, (ONE_PLACE >> round & 1) != 0 ? 1 : 2);
            int next = left ^ f(right, permuted(halves, 8 * KEY, PERMUTED_CHOICE_2));
            left = right;
            right = next;
        }
        long done = permuted((long) right << 32 | left & 0xFFFF_FFFFL, 8 * BLOCK, FINAL);
        for (int i = 0; i < BLOCK; i++) {
            out[outAt + i] = (byte) (done >>> 8 * (BLOCK - 1 - i));
        }
    }

    private static int f(int right, long roundKey) {
        long mixed = permuted(right & 0xFFFF_FFFFL, 32, EXPANSION) ^ roundKey;
        int selected = 0;
        for (int i = 0; i < SELECTION.length; i++) {
            int six = (int) (mixed >>> 6 * (SELECTION.length - 1 - i)) & 0x3F;
            // "the first and last bits ... represent ... the row; the middle four bits ... the column"
            int place = (six & 0x20) | (six & 1) << 4 | six >> 1 & 0xF;
            selected = selected << 4 | SELECTION[i][place];
        }
        return (int) permuted(selected & 0xFFFF_FFFFL, 32, PERMUTATION);
    }

    /** Both halves of a key, to the left and round. */
    private static long moved(long halves, int places) {
        long mask = (1L << HALF_KEY) - 1;
        long left = halves >>> HALF_KEY;
        long right = halves & mask;
        left = (left << places | left >>> HALF_KEY - places) & mask;
        right = (right << places | right >>> HALF_KEY - places) & mask;
        return left << HALF_KEY | right;
    }

    private static long permuted(long bits, int width, byte[] table) {
        long permuted = 0;
        for (byte from : table) {
            permuted = permuted << 1 | bits >>> width - from & 1;
        }
        return permuted;
    }

    private static long number(byte[] bytes, int at, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << Byte.SIZE | bytes[at + i] & 0xFF;
        }
        return number;
    }

    private static byte[] withoutParity(int... table) {
        byte[] without = new byte[table.length];
        for (int i = 0; i < table.length; i++) {
            without[i] = (byte) (table[i] - table[i] / 8);
        }
        return without;
    }

    private static byte[] inverse(byte[] table) {
        byte[] inverse = new byte[table.length];
        for (int i = 0; i < table.length; i++) {
            inverse[table[i] - 1] = (byte) (i + 1);
        }
        return inverse;
    }

    private static byte[][] digits(String... boxes) {
        byte[][] digits = new byte[boxes.length][];
        for (int i = 0; i < boxes.length; i++) {
            digits[i] = new byte[boxes[i].length()];
            for (int j = 0; j < digits[i].length; j++) {
                digits[i][j] = (byte) Character.digit(boxes[i].charAt(j), 16);
            }
        }
        return digits;
    }
}
