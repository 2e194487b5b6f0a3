package org.sspi4j.tools.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sspi4j.api.ContextFlag.CONFIDENTIALITY;
import static org.sspi4j.api.ContextFlag.INTEGRITY;
import static org.sspi4j.api.ContextFlag.MUTUAL_AUTH;
import static org.sspi4j.api.ContextFlag.REPLAY_DETECT;
import static org.sspi4j.api.ContextFlag.SEQUENCE_DETECT;
import static org.sspi4j.tools.demo.DemoService.THE_PROCESS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;

/** The demo from its first step to its last. */
final class Demo {
    private static final String REALM = "EXAMPLE.COM";
    private static final String ALICE = Alice.NAME + "@" + REALM;
    private static final String SERVICE = "HTTP/web.example.com";
    private static final Set<ContextFlag> WANTED =
            Set.of(MUTUAL_AUTH, REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY, INTEGRITY);
    private static final String SECRET_TEXT = "Meet me at noon, by the old mill.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Steps steps;
    private final DemoFolder folder;
    private final Alice alice;
    private final boolean keep;

    /** @param keep whether to leave the files of the run where they are */
    Demo(Steps steps, DemoFolder folder, Alice alice, boolean keep) {
        this.steps = steps;
        this.folder = folder;
        this.alice = alice;
        this.keep = keep;
    }

    /** @throws StepFailedException if a step failed; it is shown already */
    void run() throws StepFailedException {
        try (var kdc = steps.step("Start a KDC for the realm " + REALM, this::startKdc)) {
            var traffic = KdcTraffic.of(kdc);
            var port = new int[1];
            try (var service = steps.step("Start a service in a second JVM, which logs in from its keytab",
                    telling -> startService(traffic, port, telling))) {
                var subject = steps.step("Log alice in with her password", telling -> logIn(traffic, telling));
                try (var wire = steps.step("Connect alice to the service over TCP", telling -> connect(port[0], telling));
                        var credential = steps.step("Acquire alice's credential from her Subject",
                                telling -> credential(subject, telling))) {
                    var established = steps.step("Establish a security context",
                            telling -> establish(credential, wire, service, traffic, telling));
                    try (var context = established.context()) {
                        var sealing = new Sealing(context);
                        steps.act("Exchange sealed messages", telling -> exchangeSealed(sealing, wire, service, telling));
                        steps.act("Alter a sealed message on its way, and send it twice",
                                telling -> attack(sealing, wire, service, telling));
                        steps.act("Let the service act as alice", telling -> impersonate(sealing, wire, service, telling));
                    }
                }
                steps.act("Log out on both sides, and clean up", telling -> logOut(service, telling));
            }
        }
    }

    private EmbeddedKdc startKdc(Steps.Telling telling) throws Exception {
        var kdc = EmbeddedKdc.start(REALM);
        try {
            kdc.addUser(Alice.NAME, alice.password()).addService(SERVICE);
            kdc.krb5Conf(folder.krb5Conf());
            kdc.keytab(SERVICE, folder.keytab());
            folder.writeJaas(ALICE, SERVICE + "@" + REALM);
            telling.note("It listens at 127.0.0.1:" + kdc.tcpAddress().getPort() + ", and knows alice and " + SERVICE + ".");
            telling.note("krb5.conf, jaas.conf and the service's keytab are in " + folder.path());
            telling.equal("nobody else may look into that folder", "rwx------", folder.permissions());
            return kdc;
        } catch (Exception e) {
            kdc.close();
            throw e;
        }
    }

