package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that is talked with line by line: a word, and in most lines tokens in Base64. */
final class LineProgram implements Closeable {
    private static final int SECONDS = 15;
    private static final String END = "the end of what it says";

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private LineProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        var listener = new Thread(this::listen, name);
        listener.setDaemon(true);
        listener.start();
    }

    /** @param environment what it has beside ours */
    static LineProgram start(Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return new LineProgram(command.get(0), builder.start());
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // it was ended in the middle of a word
        }
        lines.add(END);
    }

    /** Says a line and hears one. */
    String ask(String line) throws Exception {
        say(line);
        return hear();
    }

    void say(String line) throws IOException {
        var input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    String hear() throws InterruptedException {
        var line = Optional.ofNullable(lines.poll(SECONDS, TimeUnit.SECONDS));
        assertTrue(line.isPresent() && !line.get().equals(END), name + " says nothing");
        return line.get();
    }

    static String base64(byte[] token) {
        return Base64.getEncoder().encodeToString(token);
    }

    /** What a line says after a word. */
    static byte[] token(String line, String word) {
        assertTrue(line.startsWith(word + " "), line);
        return Base64.getDecoder().decode(line.substring(word.length() + 1));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertNotNull(process.onExit().get(SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError(name + " stays", e);
        }
    }
}
