package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

class ImpersonationTest {
    private final EveryCaseEngine test = new EveryCaseEngine();

    @AfterEach
    void theThreadIsCleanAgain() {
        assertEquals(Optional.empty(), ThreadToken.effectiveSubject());
    }

    @Nested
    @DisplayName("Whom one can act as")
    class Contexts {
        @Test
        @Tag("S128")
        @Tag("S129")
        @Tag("S131")
        void anAcceptedClientUntilTheImpersonationIsClosed() throws Exception {
            try (var context = test.accepted();
                    var impersonation = context.impersonate()) {
                assertEquals("alice", ThreadToken.current().orElseThrow().userName());
                assertEquals(impersonation.token(), ThreadToken.current().orElseThrow());
            }
            assertEquals(Optional.empty(), ThreadToken.current());
        }

        @Test
        @Tag("S123")
        void notThePeerOfAnInitiator() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            assertEquals(SEC_E_INVALID_HANDLE, statusOfEach(context));
            test.initialize(credential, context, "bye alice");
            assertEquals(SEC_E_INVALID_HANDLE, statusOfEach(context));
        }

        @Test
        @Tag("S125")
        @Tag("S130")
        void notTheClientOfAContextThatIsHalfOpenFailedOrDeleted() throws Exception {
            var credential = test.inbound();
            var halfOpen = test.accept(credential, null, "hello").context();
            assertEquals(SEC_E_INVALID_HANDLE, statusOfEach(halfOpen));
            assertEquals(0x80090301, SEC_E_INVALID_HANDLE.value());
            status(() -> test.accept(credential, halfOpen, "fail SEC_E_LOGON_DENIED"));
            assertEquals(SEC_E_INVALID_HANDLE, statusOfEach(halfOpen));
            var deleted = test.accepted();
            deleted.close();
            assertEquals(SEC_E_INVALID_HANDLE, statusOfEach(deleted));
        }