    private ServiceProcess startService(KdcTraffic traffic, int[] port, Steps.Telling telling) throws Exception {
        var service = ServiceProcess.start(folder.path(), PATIENCE);
        try {
            var ready = service.expect("ready");
            port[0] = Integer.parseInt(ready.text("port"));
            telling.note("Process " + service.pid() + ", Java " + ready.text("java") + ", listens at 127.0.0.1:" + port[0]);
            telling.equal("the service's Subject", List.of(SERVICE + "@" + REALM), ready.list("subject"));
            telling.check("the keytab was enough: the KDC was asked nothing", traffic.tell("service", telling).isEmpty());
            return service;
        } catch (Exception e) {
            service.close();
            throw e;
        }
    }

    private Subject logIn(KdcTraffic traffic, Steps.Telling telling) throws Exception {
        var subject = alice.login(folder);
        var messages = traffic.tell(Alice.NAME, telling);
        telling.check("the KDC granted a ticket after it had seen proof of the password",
                messages.equals(List.of("AS-REQ", "KRB-ERROR 25", "AS-REQ", "AS-REP")));
        telling.check("the password is nowhere in the " + traffic.bytes().length + " bytes to and from the KDC",
                !contains(traffic.bytes(), new String(alice.password())));
        telling.equal("alice's Subject", List.of(ALICE), DemoService.names(subject));
        for (var handle : subject.getPrivateCredentials(CredHandle.class)) {
            telling.decided(Alice.NAME, sentences(handle.decisions()));
        }
        telling.note("It holds: " + Alice.credentials(subject));
        return subject;
    }

