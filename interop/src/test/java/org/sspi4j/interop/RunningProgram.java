package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A program of a peer's that is talked with while it runs. It ends with {@link #close} at the latest. */
final class RunningProgram implements Closeable {
    private static final int SECONDS = 15;

    private final List<String> command;
    private final Process process;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private boolean ended;

    private RunningProgram(List<String> command, Process process) {
        this.command = command;
        this.process = process;
    }

    static RunningProgram start(Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var program = new RunningProgram(command, builder.start());
        var listener = new Thread(program::listen, command.get(0));
        listener.setDaemon(true);
        listener.start();
        return program;
    }

    private void listen() {
        var piece = new byte[1 << 16];
        try (var output = process.getInputStream()) {
            for (int n = output.read(piece); n >= 0; n = output.read(piece)) {
                hear(piece, n);
            }
        } catch (IOException e) {
            // it was ended in the middle of a word
        }
        hear(piece, -1);
    }

    private synchronized void hear(byte[] piece, int length) {
        if (length < 0) {
            ended = true;
        } else {
            printed.write(piece, 0, length);
        }
        notifyAll();
    }

    /** All that it has printed so far, an octet as a character. */
    synchronized String printed() {
        return printed.toString(ISO_8859_1);
    }

    /** Until it has printed this. */
    void awaits(String words) throws InterruptedException {
        awaits(Pattern.compile(Pattern.quote(words)));
    }

    /** Until it has printed something like this. */
    synchronized MatchResult awaits(Pattern words) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            var found = words.matcher(printed());
            if (found.find()) {
                return found.toMatchResult();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                var expected = words.pattern();
                return fail((ended ? "It has ended without \"" : "It does not print \"")
                        + expected.substring(0, Math.min(80, expected.length())) + "\": " + this);
            }
            wait(left);
        }
    }

    /** Types this. */
    void say(String text) throws IOException {
        say(text.getBytes(ISO_8859_1));
    }

    private void say(byte[] text) throws IOException {
        var input = process.getOutputStream();
        input.write(text);
        input.flush();
    }

    /** Types more than fits into a pipe. */
    CompletableFuture<Void> saying(byte[] text) {
        return CompletableFuture.runAsync(() -> {
            try {
                say(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The end of what is typed. */
    void hangUp() throws IOException {
        process.getOutputStream().close();
    }

    /** Asks it to end, so that it cleans up. */
    void terminate() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), command::toString);
    }

    /** From one instruction to the next: its connections end without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), command::toString);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command, and the end of what it printed. */
    @Override
    public String toString() {
        var text = printed();
        return String.join(" ", command) + "\n" + text.substring(Math.max(0, text.length() - 2000));
    }
}
