package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** The project under src/it, which is none of ours, is compiled against the three jars and run. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "HTTP/web.example.com")
class StrangerIT {
    private static final Path SOURCES = Path.of("src", "it", "stranger");

    @Krb5Conf
    static Path krb5Conf;

    @Keytab("alice")
    static Path clientKeytab;

    @Keytab("HTTP/web.example.com")
    static Path serviceKeytab;

    @TempDir
    Path folder;

    @Test
    void itRunsOnTheClassPath() throws Exception {
        compile(SOURCES.resolve("stranger").resolve("Main.java"), "-cp", jars());
        assertEquals(
                said("true", "null"), run("-cp", folder.resolve("classes") + File.pathSeparator + jars(), "stranger.Main"));
    }

    @Test
    void itRunsOnTheModulePath() throws Exception {
        compileModule();
        assertEquals(said("true", "org.sspi4j.gss"), run("-p", modules(), "-m", "stranger/stranger.Main"));
    }

    @Test
    void itRunsWhereTheJdksExtensionsAreMissing() throws Exception {
        compileModule();
        // What the three jars and Bouncy Castle require: jdk.security.jgss is not among it.
        var needed = "java.base,java.security.jgss,java.logging,java.naming,java.sql";
        assertEquals(
                said("false", "org.sspi4j.gss"),
                run("-p", modules(), "--limit-modules", "stranger," + needed, "-m", "stranger/stranger.Main"));
    }

    @Test
    void itSeesNothingOfTheEngine() throws Exception {
        var curious = folder.resolve("Curious.java");
        Files.writeString(curious, "class Curious { org.sspi4j.engine.Engine engine; }");
        var errors = new StringWriter();
        int status = javac(errors, SOURCES.resolve("module-info.java"), curious, "-p", jars());
        assertEquals(1, status);
        assertTrue(errors.toString().contains("package org.sspi4j.engine is not visible"), errors.toString());
    }

    private static List<String> said(String extended, String module) {
        return List.of(
                "managers: org.sspi4j.gss.SspiGssManager",
                "login modules: org.sspi4j.jaas.ProvenNameLoginModule org.sspi4j.jaas.SspiLoginModule",
                "packages: IAKERB Kerberos Microsoft Unified Security Protocol Provider NTLM Negotiate Schannel",
                "client: alice@EXAMPLE.COM",
                "message: a message",
                "moved: a message",
                "extended: " + String.join(" ", extended, extended, extended),
                "module: " + module);
    }

    private void compileModule() throws IOException {
        var main = SOURCES.resolve("stranger").resolve("Main.java");
        var errors = new StringWriter();
        assertEquals(0, javac(errors, SOURCES.resolve("module-info.java"), main, "-p", jars()), errors.toString());
    }

    private void compile(Path source, String option, String path) {
        var errors = new StringWriter();
        assertEquals(0, javac(errors, source, source, option, path), errors.toString());
    }

    private int javac(StringWriter errors, Path first, Path second, String option, String path) {
        var arguments = new ArrayList<>(List.of(
                "--release", "17", "-Xlint:all", "-Werror", "-Xlint:-options", "-Xlint:-requires-automatic",
                "-d", folder.resolve("classes").toString(), option, path, first.toString()));
        if (!second.equals(first)) {
            arguments.add(second.toString());
        }
        var out = new PrintWriter(errors);
        return ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
    }

    private List<String> run(String... options) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(krb5Conf.toString(), "alice", clientKeytab.toString()));
        command.addAll(List.of("HTTP@web.example.com", serviceKeytab.toString()));
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        var process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "It does not end");
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output);
    }

    private String modules() throws IOException {
        return folder.resolve("classes") + File.pathSeparator + jars();
    }

    /** The three jars as they were packaged, and what they depend on. */
    private static String jars() throws IOException {
        var jars = new ArrayList<String>();
        for (var module : List.of("provider", "jaas-module", "gss-bridge")) {
            jars.add(packaged(module).toAbsolutePath().toString());
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(bcprov|bctls|bcutil|dnsjava|slf4j-api)-.*"))
                .forEach(jars::add);
        return String.join(File.pathSeparator, jars);
    }

    private static Path packaged(String module) throws IOException {
        try (var files = Files.list(Path.of("..", module, "target"))) {
            var jars = files.filter(file -> file.getFileName().toString().matches("sspi4j-" + module + "-[0-9].*\\.jar"))
                    .filter(file -> !file.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .collect(Collectors.toList());
            assertEquals(1, jars.size(), "jars of " + module + ": " + jars);
            return jars.get(0);
        }
    }
}