    private Wire connect(int port, Steps.Telling telling) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
            telling.note("From " + socket.getLocalSocketAddress() + " to " + socket.getRemoteSocketAddress());
            return new Wire(socket, PATIENCE);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private CredHandle credential(Subject subject, Steps.Telling telling) throws Exception {
        var credential = Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.OUTBOUND, Identity.of(subject), KerberosConfig.load(folder.krb5Conf()));
        try {
            telling.equal("the credential's name", ALICE, credential.name().orElse("nobody's"));
            return credential;
        } catch (StepFailedException e) {
            credential.close();
            throw e;
        }
    }

    private ContextResult establish(
            CredHandle credential, Wire wire, ServiceProcess service, KdcTraffic traffic, Steps.Telling telling)
            throws Exception {
        var result = Sspi.initializeSecurityContext(credential, null, SERVICE, WANTED, new byte[0]);
        var messages = traffic.tell(Alice.NAME, telling);
        while (result.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
            wire.send(result.token());
            telling.sent(Alice.NAME, "service", "context token", result.token());
            var answer = wire.receive();
            telling.sent("service", Alice.NAME, "context token", answer);
            result = Sspi.initializeSecurityContext(credential, result.context(), SERVICE, WANTED, answer);
        }
        var report = service.expect("established");
        telling.check("one ticket for " + SERVICE + " was asked of the KDC, with the one alice had",
                messages.equals(List.of("TGS-REQ", "TGS-REP")));
        telling.equal("alice's status", SecurityStatus.SEC_E_OK, result.status());
        telling.equal("the service knows its client", ALICE, report.text("client"));
        telling.equal("alice knows the service", SERVICE + "@" + REALM,
                result.context().query(ContextAttribute.NATIVE_NAMES).serverName());
        telling.check("alice was granted: " + String.join(", ", DemoService.flags(result.flags())),
                result.flags().containsAll(WANTED));
        var flags = report.list("flags").stream().map(Object::toString).toList();
        telling.check("the service was granted: " + String.join(", ", flags), flags.containsAll(DemoService.flags(WANTED)));
        telling.decided(Alice.NAME, sentences(result.context().decisions()));
        telling.decided("service", report.list("decisions").stream().map(Object::toString).toList());
        telling.note("The context ends at " + result.expiry());
        return result;
    }

    private void exchangeSealed(Sealing sealing, Wire wire, ServiceProcess service, Steps.Telling telling) throws Exception {
        telling.note("alice seals " + SECRET_TEXT.length() + " bytes: " + SECRET_TEXT);
        var sealed = sealing.seal(SECRET_TEXT);
        wire.send(sealed);
        telling.sent(Alice.NAME, "service", "sealed message", sealed);
        var report = service.expect("unsealed");
        telling.equal("the service read", SECRET_TEXT, report.text("text"));
        telling.check("it was encrypted, and not only signed", report.text("confidential").equals("true"));
        var answer = wire.receive();
        telling.sent("service", Alice.NAME, "sealed message", answer);
        var unsealed = sealing.unseal(answer);
        telling.equal("alice read", "I have read " + SECRET_TEXT.length() + " characters.", unsealed.text());
        telling.check("neither text is anywhere in the " + wire.seen().length + " bytes on the wire so far",
                !contains(wire.seen(), SECRET_TEXT) && !contains(wire.seen(), unsealed.text()));
    }

    private void attack(Sealing sealing, Wire wire, ServiceProcess service, Steps.Telling telling) throws Exception {
        var text = "Pay 10 to Bob.";
        var sealed = sealing.seal(text);
        var altered = sealed.clone();
        altered[altered.length - 1] ^= 1;
        wire.send(altered);
        telling.sent("mallory", "service", "one bit is changed", altered);
        telling.equal("the service refuses it", "SEC_E_MESSAGE_ALTERED", service.expect("refused").text("status"));
        wire.send(sealed);
        telling.sent(Alice.NAME, "service", "as it was sealed", sealed);
        telling.equal("the service read", text, service.expect("unsealed").text("text"));
        sealing.unseal(wire.receive());
        wire.send(sealed);
        telling.sent("mallory", "service", "the same again", sealed);
        telling.equal("the service refuses it", "SEC_E_OUT_OF_SEQUENCE", service.expect("refused").text("status"));
    }

    private void impersonate(Sealing sealing, Wire wire, ServiceProcess service, Steps.Telling telling) throws Exception {
        var sealed = sealing.seal(DemoService.WHO_AM_I);
        wire.send(sealed);
        telling.sent(Alice.NAME, "service", "sealed message", sealed);
        telling.equal("the service read", DemoService.WHO_AM_I, service.expect("unsealed").text("text"));
        var report = service.expect("impersonated");
        telling.equal("the service's thread before", THE_PROCESS, report.text("before"));
        telling.equal("while it impersonates its client", ALICE, report.text("impersonating"));
        telling.equal("with the Subject", List.of(ALICE), report.list("subject"));
        telling.equal("at the level", "IMPERSONATION", report.text("level"));
        telling.equal("after that block", THE_PROCESS, report.text("between"));
        telling.equal("inside callAs", ALICE, report.text("inside"));
        telling.equal("where the JDK, too, sees the Subject", List.of(ALICE), report.list("jdkInside"));
        telling.equal("after callAs", THE_PROCESS, report.text("after"));
        telling.check("the JDK saw no Subject before, and sees none afterwards",
                report.list("jdkBefore").isEmpty() && report.list("jdkAfter").isEmpty());
        var answer = wire.receive();
        telling.sent("service", Alice.NAME, "sealed message", answer);
        telling.equal("alice read", "You are " + ALICE + ".", sealing.unseal(answer).text());
    }

    private void logOut(ServiceProcess service, Steps.Telling telling) throws Exception {
        telling.check("the service's Subject is empty", service.expect("ended").list("subject").isEmpty());
        telling.equal("the service's exit status", 0, service.end());
        var subject = alice.logout();
        telling.check("alice's Subject is empty",
                subject.getPrincipals().isEmpty() && subject.getPrivateCredentials().isEmpty());
        if (keep) {
            telling.note("Kept: " + folder.path());
        } else {
            folder.delete();
            telling.check(folder.path() + " is gone", Files.notExists(folder.path()));
        }
    }

    private static List<String> sentences(List<Decision> decisions) {
        return decisions.stream().map(Decision::toString).toList();
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).contains(new String(text.getBytes(UTF_8), ISO_8859_1));
    }
}
