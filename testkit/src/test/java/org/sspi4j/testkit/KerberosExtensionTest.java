package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@DisplayName("KerberosExtension")
class KerberosExtensionTest {
    @Nested
    @KerberosRealm(
            realm = "CLASS.TEST",
            users = {@User(name = "alice", password = "secret"), @User(name = "bob", password = "other")},
            services = "HTTP/web.class.test")
    class OnAClass {
        EmbeddedKdc field;

        @RealmName
        String realm;

        @Krb5Conf(Transport.TCP)
        Path krb5Conf;

        @Keytab({"HTTP/web.class.test", "bob"})
        Path keytab;

        private EmbeddedKdc before;

        @BeforeEach
        void lifecycleMethodsHaveParametersToo(EmbeddedKdc kdc) {
            before = kdc;
        }

        @Test
        void fieldsAndParametersAreOfOneRealm(EmbeddedKdc kdc, @RealmName String name) {
            assertSame(field, kdc);
            assertSame(before, kdc);
            assertEquals("CLASS.TEST", realm);
            assertEquals("CLASS.TEST", name);
        }

        @Test
        void theFilesAreThoseOfTheKdc(@Krb5Conf Path ofParameter) throws IOException {
            String address = "kdc = 127.0.0.1:" + field.tcpAddress().getPort();
            assertTrue(Files.readString(krb5Conf).contains(address));
            assertTrue(Files.readString(krb5Conf).contains("udp_preference_limit = 1\n"));
            assertTrue(Files.readString(ofParameter).contains("udp_preference_limit = 1465\n"));
        }

        @Test
        void aKeytabHoldsEveryNamedPrincipalWithItsKeyOfNow(@Keytab("bob") Path bob) throws Exception {
            assertEquals(Files.size(keytab), Files.size(bob) + size("HTTP", "web.class.test"));
            new WireClient(field).logon("bob", "other");
            new WireClient(field).logon("alice", "secret");
        }

        private int size(String... components) {
            int names = 0;
            for (String component : components) {
                names += 2 + component.length();
            }
            int withoutKey = 4 + 2 + 2 + "CLASS.TEST".length() + names + 4 + 4 + 1 + 2 + 2 + 4;
            return withoutKey + 32 + withoutKey + 16;
        }

        @Nested
        class AndAClassInIt {
            @Test
            void sharesTheKdc(EmbeddedKdc kdc) {
                assertSame(field, kdc);
            }
        }

        @Nested
        @KerberosRealm(realm = "NESTED.TEST")
        class OrHasItsOwn {
            EmbeddedKdc inner;

            @Test
            void asItSays(EmbeddedKdc kdc) {
                assertEquals("NESTED.TEST", kdc.realm());
                assertSame(inner, kdc);
                assertEquals("CLASS.TEST", field.realm());
            }
        }

        @Test
        @KerberosRealm(realm = "METHOD.TEST", users = @User(name = "carol", password = "secret"))
        void aMethodMayHaveItsOwnBesideTheFieldsOfTheClass(EmbeddedKdc kdc) {
            assertEquals("METHOD.TEST", kdc.realm());
            assertEquals(1, kdc.keyVersion("carol"));
            assertEquals("CLASS.TEST", field.realm());
        }
    }

    @Nested
    @DisplayName("registered with options")
    class Registered {
        @RegisterExtension
        static final KerberosExtension KERBEROS = KerberosExtension.starting(
                () -> EmbeddedKdc.builder("REGISTERED.TEST").maxUdpReply(0).start().addUser("alice", "secret"));

        static EmbeddedKdc shared;

        @BeforeAll
        static void staticFieldsAreSetBefore(EmbeddedKdc kdc) {
            assertSame(shared, kdc);
        }

        @Test
        void givesTheKdcThatWasMade(EmbeddedKdc kdc, @RealmName String realm) throws Exception {
            assertSame(shared, kdc);
            assertSame(KERBEROS.kdc(), kdc);
            assertEquals("REGISTERED.TEST", realm);
            var client = new WireClient(kdc);
            assertEquals(52, client.error(client.asReq("alice", 18)));
        }
    }

