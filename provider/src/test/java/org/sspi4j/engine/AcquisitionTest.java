package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.util.List;
import java.util.Optional;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedEngine;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.KerberosPackage;
import org.sspi4j.logon.LogonSessions;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

@DisplayName("AcquireCredentialsHandle: principal, logon session, GetKey function")
class AcquisitionTest {
    private static final SecGetKeyFn NEVER = (argument, principal, keyVer) -> {
        throw new AssertionError("nobody asks");
    };

    private final EveryCaseEngine test = new EveryCaseEngine();

    private static Identity password(String user) {
        return Identity.password(user, Secret.password("secret".toCharArray()));
    }

    private CredHandle acquire(String principal, Luid logonId, Identity identity) throws SspiException {
        return test.engine.acquire(asked(principal, CredentialUse.OUTBOUND, logonId, identity, null));
    }

    private static Acquisition asked(
            String principal, CredentialUse use, Luid logonId, Identity identity, SecGetKeyFn getKey) {
        return new Acquisition(
                EveryCasePackage.NAME,
                Optional.ofNullable(principal),
                use,
                Optional.ofNullable(logonId),
                Optional.ofNullable(identity),
                Optional.ofNullable(getKey).map(function -> new Identity.GetKey(function, null)),
                Configs.some());
    }

    /** alice has logged on here, and somebody holds her token. */
    private AccessToken alice() throws SspiException {
        return test.outbound().accessToken();
    }

    @Nested
    @DisplayName("pvLogonId")
    class LogonId {
        @Test
        @Tag("S45")
        @Tag("S164")
        void anotherSessionIsNotTheCallers() throws Exception {
            var session = LogonSessions.of(alice().subject());
            assertEquals(SEC_E_NOT_OWNER, status(() -> acquire(null, session, null)));
            assertEquals(SEC_E_NOT_OWNER, status(() -> acquire(null, session, password("bob"))));
        }

        @Test
        @Tag("S22")
        @Tag("S46")
        @Tag("S164")
        void whoHoldsSeTcbNameGetsItsCredentials() throws Exception {
            var alice = alice();
            var session = LogonSessions.of(alice.subject());
            test.held.add(Privilege.TCB);
            try (var credential = acquire(null, session, null)) {
                assertEquals(Optional.of("alice"), credential.name());
            }
            test.held.remove(Privilege.TCB);
            assertEquals(SEC_E_NOT_OWNER, status(() -> acquire(null, session, null)));
            assertTrue(alice.subject().isReadOnly(), "held until here");
        }

        @Test
        void theCallersOwnSessionTakesNoPrivilege() throws Exception {
            var alice = alice();
            try (var acting = ThreadToken.impersonate(alice);
                    var credential = acquire(null, LogonSessions.current(), null)) {
                assertEquals(acting.token().userName(), credential.name().orElseThrow());
            }
            try (var credential = acquire(null, LogonSessions.ofProcess(), password("bob"))) {
                assertEquals(Optional.of("bob"), credential.name());
            }
        }

        @Test
        @Tag("S24")
        @Tag("S12")
        void noneIsTheCallersOwn() throws Exception {
            var alice = alice();
            try (var credential = Subjects.callAs(alice.subject(), () -> acquire(null, null, null))) {
                assertEquals(Optional.of("alice"), credential.name());
            }
        }

        @Test
        void theProcesssSessionIsAnotherOnesToWhoActsAsAClient() throws Exception {
            var alice = alice();
            var process = LogonSessions.ofProcess();
            try (var acting = ThreadToken.impersonate(alice)) {
                assertEquals(SEC_E_NOT_OWNER, status(() -> acquire(null, process, null)), acting.token().toString());
                test.held.add(Privilege.TCB);
                // The process's default is a credential cache, which this package does not know: nothing of alice's.
                assertEquals(SEC_E_UNKNOWN_CREDENTIALS, status(() -> acquire(null, process, null)));
            }
        }

        @Test
        void whichSessionsThereAreIsToldToNobodyWithoutThePrivilege() {
            var nobodys = Luid.of(Long.MAX_VALUE);
            assertEquals(SEC_E_NOT_OWNER, status(() -> acquire(null, nobodys, null)));
            test.held.add(Privilege.TCB);
            assertEquals(SEC_E_NO_CREDENTIALS, status(() -> acquire(null, nobodys, null)));
        }

