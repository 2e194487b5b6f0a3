package org.sspi4j.interop;

import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Under which conditions a test of TLS runs. Places to cut at are other ones each time; {@code -Dinterop.seed=} with the number in the
 * name of a failed test has them come again.
 */
record TlsRun(TlsVersion version, Cutting cutting) {
    private static final long SEED =
            Optional.ofNullable(Long.getLong("interop.seed")).orElseGet(() -> (long) new Random().nextInt(1 << 20));

    static Stream<TlsRun> all() {
        return Stream.of(TlsVersion.values())
                .flatMap(version -> Stream.of(Cutting.values()).map(cutting -> new TlsRun(version, cutting)));
    }

    /** The same ones in each test. */
    IntSupplier pieces() {
        return cutting.pieces(new Random(SEED));
    }

    @Override
    public String toString() {
        return version + ", " + cutting + (cutting == Cutting.AT_RANDOM ? " (seed " + SEED + ")" : "");
    }
}
