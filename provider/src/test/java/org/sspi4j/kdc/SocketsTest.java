package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when the system has no socket to give. */
class SocketsTest {
    private final SkippedTime time = new SkippedTime();
    private final List<String> opened = new ArrayList<>();
    private int left = 2;
    private Loop loop;

    @BeforeEach
    void open() throws Exception {
        loop = new Loop(time);
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private Sockets.Ticket ask(String name) {
        return loop.sockets().ask(() -> {
            if (left > 0) {
                left--;
                opened.add(name);
                return true;
            }
            return false;
        });
    }

    @Test
    void whoGetsNoneWaitsInLineUntilOneIsClosed() throws Exception {
        ask("a");
        ask("b");
        var c = ask("c");
        var d = ask("d");
        assertEquals(List.of("a", "b"), opened);
        assertFalse(c.isGiven());
        left = 1;
        loop.sockets().closed();
        loop.turn();
        assertEquals(List.of("a", "b", "c"), opened);
        assertTrue(c.isGiven());
        assertFalse(d.isGiven());
    }

    @Test
    void whatOthersClosedIsSeenAMomentLater() throws Exception {
        ask("a");
        ask("b");
        ask("c");
        left = 1;
        long begun = time.nanoTime();
        loop.sockets().closed();
        loop.turn();
        loop.turn();
        assertEquals(List.of("a", "b", "c"), opened);
        assertTrue(time.nanoTime() - begun <= 20_000_000);
    }

    @Test
    void whoLeavesTheLineIsPassedOver() throws Exception {
        ask("a");
        ask("b");
        ask("c").leave();
        ask("d");
        left = 1;
        loop.sockets().closed();
        loop.turn();
        assertEquals(List.of("a", "b", "d"), opened);
    }

    @Test
    void noMoreThanAllAreOpenedAtATime() {
        left = Integer.MAX_VALUE;
        for (int i = 0; i < Sockets.MOST + 1; i++) {
            ask("socket");
        }
        assertEquals(Sockets.MOST, opened.size());
    }
}