    @Nested
    @DisplayName("seen from outside")
    class FromOutside {
        @Test
        void aClassHasOneKdcWhichIsClosedAfterIt() {
            assertEquals(0, run(Observed.class).getTotalFailureCount());
            assertEquals(1, Set.copyOf(Observed.KDCS.values()).size());
            assertEquals(4, Observed.KDCS.size());
            assertClosed(Observed.KDCS.values().iterator().next());
            assertFalse(Files.exists(Observed.file));
        }

        @Test
        void anInstanceFieldHasOneForEachTest() {
            assertEquals(0, run(PerTest.class).getTotalFailureCount());
            assertEquals(2, PerTest.KDCS.size());
            PerTest.KDCS.forEach(FromOutside::assertClosed);
        }

        @Test
        void testsInParallelShareIt() {
            TestExecutionSummary summary = run(Parallel.class);
            assertEquals(List.of(), summary.getFailures().stream().map(f -> f.getException().toString()).toList());
            assertEquals(2, summary.getTestsSucceededCount());
            assertEquals(1, Parallel.KDCS.size());
        }

        @Test
        void aUserNamedTwiceFailsTheClassAndLeavesNothingBehind() {
            assertEquals(1, run(Impossible.class).getTotalFailureCount());
            assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith("kdc-IMPOSSIBLE.TEST")));
        }

        @Test
        void aMethodAloneMayHaveOne() {
            assertEquals(0, run(OnlyOnAMethod.class).getTotalFailureCount());
            assertEquals("METHOD.TEST", OnlyOnAMethod.realm);
        }

        private static void assertClosed(EmbeddedKdc kdc) {
            String prefix = "kdc-" + kdc.realm() + "-";
            assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith(prefix)));
        }

        private static TestExecutionSummary run(Class<?> testClass) {
            var listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(testClass))
                            .configurationParameters(Map.of(
                                    "junit.jupiter.execution.parallel.enabled", "true",
                                    "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                    "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                    "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"))
                            .build(),
                    listener);
            return listener.getSummary();
        }
    }

    @KerberosRealm(realm = "OBSERVED.TEST")
    static final class Observed {
        static final Map<Object, EmbeddedKdc> KDCS = new ConcurrentHashMap<>();
        static Path file;

        @RepeatedTest(3)
        void inATest(EmbeddedKdc kdc, @Krb5Conf Path krb5Conf) {
            assertNotNull(kdc);
            file = krb5Conf;
            KDCS.put(this, kdc);
        }

        @Nested
        final class Inner {
            @Test
            void inANestedTest(EmbeddedKdc kdc) {
                KDCS.put(this, kdc);
            }
        }
    }

    static final class PerTest {
        static final Set<EmbeddedKdc> KDCS = ConcurrentHashMap.newKeySet();

        @RegisterExtension
        final KerberosExtension kerberos = KerberosExtension.starting(() -> EmbeddedKdc.start("PERTEST.TEST"));

        EmbeddedKdc field;

        @RepeatedTest(2)
        void inATest() {
            assertSame(kerberos.kdc(), field);
            KDCS.add(field);
        }
    }

    @KerberosRealm(realm = "PARALLEL.TEST", users = @User(name = "alice", password = "secret"))
    static final class Parallel {
        static final Set<EmbeddedKdc> KDCS = ConcurrentHashMap.newKeySet();
        static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);

        @Test
        void one(EmbeddedKdc kdc, @Keytab("alice") Path keytab) throws Exception {
            meet(kdc);
        }

        @Test
        void two(EmbeddedKdc kdc, @Keytab("alice") Path keytab) throws Exception {
            meet(kdc);
        }

        private void meet(EmbeddedKdc kdc) throws Exception {
            BOTH_RUN.await(20, TimeUnit.SECONDS);
            KDCS.add(kdc);
            new WireClient(kdc).logon("alice", "secret");
        }
    }

    static final class OnlyOnAMethod {
        static volatile String realm;

        EmbeddedKdc field;

        @Test
        @KerberosRealm(realm = "METHOD.TEST")
        void hasAKdcInItsFieldsToo(EmbeddedKdc kdc) {
            assertSame(kdc, field);
            realm = field.realm();
        }
    }

    @KerberosRealm(
            realm = "IMPOSSIBLE.TEST",
            users = {@User(name = "alice", password = "one"), @User(name = "alice", password = "two")})
    static final class Impossible {
        @Test
        void neverRuns() {}
    }
}
