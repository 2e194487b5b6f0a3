package org.sspi4j.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.tools.SspiCommand;
import org.sspi4j.tools.SspiJar;

class DemoIT {
    private static final Pattern FOLDER = Pattern.compile("keytab are in (\\S+)");

    @Test
    void everyStepHoldsAndNothingElseIsOnTheScreen() throws Exception {
        var result = SspiJar.run(Map.of("LC_ALL", "C.UTF-8"), "demo");
        assertEquals(0, result.exitStatus(), result.output() + result.errors());
        assertEquals("", result.errors());
        assertTrue(result.output().endsWith("\nAll 10 steps held."), result.output());
        for (int number = 1; number <= 10; number++) {
            assertTrue(result.output().contains(String.format("%n%2d ✔ ", number)), result.output());
        }
        assertTrue(result.output().contains("the service read: Meet me at noon"), result.output());
        assertTrue(result.output().contains("inside callAs: alice@EXAMPLE.COM"), result.output());
        assertFalse(result.output().contains("\033"), "colours, and no terminal");
        assertFalse(Files.exists(folder(result.output())));
    }

    @Test
    void withoutUnicodeItIsReadableToo() throws Exception {
        var result = SspiJar.run(Map.of("LC_ALL", "C"), "demo");
        assertEquals(0, result.exitStatus(), result.output() + result.errors());
        assertTrue(result.output().chars().allMatch(c -> c < 128), result.output());
        assertTrue(result.output().contains("\n 1 ok Start"), result.output());
    }

    @Test
    void keepLeavesTheFilesAndVerboseShowsEveryByte() throws Exception {
        var result = SspiJar.run(Map.of("LC_ALL", "C.UTF-8"), "demo", "--keep", "--verbose");
        assertEquals(0, result.exitStatus(), result.output() + result.errors());
        var folder = folder(result.output());
        try {
            for (var name : new String[] {"krb5.conf", "jaas.conf", "service.keytab"}) {
                assertTrue(Files.exists(folder.resolve(name)), name);
            }
            assertTrue(result.output().contains("Kept: " + folder), result.output());
            assertTrue(result.output().contains("\n         0000  6c 82 "), result.output());
            assertFalse(result.output().contains("…"), result.output());
        } finally {
            new DemoFolder(folder).delete();
        }
    }

    @Test
    void aStepThatFailsIsTheLastAndTheExitStatusSaysSo() throws Exception {
        // Without the login module on the class path the service cannot log in.
        var classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jaas-module"))
                .map(Path::of)
                .toArray(Path[]::new);
        var result = ForkedJvm.of(SspiCommand.class).classPath(classPath).arguments("demo").run();
        assertEquals(1, result.exitStatus(), result.output());
        var last = result.lines().get(result.lines().size() - 1);
        assertTrue(last.startsWith("Step 2 failed: Start a service"), result.output());
        assertTrue(last.contains("SspiLoginModule"), last);
        assertFalse(result.output().contains("\n 3 "), result.output());
        assertFalse(Files.exists(folder(result.output())));
    }

    private static Path folder(String output) {
        var match = FOLDER.matcher(output);
        assertTrue(match.find(), output);
        return Path.of(match.group(1));
    }
}
