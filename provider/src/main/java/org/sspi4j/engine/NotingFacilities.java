package org.sspi4j.engine;

import java.time.Clock;
import java.util.random.RandomGenerator;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ReplayCache;

/** What comes in from outside, with the log of one context or credential. */
record NotingFacilities(Facilities outside, Decisions decisions) implements Facilities {
    @Override
    public Clock clock() {
        return outside.clock();
    }

    @Override
    public RandomGenerator random() {
        return outside.random();
    }

    @Override
    public ReplayCache replayCache() {
        return outside.replayCache();
    }
}
