package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.SecurityStatus;
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
        void theSubjectIsBoundForOthersByCallAs() throws Exception {
            var context = test.accepted();
            var subject = context.callAs(Subjects::current);
            assertEquals(Set.of(new X500Principal("CN=alice")), subject.getPrincipals());
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
        void theTokenOutlivesTheContext() throws Exception {
            var context = test.accepted();
            var token = context.accessToken();
            context.close();
            assertSame(token, ThreadToken.callAs(token, () -> ThreadToken.current().orElseThrow()));
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
        assertEquals(List.of(), ran);
        return status;
    }
}
