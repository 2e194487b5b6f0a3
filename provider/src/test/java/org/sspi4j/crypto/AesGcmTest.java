package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("SP800-38D 7 GCM with AES-256")
class AesGcmTest {
    private static final byte[] NOTHING = {};

    /** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', "
                + "530f8afbc74536b9a963b4f1c4cb738b",
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', "
                + "00000000000000000000000000000000, cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, "
                + "feedfacedeadbeeffeedfacedeadbeefabaddad2, "
                + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, "
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"
    })
    void agreesWithTheWorkedExamples(String key, String nonce, String associated, String clear, String sealed) {
        assertArrayEquals(hex(sealed), AesGcm.seal(hex(key), hex(nonce), hex(associated), hex(clear)));
        assertArrayEquals(hex(clear), AesGcm.open(hex(key), hex(nonce), hex(associated), hex(sealed)).orElseThrow());
    }

    @Test
    void whatWasChangedIsNotOpened() {
        byte[] key = bytes(32, 1);
        byte[] nonce = bytes(12, 2);
        byte[] sealed = AesGcm.seal(key, nonce, bytes(3, 3), bytes(20, 4));
        for (int at = 0; at < sealed.length; at++) {
            assertEquals(Optional.empty(), AesGcm.open(key, nonce, bytes(3, 3), flipped(sealed, at)));
        }
        for (int length = 0; length < sealed.length; length++) {
            assertEquals(Optional.empty(), AesGcm.open(key, nonce, bytes(3, 3), Arrays.copyOf(sealed, length)));
        }
        assertEquals(Optional.empty(), AesGcm.open(key, nonce, bytes(3, 5), sealed));
        assertEquals(Optional.empty(), AesGcm.open(key, flipped(nonce, 11), bytes(3, 3), sealed));
        assertEquals(Optional.empty(), AesGcm.open(flipped(key, 31), nonce, bytes(3, 3), sealed));
    }

    @Test
    void othersKeysAndNoncesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> AesGcm.seal(bytes(16, 1), bytes(12, 2), NOTHING, NOTHING));
        assertThrows(IllegalArgumentException.class, () -> AesGcm.seal(bytes(32, 1), bytes(16, 2), NOTHING, NOTHING));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 1;
        return flipped;
    }
}
