package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 8018 5.2 PBKDF2")
class Pbkdf2Test {
    static List<CryptoVectors> examples() {
        return CryptoVectors.read("rfc3962/B-string-to-key.txt");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesTheOutputsOfRfc3962AppendixB(CryptoVectors example) {
        byte[] output = example.hex("pbkdf2");
        assertArrayEquals(output, derive(example, 32));
        assertArrayEquals(Arrays.copyOf(output, 16), derive(example, 16));
    }

    @Test
    void agreesWithTheJdkForLengthsAcrossBlocks() throws Exception {
        for (int length = 1; length < 65; length++) {
            var spec = new PBEKeySpec("pass".toCharArray(), new byte[] {1, 2, 3}, 7, 8 * length);
            byte[] judge = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
            byte[] password = {'p', 'a', 's', 's'};
            assertArrayEquals(judge, Pbkdf2.derive(Hash.SHA_1, password, new byte[] {1, 2, 3}, 7, length));
        }
    }

    private static byte[] derive(CryptoVectors example, int length) {
        return Pbkdf2.derive(
                Hash.SHA_1, example.hex("password"), example.hex("salt"), example.number("iterations"), length);
    }
}
