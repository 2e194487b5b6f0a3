package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRegistrationsTest {
    @TempDir
    Path classes;

    @BeforeEach
    void compileAModuleWithOneProvider() {
        compile("module-info", "module some.module { provides Runnable with some.First, some.Second; }");
    }

    @Test
    void bothAreRead() throws Exception {
        register("java.lang.Runnable", "# ours", "some.First # the first", "", "some.Second");
        var services = ServiceRegistrations.in(classes);
        assertEquals(Map.of("java.lang.Runnable", List.of("some.First", "some.Second")), services.ofClassPath());
        assertEquals(services.ofClassPath(), services.ofModulePath());
    }

    @Test
    void aLineMoreIsSeen() throws Exception {
        register("java.lang.Runnable", "some.First", "some.Second", "some.Third");
        assertEquals(
                Map.of("java.lang.Runnable", List.of("some.First", "some.Second", "some.Third")),
                ServiceRegistrations.in(classes).ofClassPath());
    }

    @Test
    void aFileMoreIsSeen() throws Exception {
        register("java.util.concurrent.Callable", "some.Task");
        assertEquals(Map.of("java.util.concurrent.Callable", List.of("some.Task")), ServiceRegistrations.in(classes).ofClassPath());
    }

    @Test
    void noFilesAreNoRegistrations() {
        assertEquals(Map.of(), ServiceRegistrations.in(classes).ofClassPath());
    }

    @Test
    void aFolderThatIsNoModuleIsAnError(@TempDir Path empty) {
        assertThrows(UncheckedIOException.class, () -> ServiceRegistrations.in(empty));
    }

    private void register(String service, String... lines) throws Exception {
        var folder = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.write(folder.resolve(service), List.of(lines));
    }

    private void compile(String name, String module) {
        var sources = List.of(
                source(name, module),
                source("some/First", "package some; public class First implements Runnable { public void run() {} }"),
                source("some/Second", "package some; public class Second implements Runnable { public void run() {} }"));
        var options = List.of("-d", classes.toString(), "-proc:none");
        assertEquals(true, ToolProvider.getSystemJavaCompiler().getTask(null, null, null, options, null, sources).call());
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
