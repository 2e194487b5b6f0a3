package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class SpareBufferTest {
    private final SpareBuffer spare = new SpareBuffer();

    @Test
    void whatWasGivenBackIsTakenAgainAndEmpty() {
        var first = spare.take(10);
        spare.giveBack(first.putLong(1));
        var second = spare.take(8);
        assertSame(first, second);
        assertEquals(10, second.remaining());
    }

    @Test
    void nobodyGetsWhatSomebodyHas() {
        spare.giveBack(spare.take(10));
        assertNotSame(spare.take(10), spare.take(10));
    }

    @Test
    void oneThatIsJustLargeEnoughIsTaken() {
        var first = spare.take(10);
        spare.giveBack(first);
        assertSame(first, spare.take(10));
    }

    @Test
    void oneThatIsTooSmallIsNotTaken() {
        spare.giveBack(spare.take(10));
        assertEquals(11, spare.take(11).remaining());
    }
}
