package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LeaksTest {
    private static final byte[] KEY = HexFormat.of().parseHex("60e15f0a1b2c3d4e5f60718293a4b5c6");

    private final Leaks leaks = new Leaks();

    LeaksTest() {
        leaks.secret("the key", KEY);
        leaks.secret("the password", "correct horse");
    }

    @Test
    void whatIsNotToldIsNotFound() {
        leaks.told("a horse of the right kind, 60e15f");
        assertEquals(Set.of(), leaks.found());
    }

    @Test
    void eachFormIsFound() {
        for (var form : leaks.forms("the key")) {
            var planted = new Leaks();
            planted.secret("the key", KEY);
            planted.told("<" + form + ">");
            assertEquals(Set.of("the key"), planted.found(), form);
        }
    }

    @Test
    void itIsFoundInsideOfSomethingLonger() {
        for (int before = 0; before < 3; before++) {
            var planted = new Leaks();
            planted.secret("the key", KEY);
            byte[] longer = new byte[before + KEY.length + 5];
            System.arraycopy(KEY, 0, longer, before, KEY.length);
            planted.told(Base64.getEncoder().encodeToString(longer));
            assertEquals(Set.of("the key"), planted.found(), "behind " + before);
        }
    }

    @Test
    void failuresAreToldWithAllThatHangsOnThem() {
        var failure = new IllegalStateException("outer", new IllegalArgumentException("cause"));
        var suppressed = new IllegalStateException("beside", new IllegalStateException("correct horse"));
        failure.addSuppressed(suppressed);
        leaks.told(failure);
        assertEquals(Set.of("the password"), leaks.found());
    }

    @Test
    void logsAreHeardUntilTheyAreClosed() {
        var logger = Logger.getLogger("org.sspi4j.testkit.leaks.below");
        logger.getParent().setUseParentHandlers(false);
        try (var log = leaks.listen("org.sspi4j.testkit.leaks")) {
            logger.log(Level.FINEST, "{0} battery", "correct horse");
        }
        assertEquals(Set.of("the password"), leaks.found());
        logger.log(Level.SEVERE, HexFormat.of().formatHex(KEY));
        assertEquals(Set.of("the password"), leaks.found());
    }

    @Test
    void whatIsFoundEverywhereIsNoSecret() {
        assertThrows(IllegalArgumentException.class, () -> leaks.secret("short", "five!"));
    }
}
