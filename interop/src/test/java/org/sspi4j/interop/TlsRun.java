package org.sspi4j.interop;

import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.sspi4j.api.TlsBackend;

/**
 * Under which conditions a test of TLS runs. Places to cut at are other ones each time; {@code -Dinterop.seed=} with the number in the
 * name of a failed test has them come again.
 */
record TlsRun(TlsVersion version, TlsBackend backend, Cutting cutting) {
    private static final long SEED =
            Optional.ofNullable(Long.getLong("interop.seed")).orElseGet(() -> (long) new Random().nextInt(1 << 20));

    static Stream<TlsRun> all() {
        return Stream.of(TlsVersion.values()).flatMap(version -> Stream.concat(
                Stream.of(Cutting.values()).map(cutting -> new TlsRun(version, TlsBackend.SUN_JSSE, cutting)),
                // What is cut does not reach the backends.
                Stream.of(new TlsRun(version, TlsBackend.BOUNCY_CASTLE, Cutting.AS_IT_COMES))));
    }

    /** Whether our side resumes sessions of this version. */
    boolean resumes() {
        return backend == TlsBackend.SUN_JSSE || version == TlsVersion.TLS_1_2;
    }

    /** The same ones in each test. */
    IntSupplier pieces() {
        return cutting.pieces(new Random(SEED));
    }

    @Override
    public String toString() {
        return version + ", " + backend + ", " + cutting + (cutting == Cutting.AT_RANDOM ? " (seed " + SEED + ")" : "");
    }
}
