package org.sspi4j.interop;

import java.util.Random;
import java.util.function.IntSupplier;

/** How much of what comes a program gets at once. A stream promises nothing of it. */
enum Cutting {
    AS_IT_COMES {
        @Override
        IntSupplier pieces(Random random) {
            return () -> 1 << 16;
        }
    },
    AT_RANDOM {
        /** As many short ones as long ones. */
        @Override
        IntSupplier pieces(Random random) {
            return () -> 1 + random.nextInt(1 << random.nextInt(14));
        }
    },
    BYTE_BY_BYTE {
        @Override
        IntSupplier pieces(Random random) {
            return () -> 1;
        }
    };

    /** How long each piece may be. */
    abstract IntSupplier pieces(Random random);
}
