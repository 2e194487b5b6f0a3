package org.sspi4j.tools.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The second JVM, with this Java and this class path. It is killed when it is closed, if it has not ended by then. */
final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final Duration patience;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private ServiceProcess(Process process, Duration patience) {
        this.process = process;
        this.patience = patience;
    }

    /** @param patience how long to wait for a report, and for the end */
    static ServiceProcess start(Path folder, Duration patience) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), DemoService.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var service = new ServiceProcess(process, patience);
        var reader = new Thread(service::read, "reports of the service");
        reader.setDaemon(true);
        reader.start();
        return service;
    }

    long pid() {
        return process.pid();
    }

    /**
     * The next report.
     *
     * @throws StepFailedException if it is another one, or none comes in time
     */
    Report expect(String event) throws StepFailedException, InterruptedException, IOException {
        var line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new StepFailedException(
                    "The service reported nothing for " + patience.toSeconds() + " s; expected was " + event);
        }
        if (line.isEmpty()) {
            throw new StepFailedException("The service ended instead of reporting " + event);
        }
        var report = Report.parse(line.get());
        if (report.event().equals(Report.FAILURE)) {
            throw new StepFailedException("The service failed: " + report.text("text"));
        }
        if (!report.event().equals(event)) {
            throw new StepFailedException("The service reported " + line.get() + " instead of " + event);
        }
        return report;
    }

    /**
     * The exit status, when the service ends by itself.
     *
     * @throws StepFailedException if it does not
     */
    int end() throws StepFailedException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StepFailedException("The service does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            // The process is gone, which is what the end of the lines says.
        }
        lines.add(Optional.empty());
    }
}
