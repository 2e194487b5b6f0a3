package org.sspi4j.testkit;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a module registers for {@link java.util.ServiceLoader}, said twice: in META-INF/services for the class path, in its
 * descriptor for the module path. A test compares the two:
 *
 * <pre>{@code
 * var services = ServiceRegistrations.of(SspiProvider.class);
 * assertEquals(services.ofModulePath(), services.ofClassPath());
 * }</pre>
 *
 * @param ofClassPath providers in their order, by service: what META-INF/services says
 * @param ofModulePath the same: what the {@code provides} clauses say
 */
public record ServiceRegistrations(Map<String, List<String>> ofClassPath, Map<String, List<String>> ofModulePath) {
    /** Reads both where a class was compiled to: a folder with module-info.class in it. */
    public static ServiceRegistrations of(Class<?> some) {
        try {
            return in(Path.of(some.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(some + " was not loaded from a folder", e);
        }
    }

    /** Reads both in a folder. */
    public static ServiceRegistrations in(Path classes) {
        try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
            Map<String, List<String>> provided = ModuleDescriptor.read(descriptor).provides().stream()
                    .collect(toMap(Provides::service, Provides::providers));
            return new ServiceRegistrations(files(classes.resolve("META-INF/services")), new TreeMap<>(provided));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> files(Path services) throws IOException {
        var files = new TreeMap<String, List<String>>();
        if (Files.isDirectory(services)) {
            try (var listed = Files.list(services)) {
                for (Path file : listed.toList()) {
                    files.put(file.getFileName().toString(), providers(file));
                }
            }
        }
        return files;
    }

    /** A line names a provider; what follows a number sign is a comment. */
    private static List<String> providers(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
