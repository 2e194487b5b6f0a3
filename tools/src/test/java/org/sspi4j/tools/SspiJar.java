package org.sspi4j.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code java -jar target/sspi.jar}, with this Java. */
public final class SspiJar {
    private static final long SECONDS = 60;

    private SspiJar() {}

    /** @param output what it said on standard output; on standard error, if that is what was asked for */
    public record Result(int exitStatus, String output, String errors) {}

    /** Runs it to its end. */
    public static Result run(Map<String, String> environment, String... arguments) throws Exception {
        try (var running = start(environment, arguments)) {
            running.in.close();
            var said = new ArrayList<String>();
            for (var line = running.line(); line.isPresent(); line = running.line()) {
                said.add(line.get());
            }
            int status = running.exitStatus();
            return new Result(status, String.join("\n", said), Files.readString(running.errors));
        }
    }

    public static Running start(Map<String, String> environment, String... arguments) throws IOException {
        var jar = Path.of("target", "sspi.jar");
        assertTrue(Files.exists(jar), jar.toAbsolutePath() + " is not there: the test runs after package");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        var errors = Files.createTempFile("sspi", ".err");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new Running(builder.start(), errors);
    }

    /** A process with its lines. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final Path errors;
        private final PrintStream in;
        private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

        private Running(Process process, Path errors) {
            this.process = process;
            this.errors = errors;
            this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            var reader = new Thread(this::read, "sspi.jar");
            reader.setDaemon(true);
            reader.start();
        }

        /** A line in, a line out. */
        public String ask(String line) throws Exception {
            in.print(line + "\n");
            in.flush();
            return line().orElseThrow(() -> new AssertionError("It ended instead of answering " + line));
        }

        /** Ends the input; the exit status. */
        public int end() throws Exception {
            in.close();
            assertTrue(line().isEmpty(), "Something is said after the end of the input");
            return exitStatus();
        }

        /** What was said on standard error. */
        public String errors() throws IOException {
            return Files.readString(errors);
        }

        /** What it says until there is a line with these words, that one with it. */
        public String until(String words) throws InterruptedException {
            var said = new StringBuilder();
            for (var line = line(); line.isPresent(); line = line()) {
                said.append(line.get()).append('\n');
                if (line.get().contains(words)) {
                    return said.toString();
                }
            }
            throw new AssertionError("It ended without \"" + words + "\": " + said);
        }

        /** As Ctrl-C does; waits for its end. */
        public void interrupt() throws InterruptedException {
            process.destroy();
            exitStatus();
        }

        private Optional<String> line() throws InterruptedException {
            var line = lines.poll(SECONDS, TimeUnit.SECONDS);
            assertTrue(line != null, "Nothing was said for " + SECONDS + " s");
            return line;
        }

        private int exitStatus() throws InterruptedException {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "It does not end");
            return process.exitValue();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            Files.delete(errors);
        }

        private void read() {
            try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(Optional.of(line));
                }
            } catch (IOException e) {
                // It is gone.
            }
            lines.add(Optional.empty());
        }
    }
}
