package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
    @Test
    void theSystemsBytesDoNotRepeat() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 10_000).parallel().forEach(i -> seen.add(hex(RandomSource.system().bytes(16))));
        assertEquals(10_000, seen.size());
    }

    @Test
    void requestsLongerThanABlockAreFilledToTheEnd() {
        byte[] large = RandomSource.system().bytes(5000);
        var blocks = new HashSet<String>();
        for (int at = 0; at + 8 <= large.length; at += 8) {
            blocks.add(HexFormat.of().formatHex(large, at, at + 8));
        }
        assertEquals(625, blocks.size());
    }

    @Test
    void onlyTheAskedBytesAreWritten() {
        byte[] array = new byte[64];
        RandomSource.system().nextBytes(array, 16, 32);
        assertArrayEquals(new byte[16], Arrays.copyOf(array, 16));
        assertArrayEquals(new byte[16], Arrays.copyOfRange(array, 48, 64));
        assertTrue(hex(array).chars().distinct().count() > 4);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
