package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.Sspi;
import org.sspi4j.jaas.scripted.ScriptedLogin;
import org.sspi4j.testkit.ForkedJvm;

/** An application and our jars, on the class path and on the module path: the login is the same. */
class PathsIT {
    @TempDir
    Path dir;

    private Path jaas;

    @BeforeEach
    void configure() throws Exception {
        jaas = Files.writeString(dir.resolve("jaas.conf"), """
                client {
                    org.sspi4j.jaas.SspiLoginModule required package=Scripted;
                };
                """);
    }

    @Test
    void logsOnWithJarsOnTheClassPath() throws Exception {
        assertEquals(said("null"), lines(onTheClassPath().arguments(jaas.toString())));
    }

    @Test
    void logsOnWithJarsOnTheModulePath() throws Exception {
        assertEquals(said("org.sspi4j.jaas"), lines(onTheModulePath("org.sspi4j").arguments(jaas.toString())));
    }

    @Test
    void findsTheRegisteredConfigurationOnTheClassPath() throws Exception {
        assertEquals(said("null"), lines(registered(onTheClassPath())));
    }

    @Test
    void findsTheRegisteredConfigurationOnTheModulePath() throws Exception {
        assertEquals(said("org.sspi4j.jaas"), lines(registered(onTheModulePath("org.sspi4j.jaas"))));
    }

    private static ForkedJvm onTheClassPath() throws Exception {
        return ForkedJvm.of(ScriptedLogin.class)
                .classPath(Stream.concat(application(), jars()).toArray(Path[]::new));
    }

    private static ForkedJvm onTheModulePath(String module) throws Exception {
        var jars = jars().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return ForkedJvm.of(ScriptedLogin.class)
                .classPath(application().toArray(Path[]::new))
                .jvmOptions("--module-path", jars, "--add-modules", module);
    }

    /** By its name, as one line of java.security does it: the number behind the last of the JDK's own. */
    private ForkedJvm registered(ForkedJvm jvm) throws Exception {
        int number = Security.getProviders().length + 1;
        var properties = Files.writeString(dir.resolve("java.security"), "security.provider." + number + "=SSPI-JAAS\n");
        return jvm.property("java.security.properties", properties);
    }

    private static List<String> said(String module) {
        return List.of("[" + module + "]", "alice@SCRIPTED.TEST", "1 handle, 1 ticket", "0 left");
    }

    private List<String> lines(ForkedJvm jvm) throws Exception {
        var result = jvm.input("alice secret\n").run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.lines();
    }

    private static Stream<Path> application() throws URISyntaxException {
        return Stream.of(Places.of(ScriptedLogin.class));
    }

    private static Stream<Path> jars() throws Exception {
        return Stream.concat(
                Stream.of(Places.of(SspiLoginModule.class), Places.of(Sspi.class)), Places.ofWhatTheProviderNeeds().stream());
    }
}
