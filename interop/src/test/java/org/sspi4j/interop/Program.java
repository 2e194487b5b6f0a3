package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of a peer's that has run: what it printed and how it ended. */
record Program(String printed, int exit) {
    /** @param input what it reads, fits into a pipe */
    static Program run(Map<String, String> environment, String input, List<String> command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            return new Program(printed, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    String succeeded() {
        assertEquals(0, exit, printed);
        return printed;
    }
}
