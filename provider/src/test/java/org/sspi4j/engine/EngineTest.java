package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.result;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.HandRun;

@Timeout(60)
class EngineTest {
    private final EveryCaseEngine test = new EveryCaseEngine();

    @Nested
    @DisplayName("Packages")
    class Packages {
        @Test
        @Tag("S14")
        void everyNameThatIsEnumeratedIsAccepted() throws Exception {
            var names = test.engine.packages().stream().map(PackageInfo::name).toList();
            assertEquals(List.of("EveryCase", "Other", "Plain"), names);
            for (var name : names) {
                try (var credential = test.credential(name, CredentialUse.OUTBOUND, "alice")) {
                    assertEquals(name, credential.packageInfo().name());
                }
            }
        }

        @Test
        void namesCompareWithoutRegardToCase() throws Exception {
            assertEquals("EveryCase", test.engine.info("everycASE").name());
        }

        @Test
        @Tag("S13")
        void anUnknownOneIsNotFound() {
            assertEquals(
                    SEC_E_SECPKG_NOT_FOUND,
                    status(() -> test.credential("Every", CredentialUse.OUTBOUND, "alice")));
        }

        @Test
        void aPasswordThatWasClosedIsUnknown() {
            var password = Secret.password("secret".toCharArray());
            password.close();
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS, status(() -> test.engine.acquire(
                    "EveryCase", CredentialUse.OUTBOUND, Identity.password("alice", password), Configs.some())));
        }

