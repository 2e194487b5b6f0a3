package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkedJvmTest {
    /** Says what it was given. */
    static final class Echo {
        public static void main(String[] args) throws Exception {
            System.out.println(String.join(",", args));
            System.out.println(System.getProperty("some.property") + " " + System.getenv("SOME_VARIABLE"));
            System.out.println(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
            System.out.println(System.getProperty("java.home"));
            System.err.println("complaint");
            System.exit(7);
        }
    }

    /** Does not end by itself. */
    static final class Endless {
        public static void main(String[] args) throws Exception {
            System.out.println("pid " + ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }

    @Test
    void passesOnWhatItWasGivenAndCapturesWhatCameBack() throws Exception {
        ForkedJvm.Result result = ForkedJvm.of(Echo.class)
                .arguments("one", "two three")
                .property("some.property", "a value")
                .environment("SOME_VARIABLE", "set")
                .input("grüße")
                .run();
        assertEquals(7, result.exitStatus());
        assertEquals(
                List.of("one,two three", "a value set", "grüße", System.getProperty("java.home")), result.lines());
        assertTrue(result.errors().contains("complaint"), result.errors());
    }

    @Test
    void killsAJvmThatDoesNotEndInTime() {
        var e = assertThrows(TimeoutException.class, () -> ForkedJvm.of(Endless.class).timeLimit(Duration.ofSeconds(2)).run());
        var said = Pattern.compile("pid (\\d+)").matcher(e.getMessage());
        assertTrue(said.find(), e.getMessage());
        ProcessHandle.of(Long.parseLong(said.group(1))).ifPresent(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void saysWhatIsWrongWithTheClassPath(@TempDir Path empty) throws Exception {
        ForkedJvm.Result result = ForkedJvm.of(Echo.class).classPath(empty).run();
        assertEquals(1, result.exitStatus());
        assertTrue(result.errors().contains("ClassNotFoundException"), result.errors());
    }
}
