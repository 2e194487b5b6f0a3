package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.ietf.jgss.GSSManager;
import org.junit.jupiter.api.Test;

class ServiceRegistrationTest {
    @Test
    void theFolderSaysWhatTheModuleSays() throws IOException {
        assertEquals(provided(), registered());
    }

    @Test
    void theManagerIsFound() {
        assertTrue(ServiceLoader.load(GSSManager.class).stream().anyMatch(p -> p.type() == SspiGssManager.class));
    }

    private static Map<String, List<String>> provided() throws IOException {
        try (var in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
            return ModuleDescriptor.read(in).provides().stream()
                    .collect(Collectors.toMap(ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
        }
    }

    private static Map<String, List<String>> registered() throws IOException {
        var registered = new HashMap<String, List<String>>();
        try (var files = Files.list(Path.of("..", "META-INF-services", "gss-bridge"))) {
            for (var file : files.toList()) {
                var lines = Files.readAllLines(file).stream().map(line -> line.replaceAll("#.*", "").strip());
                registered.put(file.getFileName().toString(), lines.filter(line -> !line.isEmpty()).toList());
            }
        }
        return registered;
    }
}
