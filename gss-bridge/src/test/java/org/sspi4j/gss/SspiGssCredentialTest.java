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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.gss.Managers.failure;

import com.sun.security.jgss.ExtendedGSSCredential;
import java.util.List;
import java.util.stream.Stream;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.logon.Subjects;

class SspiGssCredentialTest {
    private static final Oid TOY = ToyPackage.OID;

    private final SspiGssManager manager = Managers.toy();

    private GSSCredential credential(GSSName name, int usage) throws GSSException {
        return manager.createCredential(name, GSSCredential.DEFAULT_LIFETIME, TOY, usage);
    }

    private GSSName user(String name) throws GSSException {
        return manager.createName(name, NT_USER_NAME);
    }

    @ParameterizedTest
    @ValueSource(ints = {INITIATE_ONLY, ACCEPT_ONLY, INITIATE_AND_ACCEPT})
    void itHasTheUsageThatWasAskedFor(int usage) throws GSSException {
        var credential = credential(null, usage);
        assertEquals(usage, credential.getUsage());
        assertEquals(usage, credential.getUsage(TOY));
        assertArrayEquals(new Oid[] {TOY}, credential.getMechs());
    }

    @Test
    void anotherUsageIsAFailure() {
        assertEquals(GssStatus.FAILURE, failure(() -> credential(null, 3)));
    }

    @Test
    void anInitiatorsIsTheCallers() throws Exception {
        assertEquals("alice", credential(null, INITIATE_ONLY).getName().toString());
        Subjects.callAs(ToyPackage.subject("bob"), () -> {
            assertEquals("bob", credential(null, INITIATE_ONLY).getName(TOY).toString());
            return null;
        });
    }

    @Test
    void aKeytabsIsTiedToNoName() throws GSSException {
        assertNull(credential(null, ACCEPT_ONLY).getName());
    }

    @Test
    void aNameThatIsNotTheCallersHasNoCredentials() throws GSSException {
        int before = ToyPackage.ToyCredential.open;
        assertEquals(GssStatus.NO_CRED, failure(() -> credential(user("bob"), INITIATE_ONLY)));
        assertEquals(before, ToyPackage.ToyCredential.open);
        credential(user("alice"), INITIATE_ONLY).dispose();
        assertEquals(before, ToyPackage.ToyCredential.open);
    }

    @Test
    void lifetimesAreWhatRemains() throws GSSException {
        var credential = credential(null, INITIATE_AND_ACCEPT);
        assertEquals(3600, credential.getRemainingLifetime());
        assertEquals(3600, credential.getRemainingInitLifetime(TOY));
        assertEquals(INDEFINITE_LIFETIME, credential.getRemainingAcceptLifetime(TOY));
        assertEquals(0, credential(null, ACCEPT_ONLY).getRemainingInitLifetime(TOY));
    }

