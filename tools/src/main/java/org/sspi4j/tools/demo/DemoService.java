package org.sspi4j.tools.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginContext;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/**
 * The service of the demo, in a JVM of its own: logs in from a keytab, accepts one connection, establishes a context, answers
 * sealed messages, impersonates its client when asked to. What it sees it reports on standard output.
 */
final class DemoService {
    /** What alice asks for at the end. */
    static final String WHO_AM_I = "Act as me, and tell me who I am.";
    /** Who a thread acts as when it impersonates nobody. */
    static final String THE_PROCESS = "the process itself";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private DemoService() {}

    /** @param arguments the folder with the files of the run */
    public static void main(String... arguments) throws Exception {
        endWithParent();
        var service = new DemoService();
        try {
            service.serve(new DemoFolder(Path.of(arguments[0])));
        } catch (Exception e) {
            service.report(Report.of(Report.FAILURE).with("text", String.valueOf(e)));
            System.exit(1);
        }
    }

    private void serve(DemoFolder folder) throws Exception {
        var login = new LoginContext("service", null, null, folder.logins());
        login.login();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var credential = Sspi.acquireCredentialsHandle(
                        "Kerberos",
                        CredentialUse.INBOUND,
                        Identity.of(login.getSubject()),
                        KerberosConfig.load(folder.krb5Conf()))) {
            report(Report.of("ready")
                    .with("java", Runtime.version().toString())
                    .with("subject", names(login.getSubject()))
                    .with("port", socket.getLocalPort()));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try (var wire = new Wire(socket.accept(), PATIENCE)) {
                var result = Sspi.acceptSecurityContext(credential, null, Set.of(), wire.receive());
                while (result.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
                    wire.send(result.token());
                    result = Sspi.acceptSecurityContext(credential, result.context(), Set.of(), wire.receive());
                }
                if (result.token().length > 0) {
                    wire.send(result.token());
                }
                try (var context = result.context()) {
                    report(Report.of("established")
                            .with("client", context.query(ContextAttribute.NAMES).userName())
                            .with("flags", flags(result.flags()))
                            .with("decisions", context.decisions().stream().map(Decision::toString).toList()));
                    converse(context, wire);
                }
            }
        }
        login.logout();
        report(Report.of("ended").with("subject", names(login.getSubject())));
    }

    /** Until the client hangs up. A message that is refused is no reason to stop: the next one may be good. */
    private void converse(CtxtHandle context, Wire wire) throws Exception {
        var sealing = new Sealing(context);
        for (var message = wire.receiveIfAny(); message.isPresent(); message = wire.receiveIfAny()) {
            Sealing.Unsealed unsealed;
            try {
                unsealed = sealing.unseal(message.get());
            } catch (SspiException e) {
                report(Report.of("refused").with("status", e.status().name()));
                continue;
            }
            report(Report.of("unsealed").with("text", unsealed.text()).with("confidential", unsealed.confidential()));
            wire.send(sealing.seal(unsealed.text().equals(WHO_AM_I)
                    ? "You are " + actedAs(context) + "."
                    : "I have read " + unsealed.text().length() + " characters."));
        }
    }

    /** Twice: for this library only, and with a Subject that every library sees. */
    private String actedAs(CtxtHandle context) throws Exception {
        var report = Report.of("impersonated").with("before", self()).with("jdkBefore", jdk());
        try (var impersonation = context.impersonate()) {
            report.with("name", impersonation.token().userName())
                    .with("level", impersonation.token().level().name())
                    .with("impersonating", self())
                    .with("subject", Sspi.effectiveSubject().map(DemoService::names).orElse(List.of()));
        }
        report.with("between", self());
        var name = context.callAs(() -> {
            report.with("inside", self()).with("jdkInside", jdk());
            return self();
        });
        report(report.with("after", self()).with("jdkAfter", jdk()));
        return name;
    }

    private static String self() {
        return Sspi.threadToken().map(AccessToken::userName).orElse(THE_PROCESS);
    }

    private static List<String> jdk() throws ReflectiveOperationException {
        Optional<Subject> current = CurrentSubject.ofTheJdk();
        return current.map(DemoService::names).orElse(List.of());
    }

    /** The principals' names, without their types. */
    static List<String> names(Subject subject) {
        return subject.getPrincipals().stream().map(Principal::getName).sorted().toList();
    }

    static List<String> flags(Set<ContextFlag> flags) {
        return flags.stream().sorted().map(Enum::name).toList();
    }

    private void report(Report report) throws IOException {
        out.println(report.line());
    }

    /** Standard input is a pipe that nobody writes to: when it ends, so has whoever started this. */
    private static void endWithParent() {
        var watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The pipe is broken, which says the same.
            }
            Runtime.getRuntime().halt(3);
        }, "end with parent");
        watch.setDaemon(true);
        watch.start();
    }
}
