package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.jaas.outside.JdkContext;
import org.sspi4j.logon.Subjects;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.Transport;
import org.sspi4j.testkit.User;

/** Logins at a KDC that nobody here wrote, and what can be done with the Subjects. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = KerberosLoginIT.WEB)
class KerberosLoginIT {
    static final String WEB = "HTTP/web.example.com";
    private static final KerberosPrincipal ALICE = new KerberosPrincipal("alice@EXAMPLE.COM");

    @TempDir
    Path dir;

    @Krb5Conf
    Path krb5Conf;

    @Keytab(WEB)
    Path keytab;

    @Nested
    @DisplayName("a client")
    class Client {
        @Test
        void logsOnByPassword() throws Exception {
            var subject = login(Logins.says("alice", "secret")).getSubject();
            assertEquals(Set.of(ALICE), subject.getPrincipals());
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", ticket(subject).getServer().getName());
            assertTrue(ticket(subject).isCurrent());
            assertEquals(2, subject.getPrivateCredentials().size());
            assertEquals("alice@EXAMPLE.COM", handle(subject).name().orElseThrow());
            assertTrue(handle(subject).expiry().isBefore(Instant.now().plusSeconds(36_001)));
        }

        @Test
        void logsOnWithAnInlineConfiguration(EmbeddedKdc kdc) throws Exception {
            var options = Map.of("realm", "EXAMPLE.COM", "kdc", "tcp/127.0.0.1:" + kdc.tcpAddress().getPort());
            var login = Logins.context(new Subject(), Logins.says("alice", "secret"), Logins.kerberos(options));
            login.login();
            assertEquals(Set.of(ALICE), login.getSubject().getPrincipals());
            login.logout();
        }

        @Test
        void logsOnByKeytab() throws Exception {
            var subject = login(null, "useKeyTab", "true", "keyTab", keytab.toString(), "principal", WEB).getSubject();
            assertEquals(WEB + "@EXAMPLE.COM", ticket(subject).getClient().getName());
            assertTrue(subject.getPrivateCredentials(KeyTab.class).isEmpty());
        }

        @Test
        void logsOnByTicketCacheWithoutAskingTheKdc(EmbeddedKdc kdc) throws Exception {
            var cache = CcacheFile.of(ticket(login(Logins.says("alice", "secret")).getSubject()), dir.resolve("cc"));
            long asked = requests(kdc);
            var subject = login(null, "useTicketCache", "true", "ticketCache", "FILE:" + cache, "doNotPrompt", "true", "principal",
                    "alice").getSubject();
            assertEquals(Set.of(ALICE), subject.getPrincipals());
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", ticket(subject).getServer().getName());
            assertEquals(asked, requests(kdc));
        }

        @Test
        void aCacheOfAnotherRealmsNamesakeIsNotTaken() throws Exception {
            var cache = CcacheFile.of(ticket(login(Logins.says("alice", "secret")).getSubject()), dir.resolve("cc"));
            var elsewhere = Files.writeString(dir.resolve("krb5.conf"), "[libdefaults]\n  default_realm = EXAMPLE.ORG\n");
            var options = new HashMap<>(Map.of(
                    "useTicketCache", "true", "ticketCache", cache.toString(), "doNotPrompt", "true", "krb5Conf", elsewhere.toString()));
            Logins.context(new Subject(), null, Logins.kerberos(options)).login();
            options.put("principal", "alice@EXAMPLE.COM");
            Logins.context(new Subject(), null, Logins.kerberos(options)).login();
            options.put("principal", "alice");
            var refused = assertThrows(LoginException.class, () -> Logins.context(new Subject(), null, Logins.kerberos(options)).login());
            assertTrue(refused.getMessage().contains("is of alice@EXAMPLE.COM, not of alice"), refused::getMessage);
        }

        @Test
        void whoIsNotTheOwnerOfTheCacheLogsOnByKeytab() throws Exception {
            var cache = CcacheFile.of(ticket(login(Logins.says("alice", "secret")).getSubject()), dir.resolve("cc"));
            var subject = login(null, "useTicketCache", "true", "ticketCache", cache.toString(), "useKeyTab", "true", "keyTab",
                    keytab.toString(), "principal", WEB).getSubject();
            assertEquals(WEB + "@EXAMPLE.COM", ticket(subject).getClient().getName());
        }

        @Test
        void storesTheKeysOfItsPassword() throws Exception {
            var subject = login(Logins.says("alice", "secret"), "storeKey", "true").getSubject();
            assertFalse(subject.getPrivateCredentials(KerberosKey.class).isEmpty());
            assertEquals(CredentialUse.BOTH, handle(subject).use());
        }

        @Test
        void hasTicketsForItsServices(EmbeddedKdc kdc) throws Exception {
            var subject = login(Logins.says("alice", "secret"), "services", WEB).getSubject();
            assertEquals(
                    List.of("krbtgt/EXAMPLE.COM@EXAMPLE.COM", WEB + "@EXAMPLE.COM"),
                    subject.getPrivateCredentials().stream()
                            .filter(KerberosTicket.class::isInstance)
                            .map(ticket -> ((KerberosTicket) ticket).getServer().getName())
                            .toList());
            long asked = requests(kdc);
            try (var peer = handle(service(WEB).getSubject());
                    var accepted = established(handle(subject), peer)) {
                assertEquals("alice@EXAMPLE.COM", accepted.accessToken().userName());
            }
            assertEquals(asked, requests(kdc));
        }

        @Test
        void isToldWhichServicesThereAreNot() {
            var failure = assertThrows(
                    LoginException.class,
                    () -> login(
                            Logins.says("alice", "secret"), "services", "ldap/a.example.com " + WEB + " cifs/b.example.com"));
            assertTrue(failure.getMessage().contains("no ticket for ldap/a.example.com ("), failure.getMessage());
            assertTrue(failure.getMessage().contains("nor for cifs/b.example.com ("), failure.getMessage());
            assertEquals(
                    SecurityStatus.SEC_E_TARGET_UNKNOWN, ((SspiException) failure.getCause()).status());
        }

        @Test
        void logsOnManyTimesAtOnceWithOneConfiguration() throws Exception {
            var entry = LoginEntries.of(
                    "client", Map.of("principal", "alice", "services", WEB, "krb5Conf", krb5Conf.toString()));
            var configuration = Configuration.getInstance(
                    SspiJaasProvider.SSPI, entry, new SspiJaasProvider());
            Callable<Set<Object>> loginAndLogout = () -> {
                var login = new LoginContext("client", new Subject(), Logins.says("", "secret"), configuration);
                login.login();
                var held = Set.copyOf(login.getSubject().getPrivateCredentials());
                login.logout();
                assertTrue(login.getSubject().getPrivateCredentials().isEmpty());
                return held;
            };
            var threads = Executors.newFixedThreadPool(8);
            try {
                var handles = new HashSet<CredHandle>();
                for (var held : threads.invokeAll(Collections.nCopies(24, loginAndLogout))) {
                    held.get().stream().filter(CredHandle.class::isInstance).forEach(one -> handles.add((CredHandle) one));
                    assertEquals(3, held.get().size());
                }
                assertEquals(24, handles.size());
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void isGoneAfterLogout() throws Exception {
            var login = login(Logins.says("alice", "secret"));
            var ticket = ticket(login.getSubject());
            var handle = handle(login.getSubject());
            login.logout();
            assertTrue(ticket.isDestroyed());
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, handle::logon).status());
            assertTrue(login.getSubject().getPrivateCredentials().isEmpty());
        }
    }

    @Nested
    @DisplayName("a service")
    class Service {
        @Test
        void logsOnWithoutAskingTheKdc(EmbeddedKdc kdc) throws Exception {
            long asked = requests(kdc);
            var subject = service(WEB).getSubject();
            assertEquals(Set.of(new KerberosPrincipal(WEB + "@EXAMPLE.COM")), subject.getPrincipals());
            assertEquals(1, subject.getPrivateCredentials(KeyTab.class).size());
            assertTrue(subject.getPrivateCredentials(KerberosTicket.class).isEmpty());
            assertEquals(CredentialUse.INBOUND, handle(subject).use());
            assertEquals(asked, requests(kdc));
        }

        @Test
        void canBeEverybodyInItsKeytab() throws Exception {
            var subject = service("*").getSubject();
            assertEquals(Set.of(), subject.getPrincipals());
            assertFalse(subject.getPrivateCredentials(KeyTab.class).iterator().next().isBound());
        }

        @Test
        void whoIsNotInTheKeytabIsToldWhoIs() {
            var failure = assertThrows(CredentialNotFoundException.class, () -> service("HTTP/other.example.com"));
            assertTrue(failure.getMessage().contains(WEB), failure.getMessage());
        }
    }

    @Nested
    @DisplayName("failures")
    class Failures {
        @Test
        void aWrongPassword() {
            var failure = assertThrows(FailedLoginException.class, () -> login(Logins.says("alice", "Secret")));
            assertTrue(failure.getMessage().startsWith("SEC_E_LOGON_DENIED: "), failure.getMessage());
            assertFalse(failure.getMessage().contains("Secret"), failure.getMessage());
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, ((SspiException) failure.getCause()).status());
        }

        @Test
        void anUnknownUser() {
            assertThrows(FailedLoginException.class, () -> login(Logins.says("mallory", "secret")));
        }

        @Test
        void aRevokedUser(EmbeddedKdc kdc) {
            kdc.addUser("leaver", "secret").disable("leaver");
            assertThrows(AccountLockedException.class, () -> login(Logins.says("leaver", "secret")));
        }

        @Test
        void anOldKeytab(EmbeddedKdc kdc) {
            kdc.addService("HTTP/rotated.example.com");
            var old = kdc.keytab("HTTP/rotated.example.com", dir.resolve("old.keytab"));
            kdc.rotateKey("HTTP/rotated.example.com");
            assertThrows(FailedLoginException.class, () -> login(null, "useKeyTab", "true", "keyTab", old.toString(), "principal",
                    "HTTP/rotated.example.com"));
        }

        @Test
        void noKdc() {
            var gone = EmbeddedKdc.start("GONE.TEST");
            int port = gone.tcpAddress().getPort();
            gone.close();
            var options = Map.of("realm", "GONE.TEST", "kdc", "tcp/127.0.0.1:" + port);
            var failure = assertThrows(LoginException.class, () -> Logins.context(
                            new Subject(), Logins.says("alice", "secret"), Logins.kerberos(options))
                    .login());
            assertSame(LoginException.class, failure.getClass());
            assertTrue(failure.getMessage().startsWith("SEC_E_NO_AUTHENTICATING_AUTHORITY: "), failure.getMessage());
        }
    }

    @Nested
    @DisplayName("what is in the Subject")
    class Contents {
        @Test
        void isAnIdentityForContexts() throws Exception {
            var client = login(Logins.says("alice", "secret")).getSubject();
            try (var own = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, Identity.of(client));
                    var peer = handle(service(WEB).getSubject());
                    var accepted = established(own, peer)) {
                assertEquals("alice@EXAMPLE.COM", accepted.accessToken().userName());
            }
        }

        @Test
        void isTheDefaultUnderDoAsAndCallAs() throws Exception {
            var client = login(Logins.says("alice", "secret")).getSubject();
            PrivilegedExceptionAction<CredHandle> acquire =
                    () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null);
            try (var underDoAs = Subject.doAs(client, acquire);
                    var underCallAs = Subjects.callAs(client, acquire::run)) {
                assertEquals("alice@EXAMPLE.COM", underDoAs.name().orElseThrow());
                assertEquals("alice@EXAMPLE.COM", underCallAs.name().orElseThrow());
            }
        }

        @Test
        void outlivesItsLoginInContexts() throws Exception {
            var login = login(Logins.says("alice", "secret"));
            try (var peer = handle(service(WEB).getSubject());
                    var accepted = established(handle(login.getSubject()), peer)) {
                login.logout();
                assertEquals("alice@EXAMPLE.COM", accepted.accessToken().userName());
            }
        }

        @Test
        void servesTheGssApiOfTheJdkOnTheClassPath() throws Exception {
            var all = Stream.concat(Stream.of(Places.of(JdkContext.class)), ourJars()).toArray(Path[]::new);
            jdkContext(ForkedJvm.of(JdkContext.class).classPath(all));
        }

        @Test
        void servesTheGssApiOfTheJdkOnTheModulePath() throws Exception {
            var path = ourJars().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            jdkContext(ForkedJvm.of(JdkContext.class)
                    .classPath(Places.of(JdkContext.class))
                    .jvmOptions("--module-path", path, "--add-modules", "org.sspi4j.jaas"));
        }

        private void jdkContext(ForkedJvm jvm) throws Exception {
            var jaas = Files.writeString(dir.resolve("jaas.conf"), """
                    client {
                        org.sspi4j.jaas.SspiLoginModule required principal=alice krb5Conf="%1$s";
                    };
                    service {
                        org.sspi4j.jaas.SspiLoginModule required isInitiator=false storeKey=true useKeyTab=true
                            keyTab="%2$s" principal="HTTP/web.example.com" doNotPrompt=true krb5Conf="%1$s";
                    };
                    """.formatted(krb5Conf, keytab));
            var result = jvm.property("java.security.krb5.conf", krb5Conf)
                    .arguments(jaas.toString())
                    .input("secret\n")
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            assertEquals(List.of("alice@EXAMPLE.COM to " + WEB + "@EXAMPLE.COM", "true"), result.lines());
        }

        private Stream<Path> ourJars() throws Exception {
            return Stream.concat(
                    Stream.of(Places.of(SspiLoginModule.class), Places.of(Sspi.class)),
                    Places.ofWhatTheProviderNeeds().stream());
        }
    }

    private LoginContext login(CallbackHandler handler, String... namesAndValues) throws LoginException {
        var options = new HashMap<String, String>(Logins.options(namesAndValues));
        options.remove("package");
        options.put("krb5Conf", krb5Conf.toString());
        var login = Logins.context(new Subject(), handler, Logins.kerberos(options));
        login.login();
        return login;
    }

    private LoginContext service(String principal) throws LoginException {
        return login(null, "isInitiator", "false", "storeKey", "true", "useKeyTab", "true", "keyTab", keytab.toString(),
                "principal", principal, "doNotPrompt", "true");
    }

    /** Both ends in one thread: the acceptor's context. */
    private static CtxtHandle established(CredHandle client, CredHandle service) throws SspiException {
        var flags = Set.of(ContextFlag.MUTUAL_AUTH);
        var sent = Sspi.initializeSecurityContext(client, null, WEB, flags, new byte[0]);
        var answered = Sspi.acceptSecurityContext(service, null, flags, sent.token());
        var done = Sspi.initializeSecurityContext(client, sent.context(), WEB, flags, answered.token());
        assertEquals(SecurityStatus.SEC_E_OK, done.status());
        assertEquals(SecurityStatus.SEC_E_OK, answered.status());
        done.context().close();
        return answered.context();
    }

    private static KerberosTicket ticket(Subject subject) {
        return subject.getPrivateCredentials(KerberosTicket.class).iterator().next();
    }

    private static CredHandle handle(Subject subject) {
        return subject.getPrivateCredentials(CredHandle.class).iterator().next();
    }

    private static long requests(EmbeddedKdc kdc) {
        return kdc.requests(Transport.UDP) + kdc.requests(Transport.TCP);
    }
}
