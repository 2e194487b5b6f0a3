package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.Luid;
import org.sspi4j.fixture.MovingFacilities;

@DisplayName("A credential remembers sessions of 10,000 servers")
class ClientSessionsTest {
    private static final int MOST = 10_000;

    private final ClientSessions sessions = new ClientSessions(Duration.ofHours(10));

    private String key(String target) {
        return sessions.entry(new ClientSessions.Name(target, Luid.of(1), true), MovingFacilities.START).key();
    }

    @Test
    void theOneThatWasUsedLongestAgoIsForgottenFirst() {
        var first = key("first.example.com");
        var second = key("second.example.com");
        for (int i = 2; i < MOST; i++) {
            key("host" + i + ".example.com");
        }
        assertEquals(first, key("first.example.com"));      // used again
        key("one.more.example.com");
        assertEquals(first, key("first.example.com"));
        assertNotEquals(second, key("second.example.com"));
    }

    /** A stranger may choose a name that has another one's hash. */
    @Test
    void namesOfOneHashAreTwo() {
        assertEquals("Aa.example.com".hashCode(), "BB.example.com".hashCode());
        assertNotEquals(key("Aa.example.com"), key("BB.example.com"));
    }
}
