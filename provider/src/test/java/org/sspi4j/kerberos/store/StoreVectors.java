package org.sspi4j.kerberos.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.sspi4j.wire.DecodeException;

/** The files under vectors/mit: hex with {@code #} comments, and tables of what is refused. */
final class StoreVectors {
    private static final long ALLOCATION_PER_BYTE = 100;
    private static final long ALLOCATION_OF_AN_EXCEPTION = 100_000;

    interface Decode {
        Object of(byte[] wire) throws DecodeException;
    }

    record Refused(String field, byte[] wire, String what) {
        @Override
        public String toString() {
            return what + ": " + field;
        }
    }

    private StoreVectors() {}

    static byte[] bytes(String file) {
        var hex = new StringBuilder();
        lines(file).forEach(line -> hex.append(line.replaceAll("#.*|\\s", "")));
        return HexFormat.of().parseHex(hex);
    }

    static Stream<Refused> refused(String file) {
        return lines(file).filter(line -> !line.startsWith("#")).map(line -> {
            String[] columns = line.split(" ?\\| ?");
            return new Refused(columns[0], HexFormat.of().parseHex(columns[1]), columns[2]);
        });
    }

    static void isRefused(Refused vector, Decode decode) {
        assertEquals(vector.field(), assertThrows(DecodeException.class, () -> decode.of(vector.wire())).field());
    }

    /** Changes bytes, sizes and lengths at random, the same way in every run: a whole file or a DecodeException. */
    static void mutate(byte[] original, int times, Decode decode) {
        var random = new Random(original.length);
        for (int i = 0; i < times; i++) {
            byte[] mutant = original.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                change(mutant, random);
            }
            bounded(Arrays.copyOf(mutant, random.nextInt(4) == 0 ? random.nextInt(mutant.length) : mutant.length), decode);
        }
    }

    private static void change(byte[] mutant, Random random) {
        int at = random.nextInt(mutant.length);
        switch (random.nextInt(4)) {
            case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutant[at] = (byte) random.nextInt();
            case 2 -> Arrays.fill(mutant, at, Math.min(at + 4, mutant.length), (byte) -random.nextInt(2));
            default -> mutant[at] = (byte) (mutant[at] + random.nextInt(3) - 1);
        }
    }

    /** What a decoder allocates grows with the bytes it is given, not with the numbers in them. */
    static void bounded(byte[] wire, Decode decode) {
        long before = allocated();
        try {
            decode.of(wire);
        } catch (DecodeException expected) {
            assertTrue(expected.offset() >= 0 && expected.offset() <= wire.length, expected::getMessage);
        } catch (RuntimeException e) {
            fail(HexFormat.of().formatHex(wire), e);
        }
        long used = allocated() - before;
        assertTrue(used < ALLOCATION_OF_AN_EXCEPTION + ALLOCATION_PER_BYTE * wire.length,
                () -> used + " bytes for " + HexFormat.of().formatHex(wire));
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Stream<String> lines(String file) {
        try (var in = StoreVectors.class.getResourceAsStream("/vectors/mit/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
