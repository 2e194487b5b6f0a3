package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("XDG Base Directory Specification 0.8")
class XdgFolderTest {
    private static Path file(XdgFolder folder, Map<String, String> variables, String home) throws ConfigException {
        return folder.file("a.file", "Some.at", variables, home);
    }

    @ParameterizedTest
    @CsvSource({"XDG_STATE_HOME, /home/alice/.local/state/sspi4j/a.file", "XDG_CONFIG_HOME, /home/alice/.config/sspi4j/a.file"})
    void itIsInTheUsersHome(XdgFolder folder, Path expected) throws Exception {
        assertEquals(expected, file(folder, Map.of(), "/home/alice"));
        assertEquals(expected, file(folder, Map.of(folder.name(), ""), "/home/alice"));
    }

    @ParameterizedTest
    @EnumSource
    void aVariableNamesAnother(XdgFolder folder) throws Exception {
        assertEquals(Path.of("/var/lib/sspi4j/a.file"), file(folder, Map.of(folder.name(), "/var/lib"), "/home/alice"));
    }

    @ParameterizedTest
    @EnumSource
    void aRelativeOneIsIgnored(XdgFolder folder) throws Exception {
        assertEquals(file(folder, Map.of(), "/home/alice"), file(folder, Map.of(folder.name(), "lib"), "/home/alice"));
    }

    @ParameterizedTest
    @EnumSource
    void aUserWithoutAHomeIsToldWhatToDo(XdgFolder folder) {
        for (var home : new String[] {"", "?", "home"}) {
            var failure = assertThrows(ConfigException.class, () -> file(folder, Map.of(), home));
            assertTrue(failure.getMessage().contains("set " + folder.name()), failure.getMessage());
            assertTrue(failure.getMessage().contains("Some.at"), failure.getMessage());
        }
        var failure = assertThrows(ConfigException.class, () -> file(folder, Map.of(folder.name(), "/\0"), "/home"));
        assertTrue(failure.getMessage().contains("is not a path"), failure.getMessage());
    }
}
