package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("XDG Base Directory Specification: XDG_STATE_HOME")
class ContextKeyFileTest {
    private static final Path OF_HOME = Path.of("/home/alice/.local/state/sspi4j/context.key");

    @Test
    void itIsInTheUsersStateFolder() throws Exception {
        assertEquals(OF_HOME, ContextKeyFile.ofUser(Map.of(), "/home/alice"));
        assertEquals(OF_HOME, ContextKeyFile.ofUser(Map.of("XDG_STATE_HOME", ""), "/home/alice"));
        assertEquals(
                Path.of("/var/state/sspi4j/context.key"),
                ContextKeyFile.ofUser(Map.of("XDG_STATE_HOME", "/var/state"), "/home/alice"));
    }

    @Test
    void aRelativeStateFolderIsIgnored() throws Exception {
        assertEquals(OF_HOME, ContextKeyFile.ofUser(Map.of("XDG_STATE_HOME", "state"), "/home/alice"));
    }

    @Test
    void aUserWithoutAHomeIsToldWhatToDo() {
        for (var home : new String[] {"", "?", "home"}) {
            var failure = assertThrows(ConfigException.class, () -> ContextKeyFile.ofUser(Map.of(), home));
            assertTrue(failure.getMessage().contains("XDG_STATE_HOME"), failure.getMessage());
        }
        var failure = assertThrows(ConfigException.class, () -> ContextKeyFile.ofUser(Map.of("XDG_STATE_HOME", "/\0"), "/home"));
        assertTrue(failure.getMessage().contains("is not a path"), failure.getMessage());
    }

    @Test
    void anApplicationNamesAnother() throws Exception {
        assertEquals(Path.of("keys/a.key").toAbsolutePath(), ContextKeyFile.at(Path.of("keys/a.key")).path());
        assertThrows(IllegalArgumentException.class, () -> ContextKeyFile.at(Path.of("/")));
        assertSame(ContextKeyFile.ofUser(), ContextKeyFile.ofUser());
        assertEquals("context.key", ContextKeyFile.ofUser().path().getFileName().toString());
    }
}