    @Test
    void secondsAreCutToWhatAnIntHolds() {
        var now = Managers.NOW;
        assertEquals(0, Element.seconds(now, now.minusSeconds(1)));
        assertEquals(1, Element.seconds(now, now.plusMillis(1999)));
        assertEquals(INDEFINITE_LIFETIME - 1, Element.seconds(now, now.plusSeconds(1L << 40)));
        assertEquals(INDEFINITE_LIFETIME, Element.seconds(now, java.time.Instant.MAX));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, Integer.MAX_VALUE})
    void theAuthorityAndNotTheCallerDecidesTheLifetime(int asked) throws Exception {
        Subjects.callAs(ToyPackage.subject("bob"), () -> {
            for (var credential : List.of(
                    manager.createCredential(null, asked, TOY, INITIATE_ONLY),
                    manager.createCredential(null, asked, new Oid[] {TOY}, INITIATE_ONLY))) {
                assertEquals(3600, credential.getRemainingLifetime());
                assertEquals(3600, credential.getRemainingInitLifetime(TOY));
                assertEquals(0, credential.getRemainingAcceptLifetime(TOY));
            }
            return null;
        });
    }

    @Nested
    @DisplayName("ExtendedGSSCredential")
    class Extended {
        private ExtendedGSSCredential extended() throws GSSException {
            return assertInstanceOf(ExtendedGSSCredential.class, credential(null, INITIATE_ONLY));
        }

        @Test
        void impersonateIsNotThereAndSaysSo() throws GSSException {
            var e = assertThrows(GSSException.class, () -> extended().impersonate(user("bob")));
            assertEquals(GSSException.UNAVAILABLE, e.getMajor());
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION.value(), e.getMinor());
            assertTrue(e.getMessage().contains("bob takes S4U2self"), e.getMessage());
        }

        @Test
        void aHandleOfSspiIsExtendedToo() throws Exception {
            var handle = Sspi.acquireCredentialsHandle(
                    "Toy", CredentialUse.OUTBOUND, null, KerberosConfig.builder().build());
            assertInstanceOf(ExtendedGSSCredential.class, manager.createCredential(handle));
        }
    }

    @Nested
    @DisplayName("RFC 2743 2.1.4 add")
    class Add {
        @Test
        void aSecondUseCompletesTheFirst() throws GSSException {
            var credential = credential(null, INITIATE_ONLY);
            credential.add(null, 0, 0, TOY, ACCEPT_ONLY);
            assertEquals(INITIATE_AND_ACCEPT, credential.getUsage());
        }

        @Test
        void bothUsesAreAddedOrNone() throws Exception {
            int before = ToyPackage.ToyCredential.open;
            Subjects.callAs(ToyPackage.subject("client"), () -> {
                assertEquals(GssStatus.NO_CRED, failure(() -> credential(null, INITIATE_AND_ACCEPT)));
                return null;
            });
            assertEquals(before, ToyPackage.ToyCredential.open);
        }

        @Test
        void oneElementIsNotAddedTwice() throws GSSException {
            var credential = credential(null, INITIATE_ONLY);
            assertEquals(
                    GssStatus.DUPLICATE_ELEMENT, failure(() -> credential.add(null, 0, 0, TOY, INITIATE_AND_ACCEPT)));
            assertEquals(INITIATE_ONLY, credential.getUsage());
        }
    }

    @Nested
    @DisplayName("contexts")
    class Contexts {
        @Test
        void useTheElementOfTheirRole() throws GSSException {
            var credential = credential(null, ACCEPT_ONLY);
            var peer = manager.createName("HTTP@web", NT_HOSTBASED_SERVICE);
            var initiator = manager.createContext(peer, TOY, credential, DEFAULT_LIFETIME);
            assertEquals(GssStatus.NO_CRED, failure(() -> initiator.initSecContext(new byte[0], 0, 0)));
        }

        @Test
        void outliveIt() throws GSSException {
            var credential = credential(null, INITIATE_ONLY);
            var peer = manager.createName("HTTP@web", NT_HOSTBASED_SERVICE);
            var initiator = manager.createContext(peer, null, credential, DEFAULT_LIFETIME);
            initiator.requestMutualAuth(false);
            initiator.initSecContext(new byte[0], 0, 0);
            credential.dispose();
            assertTrue(initiator.isEstablished());
            assertEquals("alice", initiator.getSrcName().toString());
        }

        @Test
        void acceptForTheNameThatWasAskedFor() throws GSSException {
            var name = manager.createName("HTTP@web", NT_HOSTBASED_SERVICE);
            accept(credential(name, ACCEPT_ONLY), "HTTP@web");
            var e = assertThrows(GSSException.class, () -> accept(credential(name, ACCEPT_ONLY), "HTTP@other"));
            assertEquals(GSSException.FAILURE, e.getMajor());
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL.value(), e.getMinor());
        }

        private void accept(GSSCredential credential, String target) throws GSSException {
            var peer = manager.createName(target, NT_HOSTBASED_SERVICE);
            var hello = manager.createContext(peer, TOY, null, DEFAULT_LIFETIME).initSecContext(new byte[0], 0, 0);
            manager.createContext(credential).acceptSecContext(hello, 0, hello.length);
        }
    }

    private interface Call {
        void on(GSSCredential credential) throws GSSException;
    }

    private static Stream<Call> calls() {
        return Stream.of(
                GSSCredential::getName,
                credential -> credential.getName(TOY),
                GSSCredential::getRemainingLifetime,
                credential -> credential.getRemainingInitLifetime(TOY),
                credential -> credential.getRemainingAcceptLifetime(TOY),
                GSSCredential::getUsage,
                credential -> credential.getUsage(TOY),
                GSSCredential::getMechs,
                credential -> credential.add(null, 0, 0, TOY, INITIATE_ONLY),
                credential -> ((ExtendedGSSCredential) credential)
                        .impersonate(Managers.toy().createName("bob", NT_USER_NAME)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void oneThatWasDisposedOfIsDefective(Call call) throws GSSException {
        int before = ToyPackage.ToyCredential.open;
        var credential = credential(null, INITIATE_AND_ACCEPT);
        credential.dispose();
        credential.dispose();
        assertEquals(GssStatus.DEFECTIVE_CREDENTIAL, failure(() -> call.on(credential)));
        assertEquals(before, ToyPackage.ToyCredential.open);
    }

    @Nested
    @DisplayName("the manager")
    class Manager {
        @Test
        void madeByServiceLoaderKnowsWhatSspiKnows() throws GSSException {
            assertTrue(List.of(new SspiGssManager().getMechs()).contains(TOY));
        }

        @Test
        void tellsWhichNamesAMechanismKnows() throws GSSException {
            assertTrue(List.of(manager.getNamesForMech(TOY)).contains(NT_HOSTBASED_SERVICE));
            assertArrayEquals(new Oid[] {TOY}, manager.getMechsForName(NT_USER_NAME));
            assertArrayEquals(new Oid[0], manager.getMechsForName(Oids.KRB5_PRINCIPAL_NAME));
            assertEquals(GssStatus.BAD_MECH, failure(() -> manager.getNamesForMech(Oids.KERBEROS)));
        }

        @Test
        void takesAnyIdentifierOfAPackage() throws GSSException {
            var credential =
                    manager.createCredential(null, GSSCredential.DEFAULT_LIFETIME, Oids.of("2.999.2"), INITIATE_ONLY);
            assertArrayEquals(new Oid[] {TOY}, credential.getMechs());
        }

        @Test
        void wrapsHandlesOfSspi() throws Exception {
            var config = KerberosConfig.builder().build();
            var handle = Sspi.acquireCredentialsHandle("Toy", CredentialUse.BOTH, null, config);
            var credential = manager.createCredential(handle);
            assertEquals(INITIATE_AND_ACCEPT, credential.getUsage());
        }

        @Test
        void withoutMechanismsTakesThoseThatHaveCredentials() throws Exception {
            var all = manager.createCredential(null, GSSCredential.DEFAULT_LIFETIME, (Oid[]) null, INITIATE_ONLY);
            assertArrayEquals(new Oid[] {TOY}, all.getMechs());
            Subjects.callAs(new javax.security.auth.Subject(), () -> {
                Oid[] none = null;
                assertEquals(
                        GssStatus.NO_CRED,
                        failure(() -> manager.createCredential(null, GSSCredential.DEFAULT_LIFETIME, none, INITIATE_ONLY)));
                return null;
            });
        }

        @Test
        void withMechanismsTakesEach() {
            var mechs = new Oid[] {TOY, Oids.KERBEROS};
            int before = ToyPackage.ToyCredential.open;
            assertEquals(
                    GssStatus.BAD_MECH,
                    failure(() -> manager.createCredential(null, GSSCredential.DEFAULT_LIFETIME, mechs, INITIATE_ONLY)));
            assertEquals(before, ToyPackage.ToyCredential.open);
        }

        @Test
        void knowsNoProvidersOfMechanisms() {
            assertEquals(GssStatus.UNAVAILABLE, failure(() -> manager.addProviderAtFront(null, null)));
            assertEquals(GssStatus.UNAVAILABLE, failure(() -> manager.addProviderAtEnd(null, null)));
        }

        @Test
        void makesNoContextWithoutAPeer() {
            assertEquals(GssStatus.BAD_NAME, failure(() -> manager.createContext(null, TOY, null, DEFAULT_LIFETIME)));
        }

        @Test
        void cannotUseAnotherManagersCredentials() {
            var theirs = (GSSCredential) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {GSSCredential.class}, (proxy, method, arguments) -> null);
            assertEquals(GssStatus.DEFECTIVE_CREDENTIAL, failure(() -> manager.createContext(theirs)));
        }

        @Test
        void isNotTheJdksOwn() {
            assertTrue(!(GSSManager.getInstance() instanceof SspiGssManager));
        }
    }
}
