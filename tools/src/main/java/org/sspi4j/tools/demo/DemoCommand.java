package org.sspi4j.tools.demo;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sspi demo}. */
@Command(
        name = "demo",
        description = "Logs a user in at a KDC of its own, lets her talk to a service in a second JVM, and shows what goes over "
                + "the wire. Everything happens on this machine; nothing of it is changed.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:every step held", "1:a step failed", "2:called wrongly"})
public final class DemoCommand implements Callable<Integer> {
    @Option(names = {"-v", "--verbose"}, description = "Shows every byte that is sent, and what was decided and why.")
    private boolean verbose;

    @Option(names = "--keep", description = "Leaves krb5.conf, jaas.conf and keytab where they are.")
    private boolean keep;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        var screen = Screen.standard(verbose);
        screen.title("A Kerberos logon, a security context and an impersonation, on Java " + Runtime.version());
        var folder = DemoFolder.create();
        if (!keep) {
            // Also when somebody interrupts the demo.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        }
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

    private static void delete(DemoFolder folder) {
        try {
            folder.delete();
        } catch (IOException e) {
            System.err.println("sspi demo: " + folder.path() + " stays: " + e.getMessage());
        }
    }
}
