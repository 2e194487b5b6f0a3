package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSCredential.ACCEPT_ONLY;
import static org.ietf.jgss.GSSCredential.INDEFINITE_LIFETIME;
import static org.ietf.jgss.GSSCredential.INITIATE_AND_ACCEPT;
import static org.ietf.jgss.GSSCredential.INITIATE_ONLY;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.ietf.jgss.GSSName.NT_USER_NAME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.gss.Managers.failure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.logon.Subjects;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** Whose credentials a context gets, with a real KDC. */
@KerberosRealm(
        users = @User(name = "alice", password = "secret"),
        services = {"HTTP/web.example.com", "ldap/web.example.com"})
class KerberosCredentialsIT {
    private static final byte[] NOTHING = {};

    @Krb5Conf
    static Path krb5Conf;

    @Keytab({"HTTP/web.example.com", "ldap/web.example.com"})
    static Path keytab;

    @TempDir
    static Path empty;

    private static KerberosConfig config;
    private static SspiGssManager manager;

    @BeforeAll
    static void read() throws Exception {
        config = KerberosConfig.load(krb5Conf).toBuilder()
                .defaultKeytab("FILE:" + keytab)
                .defaultCcache("FILE:" + empty.resolve("none"))
                .build();
        manager = new SspiGssManager(config);
    }

