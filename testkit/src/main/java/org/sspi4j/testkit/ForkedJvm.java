package org.sspi4j.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a main class in a JVM of its own, with the running JDK and class path: what needs JVM-global properties, as the JDK's own Kerberos
 * does, is tested there.
 *
 * <pre>{@code
 * ForkedJvm.Result result = ForkedJvm.of(Login.class)
 *         .property("java.security.krb5.conf", krb5Conf)
 *         .arguments("alice")
 *         .input("secret\n")
 *         .run();
 * assertEquals(0, result.exitStatus(), result.errors());
 * }</pre>
 */
public final class ForkedJvm {
    private final String mainClass;
    private List<String> starter = List.of();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private byte[] input = {};
    private Duration timeLimit = Duration.ofSeconds(60);

    /**
     * How a JVM ended and what it said.
     *
     * @param exitStatus 0 if main returned
     * @param output its standard output
     * @param errors its standard error: stack traces, warnings
     */
    public record Result(int exitStatus, String output, String errors) {
        /** The lines of the output. */
        public List<String> lines() {
            return output.lines().toList();
        }
    }

    private ForkedJvm(String mainClass) {
        this.mainClass = mainClass;
    }

    /** @param mainClass a class of the running class path with a {@code main} method */
    public static ForkedJvm of(Class<?> mainClass) {
        return new ForkedJvm(mainClass.getName());
    }

    /** Sets a system property ({@code -Dname=value}). Others on the machine can read it: a secret goes into {@link #input}. */
    public ForkedJvm property(String name, Object value) {
        return jvmOptions("-D" + name + "=" + value);
    }

    /** Adds options of {@code java}, such as {@code --add-exports=...}. */
    public ForkedJvm jvmOptions(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** Adds arguments of {@code main}. */
    public ForkedJvm arguments(String... values) {
        arguments.addAll(List.of(values));
        return this;
    }

    /** Sets an environment variable beside those of this JVM. */
    public ForkedJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Uses another class path than this JVM's. */
    public ForkedJvm classPath(Path... entries) {
        this.classPath = String.join(File.pathSeparator, List.of(entries).stream().map(Path::toString).toList());
        return this;
    }

    /** Has {@code java} started by another command, which changes what the process may do: {@code setpriv}, {@code nice}. */
    public ForkedJvm startedBy(String... command) {
        this.starter = List.of(command);
        return this;
    }

    /** Uses another JDK than the running one. */
    public ForkedJvm javaHome(Path home) {
        this.java = home.resolve("bin").resolve("java");
        return this;
    }

    /** What the JVM reads from its standard input, in UTF-8; nothing at first. */
    public ForkedJvm input(String text) {
        this.input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** How long it may run, 60 seconds at first. */
    public ForkedJvm timeLimit(Duration limit) {
        this.timeLimit = limit;
        return this;
    }

    /**
     * Runs it to its end.
     *
     * @throws IOException if it cannot be started
     * @throws TimeoutException if it had to be killed; the message holds what it had said
     */
    public Result run() throws IOException, InterruptedException, TimeoutException {
        Path dir = Files.createTempDirectory("forked-jvm");
        Path stdin = dir.resolve("stdin");
        Path stdout = dir.resolve("stdout");
        Path stderr = dir.resolve("stderr");
        try {
            // Files, and no pipes: nobody has to empty them.
            Files.write(stdin, input);
            var builder = new ProcessBuilder(command())
                    .redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = false;
            try {
                ended = process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                if (!ended) {
                    kill(process);
                }
            }
            if (!ended) {
                throw new TimeoutException("%s was killed after %s%n%s%s"
                        .formatted(mainClass, timeLimit, Files.readString(stdout), Files.readString(stderr)));
            }
            return new Result(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
        } finally {
            for (Path file : List.of(stdin, stdout, stderr, dir)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<String> command() {
        var command = new ArrayList<>(starter);
        command.add(java.toString());
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