        @Test
        @Tag("S137")
        @Tag("S138")
        void notWithAPackageThatDoesNotOfferIt() throws Exception {
            try (var credential = test.credential("Plain", CredentialUse.INBOUND, "server")) {
                var context = test.accept(credential, null, "bye alice").context();
                assertFalse(test.engine.info("Plain").has(PackageCapability.IMPERSONATION));
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, statusOfEach(context));
                assertEquals(0x80090302, SEC_E_UNSUPPORTED_FUNCTION.value());
            }
        }

        @Test
        @Tag("S126")
        @Tag("S144")
        void notAClientWhoHasNoAccountAndNothingRuns() throws Exception {
            try (var credential = test.inbound()) {
                var context = test.accept(credential, null, "bye").context();
                assertEquals(SEC_E_NO_IMPERSONATION, statusOfEach(context));
                assertEquals(0x8009030B, SEC_E_NO_IMPERSONATION.value());
            }
        }

        @Test
        @Tag("S121")
        void theSubjectIsBoundForOthersByCallAs() throws Exception {
            var context = test.accepted();
            var subject = context.callAs(Subjects::current);
            assertEquals(Set.of(new X500Principal("CN=alice")), subject.getPrincipals());
            assertEquals(subject, context.callAs(() -> ThreadToken.effectiveSubject().orElseThrow()));
        }

        @Test
        @Tag("S136")
        void untilRevertedThroughAContextEvenOneThatHasEnded() throws Exception {
            var context = test.accepted();
            context.impersonate();
            context.close();
            assertEquals("alice", ThreadToken.current().orElseThrow().userName());
            test.engine.revert(context);
            assertEquals(Optional.empty(), ThreadToken.current());
        }

        @Test
        void revertsThroughAnAcceptorsContextOnly() throws Exception {
            var initiators = test.begun(test.outbound());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.revert(initiators)));
        }

        @Test
        void theClientOfADeletedContextUntilReverted() throws Exception {
            var context = test.accepted();
            var impersonation = context.impersonate();
            context.close();
            assertEquals("alice", ThreadToken.current().orElseThrow().userName());
            impersonation.close();
        }

        @Test
        @Tag("S120")
        void theTokenOutlivesTheContext() throws Exception {
            var context = test.accepted();
            var token = context.accessToken();
            context.close();
            assertSame(token, test.engine.callAs(token, () -> ThreadToken.current().orElseThrow()));
            try (var impersonation = test.engine.impersonate(token)) {
                assertSame(token, ThreadToken.current().orElseThrow());
            }
        }
    }

    @Nested
    @DisplayName("Levels and the privilege")
    class Levels {
        private final Map<ImpersonationLevel, ContextFlag[]> flags = Map.of(
                ImpersonationLevel.ANONYMOUS, new ContextFlag[] {ContextFlag.NULL_SESSION},
                ImpersonationLevel.IDENTIFICATION, new ContextFlag[] {ContextFlag.IDENTIFY},
                ImpersonationLevel.IMPERSONATION, new ContextFlag[0]);

        @Test
        void areThoseOfTheSession() throws Exception {
            for (var level : flags.keySet()) {
                assertEquals(level, test.accepted(flags.get(level)).accessToken().level());
            }
        }

        @Test
        @Tag("S140")
        void withThePrivilegeAnyIsTakenOn() throws Exception {
            for (var level : flags.keySet()) {
                try (var impersonation = test.accepted(flags.get(level)).impersonate()) {
                    assertEquals(level, ThreadToken.current().orElseThrow().level());
                }
            }
        }

        @Test
        @Tag("S139")
        void withoutItThoseBelowImpersonation() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            for (var level : List.of(ImpersonationLevel.ANONYMOUS, ImpersonationLevel.IDENTIFICATION)) {
                var context = test.accepted(flags.get(level));
                try (var impersonation = context.impersonate()) {
                    assertEquals(level, impersonation.token().level());
                }
                assertEquals(level, context.callAs(() -> ThreadToken.current().orElseThrow().level()));
            }
        }

        @Test
        void withoutItNobodyIsActedAsAndNothingRuns() throws Exception {
            var context = test.accepted();
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals(SEC_E_NO_IMPERSONATION, statusOfActing(context));
            assertEquals("alice", context.accessToken().userName(), "who it is may be known all the same");
            test.held.add(Privilege.IMPERSONATE);
            assertEquals("ran", context.callAs(() -> "ran"));
        }

        @Test
        void aPolicyThatFailsWithholdsIt() throws Exception {
            var failing = new EveryCaseEngine(privilege -> {
                throw new IllegalStateException("no database");
            });
            assertEquals(SEC_E_NO_IMPERSONATION, statusOfActing(failing.accepted()));
        }
    }

    @Nested
    @DisplayName("Without the privilege one of the other conditions is enough")
    class OtherConditions {
        @Test
        @Tag("S142")
        @Tag("S143")
        void theClientIsTheServerItself() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals("server", acceptedFrom("server").callAs(() -> ThreadToken.current().orElseThrow().userName()));
            assertEquals(SEC_E_NO_IMPERSONATION, statusOfActing(acceptedFrom("Server")));
            assertEquals(SEC_E_NO_IMPERSONATION, statusOfActing(acceptedFrom("nameless")));
        }

        @Test
        @Tag("S142")
        void theClientIsWhomTheThreadActsAs() throws Exception {
            var alice = test.accepted();
            var again = test.accepted();
            var bob = acceptedFrom("bob");
            var server = acceptedFrom("server");
            alice.callAs(() -> {
                test.held.remove(Privilege.IMPERSONATE);
                try (var impersonation = again.impersonate()) {
                    assertEquals("alice", impersonation.token().userName());
                }
                assertEquals(SEC_E_NO_IMPERSONATION, status(bob::impersonate));
                assertEquals(SEC_E_NO_IMPERSONATION, status(server::impersonate), "the thread is not the process now");
                return null;
            });
        }

        @Test
        @Tag("S142")
        void theClientIsWhoseSubjectTheThreadIsBoundTo() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            var alice = test.accepted();
            var own = new Subject(true, Set.of(new X500Principal("CN=alice"), new X500Principal("CN=admin")), Set.of(), Set.of());
            var part = new Subject(true, Set.of(new X500Principal("CN=admin")), Set.of(), Set.of());
            assertEquals("alice", Subjects.callAs(own, () -> alice.callAs(() -> ThreadToken.current().orElseThrow().userName())));
            assertEquals(SEC_E_NO_IMPERSONATION, Subjects.callAs(part, () -> status(alice::impersonate)));
        }

        @Test
        void aTokenWithoutPrincipalsIsNobodys() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            var token = AccessToken.of("alice", ImpersonationLevel.IMPERSONATION, Set.of());
            var anybody = new Subject(true, Set.of(new X500Principal("CN=alice")), Set.of(), Set.of());
            assertEquals(SEC_E_NO_IMPERSONATION, Subjects.callAs(anybody, () -> status(() -> test.engine.impersonate(token))));
        }

        @Test
        @Tag("S141")
        @Tag("S143")
        @Tag("S166")
        void theTokenIsOfALogonWithExplicitCredentials() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            var alice = test.outbound();
            var token = alice.accessToken();
            assertEquals("alice", token.userName());
            assertEquals(ImpersonationLevel.DELEGATION, token.level());
            assertSame(token, test.engine.callAs(token, () -> ThreadToken.current().orElseThrow()));
            try (var impersonation = test.engine.impersonate(token)) {
                assertEquals(Optional.of("alice"),
                        test.engine.acquire(EveryCasePackage.NAME, CredentialUse.OUTBOUND, null, Configs.some()).name());
            }
            assertEquals(SEC_E_NO_IMPERSONATION, statusOfActing(test.accepted()), "a client's token is none of a logon");
        }

        @Test
        @Tag("S141")
        void aHandleThatIsNotOfThatLogonDoesNotHelp() throws Exception {
            var stranger = new EveryCaseEngine().outbound();
            stranger.accessToken();
            var bob = test.credential(CredentialUse.OUTBOUND, "bob");
            bob.accessToken();
            for (var handle : List.of(test.outbound(), stranger, bob, test.inbound())) {
                var subject = new Subject(true, Set.of(), Set.of(), Set.of(handle));
                var token = new AccessToken("alice", ImpersonationLevel.IMPERSONATION, subject);
                test.held.remove(Privilege.IMPERSONATE);
                assertEquals(SEC_E_NO_IMPERSONATION, status(() -> test.engine.impersonate(token)));
                assertEquals(SEC_E_NO_IMPERSONATION, status(() -> test.engine.callAs(token, () -> "ran")));
            }
        }

        @Test
        void aLogonIsOfWhomItProvedAndOfNobodyElse() throws Exception {
            var alice = test.outbound();
            alice.accessToken();
            var forged = new Subject(true, Set.of(new X500Principal("CN=admin")), Set.of(), Set.of(alice));
            var token = new AccessToken("alice", ImpersonationLevel.DELEGATION, forged);
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals(SEC_E_NO_IMPERSONATION, status(() -> test.engine.impersonate(token)));
        }

        @Test
        @Tag("S142")
        void whoMayOnlyBeLookedAtIsNotTheCaller() throws Exception {
            var looked = test.accepted(ContextFlag.IDENTIFY);
            var strong = test.accepted();
            test.held.remove(Privilege.IMPERSONATE);
            try (var looking = looked.impersonate()) {
                assertEquals(ImpersonationLevel.IDENTIFICATION, looking.token().level());
                assertEquals(SEC_E_NO_IMPERSONATION, status(strong::impersonate));
            }
            looked.callAs(() -> {
                assertEquals(SEC_E_NO_IMPERSONATION, status(strong::impersonate));
                assertEquals(SEC_E_NO_IMPERSONATION, status(() -> strong.wrap(() -> "ran")));
                return null;
            });
        }

        @Test
        void aLogonTakesExplicitCredentialsThatAreProven() throws Exception {
            assertEquals(SEC_E_NO_CREDENTIALS, status(() -> test.inbound().accessToken()));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION,
                    status(() -> test.credential(CredentialUse.OUTBOUND, "unproven").accessToken()));
            var alice = test.outbound();
            var found = Subjects.callAs(alice.accessToken().subject(),
                    () -> test.engine.acquire(EveryCasePackage.NAME, CredentialUse.OUTBOUND, null, Configs.some()));
            assertEquals(SEC_E_NO_CREDENTIALS, status(found::accessToken));
            alice.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(alice::accessToken));
        }

        private CtxtHandle acceptedFrom(String client) throws Exception {
            try (var credential = test.inbound()) {
                return test.accept(credential, null, "bye " + client).context();
            }
        }
    }

    /** The one status of QuerySecurityContextToken, ImpersonateSecurityContext and callAs, none of which does anything. */
    private static SecurityStatus statusOfEach(CtxtHandle context) {
        var status = statusOfActing(context);
        assertEquals(status, status(context::accessToken));
        return status;
    }

    private static SecurityStatus statusOfActing(CtxtHandle context) {
        var status = status(context::impersonate);
        assertEquals(Optional.empty(), ThreadToken.current());
        var ran = new ArrayList<String>();
        assertEquals(status, status(() -> context.callAs(() -> ran.add("ran"))));
        assertEquals(status, status(() -> context.wrap(() -> ran.add("ran")).call()));
        assertEquals(status, status(() -> context.wrap((Runnable) () -> ran.add("ran")).run()));
        assertEquals(status, status(() -> context.wrap((Executor) Runnable::run).execute(() -> ran.add("ran"))));
        assertEquals(List.of(), ran);
        return status;
    }
}