        @Test
        void aPolicyThatFailsGrantsNothing() throws Exception {
            var failing = new EveryCaseEngine(privilege -> {
                throw new IllegalStateException("no answer");
            });
            var session = LogonSessions.of(new Subject());
            assertEquals(SEC_E_NOT_OWNER, status(() -> failing.engine.acquire(
                    asked(null, CredentialUse.OUTBOUND, session, null, null))));
        }
    }

    @Test
    void aCredentialIsAddedForAPackageThatThereIs() throws Exception {
        var alice = test.outbound();
        var nobodys = Acquisition.of("NoSuch", CredentialUse.OUTBOUND, password("bob"), Configs.some());
        assertEquals(SEC_E_SECPKG_NOT_FOUND, status(() -> test.engine.addCredentials(alice, nobodys)));
    }

    @Nested
    @DisplayName("pszPrincipal")
    class OfPrincipal {
        @Test
        @Tag("S10")
        void namesWhoseTheCredentialsAre() throws Exception {
            try (var credential = acquire("alice", null, password("alice"))) {
                assertEquals(Optional.of("alice"), credential.name());
            }
        }

        @Test
        @Tag("S11")
        @Tag("S40")
        void credentialsOfSomebodyElseAreNotGivenAway() {
            var refusal = assertThrows(SspiException.class, () -> acquire("bob", null, password("alice")));
            assertEquals(SEC_E_NOT_OWNER, refusal.status());
            assertEquals(0x80090306, refusal.status().value());
            assertTrue(refusal.getMessage().contains("alice") && refusal.getMessage().contains("bob"), refusal.getMessage());
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        @Tag("S45")
        void aHandleInTheSubjectIsTakenOnlyIfItIsTheirs() throws Exception {
            var alice = alice();
            try (var acting = ThreadToken.impersonate(alice);
                    var credential = acquire("alice", null, null)) {
                assertEquals(acting.token().userName(), credential.name().orElseThrow());
                assertEquals(SEC_E_NO_CREDENTIALS, status(() -> acquire("bob", null, null)));
            }
        }
    }

    @Nested
    @DisplayName("pGetKeyFn")
    class GetKey {
        @Test
        @Tag("S26")
        void aPackageThatAsksNobodyForKeysPassesOverIt() throws Exception {
            try (var credential = test.engine.acquire(asked(null, CredentialUse.INBOUND, null, password("server"), NEVER))) {
                assertEquals(Optional.of("server"), credential.name());
            }
        }

        @Test
        void kerberosTakesItInThePlaceOfAnIdentityAndNotBesideOne() throws Exception {
            var facilities = new MovingFacilities();
            var engine = ScriptedEngine.of(new ScriptedKdc(facilities), facilities);
            engine.acquire(kerberos(CredentialUse.INBOUND, Optional.empty())).close();
            assertEquals(
                    SEC_E_UNKNOWN_CREDENTIALS,
                    status(() -> engine.acquire(kerberos(CredentialUse.INBOUND, Optional.of(password("alice"))))));
            for (var use : new CredentialUse[] {CredentialUse.OUTBOUND, CredentialUse.BOTH}) {
                assertEquals(SEC_E_UNKNOWN_CREDENTIALS, status(() -> engine.acquire(kerberos(use, Optional.empty()))));
            }
        }

        @Test
        @Tag("S46")
        void anotherSessionTakesThePrivilegeWithAFunctionToo() {
            var facilities = new FixedFacilities();
            var engine = new Engine(List.of(new KerberosPackage()), request -> {
                throw new AssertionError("nobody is asked");
            }, facilities, PrivilegePolicy.STANDARD);
            var asked = new Acquisition(
                    "Kerberos",
                    Optional.empty(),
                    CredentialUse.INBOUND,
                    Optional.of(Luid.of(0x99999)),
                    Optional.empty(),
                    Optional.of(new Identity.GetKey(NEVER, null)),
                    ScriptedKdc.config().build());
            assertEquals(SEC_E_NOT_OWNER, status(() -> engine.acquire(asked)));
        }

        private static Acquisition kerberos(CredentialUse use, Optional<Identity> identity) {
            return new Acquisition(
                    "Kerberos",
                    Optional.empty(),
                    use,
                    Optional.empty(),
                    identity,
                    Optional.of(new Identity.GetKey(NEVER, null)),
                    ScriptedKdc.config().build());
        }
    }
}
