package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.wire.DecodeException;

/** Every message's decoder: the first byte says which. What is accepted is what its writer would write. */
class MessagesFuzzTest {
    static Stream<byte[]> everyGoodMessage() {
        return Arrays.stream(Sample.values()).flatMap(sample -> sample.good().stream().map(good -> {
            byte[] input = new byte[1 + good.length];
            input[0] = (byte) sample.ordinal();
            System.arraycopy(good, 0, input, 1, good.length);
            return input;
        }));
    }

    @MethodSource("everyGoodMessage")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        if (input.length == 0) {
            return;
        }
        var sample = Sample.values()[(input[0] & 0xFF) % Sample.values().length];
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        try {
            byte[] again = sample.again(wire.clone());
            if (sample.isDer()) {
                assertArrayEquals(wire, again);
            }
        } catch (DecodeException e) {
            // The one way to be refused.
        }
    }
}
