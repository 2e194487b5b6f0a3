package org.sspi4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SspiJarIT {
    @Test
    void packagesAreFoundInside() throws Exception {
        var result = SspiJar.run(Map.of(), "packages");
        assertEquals(0, result.exitStatus(), result.errors());
        assertTrue(result.output().startsWith("Kerberos  "), result.output());
        assertTrue(result.output().contains("GSS_COMPATIBLE"), result.output());
        assertEquals("", result.errors());
    }

    @Test
    void theVersionIsThatOfTheProject() throws Exception {
        var result = SspiJar.run(Map.of(), "--version");
        assertTrue(result.output().matches("sspi \\d+\\.\\S+ on Java \\S+"), result.output());
    }

    @Test
    void withoutACommandTheUsageIsShown() throws Exception {
        var result = SspiJar.run(Map.of());
        assertEquals(2, result.exitStatus());
        assertTrue(result.errors().startsWith("Usage: sspi"), result.errors());
    }

    @Test
    void theJarHasEveryRegistrationAndNothingThatBelongsToOneJarOnly() throws Exception {
        try (var jar = new JarFile("target/sspi.jar")) {
            var names = jar.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
            for (var module : List.of("provider", "jaas-module", "gss-bridge")) {
                for (var file : files(Path.of("..", "META-INF-services", module))) {
                    var entry = jar.getJarEntry("META-INF/services/" + file.getFileName());
                    assertNotNull(entry, file::toString);
                    var registered = new String(jar.getInputStream(entry).readAllBytes(), UTF_8).lines().toList();
                    assertTrue(registered.containsAll(Files.readAllLines(file)), file.toString());
                }
            }
            assertFalse(names.stream().anyMatch(name -> name.endsWith("module-info.class")));
            assertFalse(names.stream().anyMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)")));
            assertFalse(names.stream().anyMatch(name -> name.startsWith("org/junit/")));
            assertEquals("org.sspi4j.tools.SspiCommand", jar.getManifest().getMainAttributes().getValue("Main-Class"));
        }
    }

    private static List<Path> files(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
