package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The JDK's DES is the judge; the bits of the key are spread one by one. */
class DesTest {
    @Test
    void aBlockUnderEachOfManyKeys() throws Exception {
        var random = new Random(46);
        for (int i = 0; i < 100; i++) {
            byte[] key = new byte[10];
            byte[] block = new byte[8];
            random.nextBytes(key);
            random.nextBytes(block);
            var judge = Cipher.getInstance("DES/ECB/NoPadding");
            judge.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(spread(Arrays.copyOfRange(key, 2, 9)), "DES"));
            byte[] out = new byte[12];
            Des.encrypt(key, 2, block, out, 3);
            assertArrayEquals(judge.doFinal(block), Arrays.copyOfRange(out, 3, 11));
            assertEquals(0, out[2] | out[11]);
        }
    }

    private static byte[] spread(byte[] key) {
        byte[] spread = new byte[8];
        for (int bit = 0; bit < 56; bit++) {
            int value = key[bit / 8] >> 7 - bit % 8 & 1;
            spread[bit / 7] |= (byte) (value << 7 - bit % 7);
        }
        return spread;
    }
}