    private static CredHandle alice(String password) throws Exception {
        try (var secret = Secret.password(password.toCharArray())) {
            return Sspi.acquireCredentialsHandle(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", secret), config);
        }
    }

    private static GSSName service(String name) throws GSSException {
        return manager.createName(name, NT_HOSTBASED_SERVICE);
    }

    private static GSSContext initiator(String target, GSSCredential credential) throws GSSException {
        return manager.createContext(service(target), Oids.KERBEROS, credential, DEFAULT_LIFETIME);
    }

    private static byte[] begin(GSSContext initiator) throws GSSException {
        return initiator.initSecContext(NOTHING, 0, 0);
    }

    private static GSSContext accepted(GSSCredential credential, byte[] token) throws GSSException {
        var acceptor = manager.createContext(credential);
        acceptor.acceptSecContext(token, 0, token.length);
        return acceptor;
    }

    private static Subject subject() throws Exception {
        var subject = new Subject();
        try (var handle = alice("secret")) {
            handle.logon();
            handle.publish(subject);
        }
        return subject;
    }

    @Nested
    @DisplayName("of the caller")
    class OfTheCaller {
        @Test
        void theTicketsOfTheCurrentSubjectAreUsed() throws Exception {
            Subjects.callAs(subject(), checked(() -> {
                var token = begin(initiator("HTTP@web.example.com", null));
                assertEquals("alice@EXAMPLE.COM", manager.createCredential(INITIATE_ONLY).getName().toString());
                return accepted(outside(() -> manager.createCredential(ACCEPT_ONLY)), token);
            }));
        }

        /** The default keytab is the process's: what acts as a Subject does not fall back to it. */
        private GSSCredential outside(Callable<GSSCredential> action) throws Exception {
            return Subjects.callAs(null, action);
        }

        private Callable<Void> checked(Callable<GSSContext> action) {
            return () -> {
                assertEquals("alice@EXAMPLE.COM", action.call().getSrcName().toString());
                return null;
            };
        }

        @Test
        void aHandleInTheCurrentSubjectIsUsed() throws Exception {
            var subject = new Subject();
            subject.getPrivateCredentials().add(alice("secret"));
            Subjects.callAs(subject, () -> {
                var context = initiator("HTTP@web.example.com", null);
                begin(context);
                return null;
            });
        }

        @Test
        void theTicketOfTheSubjectHasALifetime() throws Exception {
            Subjects.callAs(subject(), () -> {
                var credential = manager.createCredential(INITIATE_ONLY);
                int seconds = credential.getRemainingLifetime();
                assertTrue(seconds > 9 * 3600 && seconds <= 10 * 3600, "remaining: " + seconds);
                return null;
            });
        }

        @Test
        void anotherNameThanTheSubjectsHasNoCredentials() throws Exception {
            var subject = subject();
            Subjects.callAs(subject, () -> {
                var bob = manager.createName("bob", NT_USER_NAME);
                var mine = manager.createName("alice", NT_USER_NAME);
                assertEquals(GssStatus.NO_CRED, failure(() -> create(bob, INITIATE_ONLY)));
                assertEquals("alice@EXAMPLE.COM", create(mine, INITIATE_ONLY).getName().toString());
                return null;
            });
        }

        @Test
        void anEmptySubjectAndAnAbsentCacheHaveNone() throws Exception {
            assertEquals(GssStatus.NO_CRED, failure(() -> manager.createCredential(INITIATE_ONLY)));
            assertEquals(GssStatus.NO_CRED, failure(() -> begin(initiator("HTTP@web.example.com", null))));
            Subjects.callAs(new Subject(), () -> {
                assertEquals(GssStatus.NO_CRED, failure(() -> manager.createCredential(INITIATE_AND_ACCEPT)));
                assertEquals(GssStatus.NO_CRED, failure(() -> begin(initiator("HTTP@web.example.com", null))));
                return null;
            });
        }

        @Test
        void theDefaultMechanismsAreThoseWithCredentials() throws Exception {
            Subjects.callAs(subject(), () -> {
                Oid[] all = null;
                var credential = manager.createCredential(null, GSSCredential.DEFAULT_LIFETIME, all, INITIATE_ONLY);
                assertTrue(List.of(credential.getMechs()).contains(Oids.KERBEROS));
                return null;
            });
        }
    }

    private static GSSCredential create(GSSName name, int usage) throws GSSException {
        return manager.createCredential(name, GSSCredential.DEFAULT_LIFETIME, Oids.KERBEROS, usage);
    }

    @Nested
    @DisplayName("of an acceptor")
    class OfAnAcceptor {
        private byte[] tokenFor(String target) throws Exception {
            return begin(initiator(target, manager.createCredential(alice("secret"))));
        }

        @Test
        void withoutANameAllKeysOfTheDefaultKeytabAreUsed() throws Exception {
            var credential = manager.createCredential(ACCEPT_ONLY);
            assertNull(credential.getName());
            assertEquals(INDEFINITE_LIFETIME, credential.getRemainingLifetime());
            for (var target : new String[] {"HTTP@web.example.com", "ldap@web.example.com"}) {
                var context = accepted(credential, tokenFor(target));
                assertTrue(service(target).equals(context.getTargName()));
            }
            assertTrue(accepted(null, tokenFor("ldap@web.example.com")).isEstablished());
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP@web.example.com", "HTTP@WEB.example.com", "HTTP"})
        void withANameOnlyItsOwn(String name) throws Exception {
            var credential = create(service(name), ACCEPT_ONLY);
            assertTrue(accepted(credential, tokenFor("HTTP@web.example.com")).isEstablished());
            var e = assertThrows(GSSException.class, () -> accepted(credential, tokenFor("ldap@web.example.com")));
            assertEquals(GSSException.FAILURE, e.getMajor());
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL.value(), e.getMinor());
        }

        @Test
        void whoActsAsASubjectHasTheSubjectsKeysAndNotTheProcesss() throws Exception {
            var name = service("HTTP@web.example.com");
            Subjects.callAs(subject(), () -> {
                assertEquals(GssStatus.NO_CRED, failure(() -> create(name, ACCEPT_ONLY)));
                assertEquals(GssStatus.NO_CRED, failure(() -> manager.createCredential(ACCEPT_ONLY)));
                return null;
            });
            var token = tokenFor("HTTP@web.example.com");
            var web = new KerberosPrincipal("HTTP/web.example.com@EXAMPLE.COM");
            var keys = Set.of(KeyTab.getInstance(web, keytab.toFile()));
            Subjects.callAs(new Subject(true, Set.of(web), Set.of(), keys), () -> {
                assertTrue(accepted(create(name, ACCEPT_ONLY), token).isEstablished());
                return null;
            });
        }

        @Test
        void aServiceWithoutKeysHasNoCredentials() {
            assertEquals(GssStatus.NO_CRED, failure(() -> create(service("imap@web.example.com"), ACCEPT_ONLY)));
        }

        @Test
        void garbageIsADefectiveToken() {
            for (var token : new byte[][] {NOTHING, {1, 2, 3}, {0x60}}) {
                assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> accepted(null, token)));
            }
        }
    }

    @Nested
    @DisplayName("what goes wrong with the KDC")
    class Failures {
        private GSSException failureOf(GSSContext context) {
            return assertThrows(GSSException.class, () -> begin(context));
        }

        @Test
        void aWrongPasswordIsAFailureWithItsStatus() throws Exception {
            var e = failureOf(initiator("HTTP@web.example.com", manager.createCredential(alice("wrong"))));
            assertEquals(GSSException.FAILURE, e.getMajor());
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED.value(), e.getMinor());
        }

        @Test
        void anUnknownServiceIsABadName() throws Exception {
            var e = failureOf(initiator("HTTP@nowhere.example.com", manager.createCredential(alice("secret"))));
            assertEquals(GSSException.BAD_NAME, e.getMajor());
        }
    }

    @Test
    void wrapAllocatesItsResultAndLittleElse() throws Exception {
        var initiator = initiator("HTTP@web.example.com", manager.createCredential(alice("secret")));
        var acceptor = manager.createContext(manager.createCredential(ACCEPT_ONLY));
        var apReq = begin(initiator);
        var apRep = acceptor.acceptSecContext(apReq, 0, apReq.length);
        initiator.initSecContext(apRep, 0, apRep.length);
        var message = new byte[1 << 16];
        for (boolean privacy : new boolean[] {true, false}) {
            var prop = new MessageProp(privacy);
            var token = initiator.wrap(message, 0, message.length, prop);
            assertArrayEquals(message, acceptor.unwrap(token, 0, token.length, prop));
            long each = allocated(() -> initiator.wrap(message, 0, message.length, prop));
            assertTrue(each < token.length + 1024, each + " bytes for a token of " + token.length);
        }
    }

    private static long allocated(Callable<byte[]> action) throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int times = 200;
        for (int i = 0; i < times; i++) {
            action.call();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            action.call();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / times;
    }
}
