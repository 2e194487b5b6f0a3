package org.sspi4j.tomcat.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tomcat in a JVM of its own, since much of what it sets is the JVM's, with this Java and this class path. It ends when it is closed, or
 * when the JVM that started it does.
 */
public final class TomcatProcess implements AutoCloseable {
    private static final int SECONDS = 60;

    private final Process process;
    private final Path log;
    private final Map<String, Integer> ports = new HashMap<>();

    private TomcatProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Returns when it listens.
     *
     * @param catalinaBase with its server.xml; the log is put beside it
     * @param krb5Conf for both implementations of Kerberos
     */
    public static TomcatProcess start(Path catalinaBase, Path krb5Conf, String... jvmOptions) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of(
                "-Dcatalina.base=" + catalinaBase,
                "-Dcatalina.home=" + catalinaBase,
                "-Djava.security.krb5.conf=" + krb5Conf,
                "-Djava.io.tmpdir=" + Files.createDirectories(catalinaBase.resolve("temp")),
                "-XX:TieredStopAtLevel=1",
                // As in Tomcat's own catalina.properties, which names them one by one: nothing is looked for in the jars around it.
                "-Dtomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar",
                "-cp", System.getProperty("java.class.path"),
                CatalinaMain.class.getName()));
        var log = catalinaBase.resolve("catalina.log");
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("KRB5_CONFIG", krb5Conf.toString());
        var tomcat = new TomcatProcess(builder.start(), log);
        try {
            tomcat.awaitReady();
            return tomcat;
        } catch (IOException | RuntimeException e) {
            tomcat.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IOException("Tomcat does not start:\n" + log());
            }
            var words = line.split(" ");
            ports.put(words[0], Integer.parseInt(words[1]));
        }
    }

    /** Of the connector of this scheme. */
    public int port(String scheme) {
        return ports.get(scheme);
    }

    /** All that it has said so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("Tomcat does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