        @Test
        void anIdentityThatThePackageDoesNotKnowIsUnknown() {
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS, status(() -> test.engine.acquire(
                    "EveryCase", CredentialUse.OUTBOUND, Identity.ccache(Path.of("cache")), Configs.some())));
        }
    }

    @Nested
    @DisplayName("Decisions")
    class Decisions {
        @Test
        void areTheCredentialsAndThenTheContexts() throws Exception {
            try (var credential = test.inbound()) {
                assertEquals(List.of("the password of server"), sentences(credential.decisions()));
                var context = test.accept(credential, null, "bye alice").context();
                context.close();
                assertEquals(List.of("the password of server", "the peer says bye"), sentences(context.decisions()));
            }
        }

        @Test
        void areToldByAFailureOfEitherDriver() throws Exception {
            try (var credential = test.inbound()) {
                for (var line : List.of("fail SEC_E_LOGON_DENIED", "fault")) {
                    var blocking = assertThrows(SspiException.class, () -> test.accept(credential, null, line));
                    var stage = test.engine.acceptAsync(credential, null, NO_FLAGS, input(line), Runnable::run);
                    var other = assertThrows(SspiException.class, () -> result(stage));
                    for (var failure : List.of(blocking, other)) {
                        assertEquals("the peer says " + line.split(" ")[0], sentences(failure.decisions()).get(1));
                    }
                }
            }
        }

        private List<String> sentences(List<Decision> decisions) {
            return decisions.stream().map(Decision::sentence).toList();
        }
    }

    @Nested
    @DisplayName("Handles that are none of this engine")
    class Strangers {
        private final EveryCaseEngine other = new EveryCaseEngine();

        @Test
        void aStrangersImplementation() throws Exception {
            var credential = mock(CredHandle.class);
            var context = mock(CtxtHandle.class);
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.begun(credential)));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.accept(credential, null, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(test.outbound(), context, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.accept(test.inbound(), context, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, new byte[0])));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.checked(context)));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.checked(credential)));
        }

        @Test
        void anotherEngines() throws Exception {
            var credential = other.outbound();
            var context = other.begun(credential);
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.begun(credential)));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(test.outbound(), context, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, new byte[0])));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.checked(context)));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.checked(credential)));
            assertSame(context, other.engine.checked(context));
            assertSame(credential, other.engine.checked(credential));
        }

        @Test
        void aClosedCredential() throws Exception {
            var credential = test.outbound();
            credential.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.begun(credential)));
            assertEquals(SEC_E_INVALID_HANDLE, status(credential::logon));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> credential.publish(new Subject())));
        }

        @Test
        void aClosedContext() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            context.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
        }
    }

    @Nested
    @DisplayName("Calls that cannot begin")
    class WrongUse {
        @Test
        @Tag("S17")
        void anInboundCredentialDoesNotInitiate() throws Exception {
            assertEquals(SEC_E_NO_CREDENTIALS, status(() -> test.begun(test.inbound())));
            assertEquals(1, CredentialUse.INBOUND.value());
            test.accept(test.inbound(), null, "hello");
        }

        @Test
        @Tag("S21")
        void anOutboundCredentialDoesNotAccept() throws Exception {
            assertEquals(SEC_E_NO_CREDENTIALS, status(() -> test.accept(test.outbound(), null, "hello")));
            assertEquals(2, CredentialUse.OUTBOUND.value());
            test.begun(test.outbound());
        }

        @Test
        void oneForBothDoesBoth() throws Exception {
            var both = test.credential(CredentialUse.BOTH, "alice");
            test.begun(both);
            test.accept(both, null, "hello");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Tag("S115")
        void nobodyCanBePrompted(boolean first) throws Exception {
            var credential = test.outbound();
            var context = first ? null : test.begun(credential);
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> test.engine.initialize(
                    credential, context, "target", Set.of(ContextFlag.PROMPT_FOR_CREDS), input("hello"))));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> test.engine.initializeAsync(
                    credential, context, "target", Set.of(ContextFlag.PROMPT_FOR_CREDS), input("hello"), Runnable::run)));
        }
    }

    @Nested
    @DisplayName("What a Subject holds")
    class Held {
        private final Subject subject = new Subject();

        @Test
        void anOpenHandleOfThePackageAndUseIsShared() throws Exception {
            var held = test.outbound();
            subject.getPrivateCredentials().add(held);
            var credential = acquire(CredentialUse.OUTBOUND);
            assertEquals("alice", credential.name().orElseThrow());
            assertEquals(1, test.ledger.credentialsMade());
            held.close();
            test.begun(credential).close();
            assertEquals(0, test.ledger.credentialClosings());
            credential.close();
            assertEquals(1, test.ledger.credentialClosings());
        }

        @Test
        void aHandleForBothServesEither() throws Exception {
            subject.getPrivateCredentials().add(test.credential(CredentialUse.BOTH, "alice"));
            assertEquals(CredentialUse.INBOUND, acquire(CredentialUse.INBOUND).use());
        }

        @Test
        void handlesThatAreClosedOrForAnotherUseOrOfAnotherPackageOrEngineDoNot() throws Exception {
            var closed = test.outbound();
            closed.close();
            subject.getPrivateCredentials().addAll(List.of(
                    closed,
                    test.inbound(),
                    test.credential("Other", CredentialUse.OUTBOUND, "alice"),
                    new EveryCaseEngine().outbound(),
                    mock(CredHandle.class)));
            assertEquals(SEC_E_NO_CREDENTIALS, status(() -> acquire(CredentialUse.OUTBOUND)));
        }

        @Test
        void aClosedHandleDoesNotHideAnOpenOne() throws Exception {
            var closed = test.outbound();
            closed.close();
            subject.getPrivateCredentials().add(closed);
            subject.getPrivateCredentials().add(test.credential(CredentialUse.OUTBOUND, "bob"));
            assertEquals("bob", acquire(CredentialUse.OUTBOUND).name().orElseThrow());
        }

        private CredHandle acquire(CredentialUse use) throws Exception {
            return test.engine.acquire("EveryCase", use, Identity.of(subject), Configs.some());
        }
    }

    @Nested
    @DisplayName("Non-blocking calls")
    class NonBlocking {
        private final HandRun executor = new HandRun();

        @Test
        void nothingOfThePackageRunsOnTheThreadOfTheCaller() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var stage = test.engine.initializeAsync(credential, context, "target", NO_FLAGS, input("run abc"), executor);
            assertFalse(stage.toCompletableFuture().isDone());
            executor.run();
            assertTrue(result(stage).token().length > 0);
        }

        @Test
        void whatWakesASuspendedTaskDoesNotRunTheProtocol() throws Exception {
            var answers = List.<CompletableFuture<String>>of(new CompletableFuture<>(), new CompletableFuture<>());
            var waiting = new ArrayList<>(answers);
            test.suspended = () -> waiting.remove(0);
            for (var answer : answers) {
                var credential = test.outbound();
                var context = test.begun(credential);
                var stage = test.engine.initializeAsync(credential, context, "target", NO_FLAGS, input("wait"), executor);
                executor.run();
                if (answer == answers.get(0)) {
                    answer.complete("woken");
                } else {
                    answer.completeExceptionally(new IllegalStateException("as told"));
                }
                assertFalse(stage.toCompletableFuture().isDone(), "it went on where the answer came from");
                executor.run();
                assertTrue(stage.toCompletableFuture().isDone());
            }
        }

        @Test
        void acceptGoesThroughTheSameSteps() throws Exception {
            var stage = test.engine.acceptAsync(test.inbound(), null, NO_FLAGS, input("bye alice"), executor);
            executor.run();
            assertTrue(result(stage).isComplete());
        }
    }
}
