package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.testkit.ForkedJvm;

/** "Local time" is that of the machine, which a test cannot tell from UTC where both are the same. */
class LocalTimeTest {
    /** 08:00 in summer and 07:00 in winter, in 100 ns since 1601. */
    @Test
    @Tag("S31")
    void anExpiryIsWhatTheClockOfTheMachineWillShow() throws Exception {
        var said = ForkedJvm.of(LocalTimeElsewhere.class)
                .jvmOptions("-Duser.timezone=America/New_York")
                .arguments("2026-07-01T12:00:00Z", "2026-01-01T12:00:00Z")
                .run();
        assertEquals(0, said.exitStatus(), said.errors());
        assertEquals(List.of("134273664000000000", "134117244000000000"), said.lines());
    }
}
