package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

class PolicyOfProcessTest {
    @TempDir
    Path folder;

    /** Takes everything away. */
    public static final class Nothing implements PrivilegePolicy {
        @Override
        public boolean holds(Privilege privilege) {
            return false;
        }
    }

    /** Takes nothing away. */
    public static final class Everything implements PrivilegePolicy {
        @Override
        public boolean holds(Privilege privilege) {
            return true;
        }
    }

    /** Cannot be made. */
    public static final class Broken implements PrivilegePolicy {
        public Broken() {
            throw new IllegalStateException("no configuration");
        }

        @Override
        public boolean holds(Privilege privilege) {
            return true;
        }
    }

    @Test
    void withoutOneTheStandardOneCounts() throws Exception {
        var policy = registered();
        assertTrue(policy.holds(Privilege.IMPERSONATE));
        assertFalse(policy.holds(Privilege.TCB));
    }

    @Test
    void aRegisteredOneCounts() throws Exception {
        assertFalse(registered(Nothing.class.getName()).holds(Privilege.IMPERSONATE));
        assertTrue(registered(Everything.class.getName()).holds(Privilege.TCB));
    }

    @Test
    void ofSeveralEachHasToAgree() throws Exception {
        assertFalse(registered(Everything.class.getName(), Nothing.class.getName()).holds(Privilege.IMPERSONATE));
        assertTrue(registered(Everything.class.getName()).holds(Privilege.IMPERSONATE));
    }

    @Test
    void oneThatCannotBeLoadedWithholdsEverything() throws Exception {
        for (var privilege : Privilege.values()) {
            assertFalse(registered(Broken.class.getName()).holds(privilege));
            assertFalse(registered("org.example.Misspelt").holds(privilege));
            assertFalse(registered(Everything.class.getName(), "org.example.Misspelt").holds(privilege));
        }
    }

    @Test
    void oneThatCannotBeLinkedWithholdsEverything() {
        var policy = PolicyOfProcess.found(() -> {
            throw new NoClassDefFoundError("org/example/Superclass");
        });
        for (var privilege : Privilege.values()) {
            assertFalse(policy.holds(privilege));
        }
    }

    private PrivilegePolicy registered(String... names) throws Exception {
        var services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(PrivilegePolicy.class.getName()), List.of(names));
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            return PolicyOfProcess.found(() -> ServiceLoader.load(PrivilegePolicy.class, loader));
        }
    }
}
