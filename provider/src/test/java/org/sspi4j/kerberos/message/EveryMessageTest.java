package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.fixture.Der;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.wire.DecodeException;

/** What holds for every type alike. */
class EveryMessageTest {
    @ParameterizedTest
    @EnumSource
    void isMadeAgainFromWhatWasDecoded(Sample sample) throws Exception {
        for (byte[] good : sample.good()) {
            assertArrayEquals(good, sample.again(good.clone()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWhenCutShort(Sample sample) {
        for (byte[] good : sample.good()) {
            Mutations.prefixes(good).forEach(prefix -> assertThrows(DecodeException.class, () -> sample.again(prefix), () -> hex(prefix)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithSomethingBehindIt(Sample sample) {
        if (sample != Sample.GSS_CHECKSUM) {
            for (byte[] good : sample.good()) {
                byte[] longer = Arrays.copyOf(good, good.length + 1);
                assertThrows(DecodeException.class, () -> sample.again(longer));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withOneBitChangedIsRefusedOrAnotherValue(Sample sample) {
        sample.good().stream().flatMap(Mutations::bitFlips).forEach(flipped -> refusedOrMadeAgain(sample, flipped));
    }

    @Test
    void mutationsOfAllAreRefusedOrOtherValuesForEachOfThem() {
        assertTimeout(Duration.ofSeconds(60), () -> {
            long accepted = Mutations.of(Sample.all(), 1964, 15_000)
                    .mapToLong(mutated -> Stream.of(Sample.values()).filter(sample -> refusedOrMadeAgain(sample, mutated)).count())
                    .sum();
            // A comparison of nothing would prove nothing.
            assertTrue(accepted > 1_000, "accepted " + accepted);
        });
    }

    private static boolean refusedOrMadeAgain(Sample sample, byte[] wire) {
        byte[] again;
        try {
            again = sample.again(wire.clone());
        } catch (DecodeException e) {
            return false;
        }
        assertArrayEquals(wire, again, () -> sample + " " + hex(wire));
        if (sample.isDer()) {
            assertArrayEquals(wire, Der.judged(wire), () -> sample + " " + hex(wire));
        }
        return true;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
