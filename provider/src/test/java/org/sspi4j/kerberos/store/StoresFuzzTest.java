package org.sspi4j.kerberos.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.wire.DecodeException;

/** A keytab or, after an odd first byte, a credential cache. What is read can be written, and is read again as the same. */
class StoresFuzzTest {
    static Stream<byte[]> filesOfMit() {
        return Stream.concat(
                Stream.of("kadmin", "ktutil", "holes", "by-hand")
                        .map(file -> input(0, StoreVectors.bytes("keytab/" + file + ".txt"))),
                Stream.of("kinit", "version1", "version2", "version3", "addresses", "user-to-user", "by-hand")
                        .map(file -> input(1, StoreVectors.bytes("ccache/" + file + ".txt"))));
    }

    private static byte[] input(int kind, byte[] file) {
        byte[] input = new byte[1 + file.length];
        input[0] = (byte) kind;
        System.arraycopy(file, 0, input, 1, file.length);
        return input;
    }

    @MethodSource("filesOfMit")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        try {
            byte[] written = (input[0] & 1) == 0 ? Keytab.decode(file).encode() : CredentialCache.decode(file).encode();
            byte[] again = (input[0] & 1) == 0 ? Keytab.decode(written).encode() : CredentialCache.decode(written).encode();
            assertArrayEquals(written, again);
        } catch (DecodeException e) {
            // The one way to be refused.
        }
    }
}
