package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContextKeyFileTest {
    @Test
    void theUsersOwnIsInHisStateFolder() throws Exception {
        assertEquals(XdgFolder.XDG_STATE_HOME.file("context.key", ""), ContextKeyFile.ofUser().path());
        assertSame(ContextKeyFile.ofUser(), ContextKeyFile.ofUser());
    }

    @Test
    void anApplicationNamesAnother() throws Exception {
        assertEquals(Path.of("keys/a.key").toAbsolutePath(), ContextKeyFile.at(Path.of("keys/a.key")).path());
        assertThrows(IllegalArgumentException.class, () -> ContextKeyFile.at(Path.of("/")));
    }
}
