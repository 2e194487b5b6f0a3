package org.sspi4j.tools.demo;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sspi demo}. */
@Command(
        name = "demo",
        description = "Logs a user in at a KDC of its own, lets her talk to a service in a second JVM, and shows what goes over "
                + "the wire. Everything happens on this machine; nothing of it is changed.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:every step held", "1:a step failed", "2:called wrongly"})
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST = 65_535;

    @Option(names = {"-v", "--verbose"}, description = "Shows every byte that is sent, and what was decided and why.")
    private boolean verbose;

    @Option(names = "--keep", description = "Leaves krb5.conf, jaas.conf and keytab where they are.")
    private boolean keep;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "%nInstead, a page for a browser:%n")
    private Page page;

    /** What there is to say of the page. */
    private static final class Page {
        @Option(
                names = "--serve",
                required = true,
                description = "Serves a page on loopback that tells its readers who they are, by Kerberos or NTLM, and how that was "
                        + "found out; and prints how to read it.")
        private boolean serve;

        @Option(names = "--port", paramLabel = "N", description = "Where. If left out: a port that is free.")
        private int port;

        @Option(names = "--seconds", paramLabel = "N", description = "How long. If left out: until Ctrl-C.")
        private long seconds;

        @Option(
                names = "--allow",
                paramLabel = "NAME,NAME...",
                split = ",",
                description = "What NTLM takes only if it is named: curl's needs SERVER_NO_MIC,SERVER_NO_TARGET.")
        private List<NtlmAllowance> allowances = List.of();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (page != null && (page.port < 0 || page.port > MOST)) {
            throw new ParameterException(spec.commandLine(), "--port is a number from 0 to " + MOST + ", and not " + page.port);
        }
        var screen = Screen.standard(verbose);
        var folder = DemoFolder.create();
        if (!keep) {
            // Also when somebody interrupts the demo.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        }
        return page == null ? run(screen, folder) : serve(screen, folder);
    }

    private int run(Screen screen, DemoFolder folder) {
        screen.title("A Kerberos logon, a security context and an impersonation, on Java " + Runtime.version());
        try (var alice = new Alice()) {
            var steps = new Steps(screen, System::nanoTime);
            new Demo(steps, folder, alice, keep).run();
            steps.allHeld();
            return 0;
        } catch (StepFailedException e) {
            screen.end(false, e.getMessage());
            return 1;
        }
    }

    private int serve(Screen screen, DemoFolder folder) throws InterruptedException {
        screen.title("A page that tells its readers who they are, on Java " + Runtime.version());
        try (var serving = Serving.start(folder, page.port, Set.copyOf(page.allowances), screen::reader)) {
            screen.lines(serving.invitation());
            var end = new CountDownLatch(1);
            if (page.seconds > 0) {
                end.await(page.seconds, TimeUnit.SECONDS);
            } else {
                end.await();
            }
            return 0;
        } catch (IOException | SspiException | ConfigException e) {
            screen.end(false, "The page cannot be served: " + e.getMessage());
            return 1;
        }
    }

    private static void delete(DemoFolder folder) {
        try {
            folder.delete();
        } catch (IOException e) {
            System.err.println("sspi demo: " + folder.path() + " stays: " + e.getMessage());
        }
    }
}
