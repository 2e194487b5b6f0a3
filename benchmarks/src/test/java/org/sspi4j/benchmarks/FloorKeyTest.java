package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.kerberos.etype.EncryptionType;

/** A floor that did less than is prescribed would make us look worse than we are, one that did more better. */
class FloorKeyTest {
    private static final int LENGTH = 20_000;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "AES.*")
    void itsMacIsOverEveryByteOnce(EncryptionType type) throws Exception {
        byte[] message = message();
        byte[] encrypted = encrypted(message, type);
        boolean sha1 = type.toString().contains("sha1");
        byte[] covered = sha1 ? message : concatenated(new byte[16], encrypted);
        String hmac = sha1 ? "HmacSHA1" : type.toString().contains("sha256") ? "HmacSHA256" : "HmacSHA384";
        var mac = Mac.getInstance(hmac);
        mac.init(new SecretKeySpec(new byte[sha1 ? type.keyLength() : mac.getMacLength() / 2], hmac));
        var key = new FloorKey(type);
        assertArrayEquals(mac.doFinal(message), key.sign(message, LENGTH));
        assertArrayEquals(mac.doFinal(covered), key.seal(message, LENGTH));
        assertArrayEquals(mac.doFinal(covered), key.open(encrypted, LENGTH));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "AES.*")
    void itEncryptsEveryByteOnce(EncryptionType type) throws Exception {
        byte[] expected = encrypted(message(), type);
        var key = new FloorKey(type);
        key.seal(message(), LENGTH);
        int beforeLastPiece = LENGTH / 8192 * 8192;
        assertArrayEquals(
                Arrays.copyOfRange(expected, beforeLastPiece, LENGTH), Arrays.copyOf(key.piece(), LENGTH - beforeLastPiece));
    }

    @Test
    void aMessageAfterAnotherStartsAnew() throws Exception {
        var key = new FloorKey(EncryptionType.AES256_CTS_HMAC_SHA1_96);
        byte[] first = key.sign(message(), LENGTH).clone();
        key.seal(message(), LENGTH);
        key.open(message(), LENGTH);
        assertArrayEquals(first, key.sign(message(), LENGTH));
    }

    @Test
    void lengthsAreRoundedUpToBlocks() {
        assertEquals(16, FloorKey.blocks(1));
        assertEquals(16, FloorKey.blocks(16));
        assertEquals(32, FloorKey.blocks(17));
    }

    private static byte[] message() {
        var message = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            message[i] = (byte) (i * 31);
        }
        return message;
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] encrypted(byte[] message, EncryptionType type) throws Exception {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[type.keyLength()], "AES"), new IvParameterSpec(new byte[16]));
        return cipher.doFinal(message);
    }
}
