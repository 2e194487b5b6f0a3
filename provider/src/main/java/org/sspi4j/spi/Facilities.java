package org.sspi4j.spi;

import java.time.Clock;
import java.util.random.RandomGenerator;

/** What comes in from outside and is no question: time, randomness, the memory of what was seen, and where
 * decisions are noted. */
public interface Facilities {
    /** The time. Packages look at no other clock. */
    Clock clock();

    /** Cryptographically strong bytes; cheap, and not shared with a lock between threads. */
    RandomGenerator random();

    /** Remembers authenticators across all contexts and credentials of the process. */
    ReplayCache replayCache();

    /** The log of the context or credential that this is for. */
    default Decisions decisions() {
        return Decisions.NOWHERE;
    }
}
