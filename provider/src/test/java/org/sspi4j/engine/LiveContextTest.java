package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.result;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.HandRun;

@Timeout(120)
class LiveContextTest {
    private final EveryCaseEngine test = new EveryCaseEngine();

    /** How a context comes to its end. */
    private record Ending(String name, Course course) {
        interface Course {
            void run(EveryCaseEngine test, CredHandle credential) throws Exception;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Ending> endings() {
        return Stream.of(
                new Ending("refused at the first leg", (test, credential) ->
                        status(() -> test.engine.initialize(credential, null, "nobody", NO_FLAGS, List.of()))),
                new Ending("a fault at the first leg", (test, credential) ->
                        status(() -> test.engine.initialize(credential, null, "fault", NO_FLAGS, List.of()))),
                new Ending("an error at the first leg", (test, credential) -> assertThrows(
                        AssertionError.class,
                        () -> test.engine.initialize(credential, null, "error", NO_FLAGS, List.of()))),
                new Ending("an argument that is null at the first leg", (test, credential) -> assertThrows(
                        NullPointerException.class,
                        () -> test.engine.initialize(credential, null, "target", NO_FLAGS, Arrays.asList((SecBuffer) null)))),
                new Ending("an argument that is null at the second leg", (test, credential) -> {
                    var context = test.begun(credential);
                    assertThrows(
                            NullPointerException.class,
                            () -> test.engine.initialize(
                                    credential, context, "target", NO_FLAGS, Arrays.asList((SecBuffer) null)));
                    assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
                    context.close();
                }),
                failing("a failure", "fail SEC_E_LOGON_DENIED"),
                failing("a failure of a question", "run denied"),
                failing("a fault", "fault"),
                failing("no step", "nothing"),
                failing("no move", "no-move"),
                failing("no next state", "no-next"),
                failing("no session", "no-session"),
                failing("a session that cannot say its flags", "faulty-session"),
                new Ending("an error", (test, credential) -> {
                    var context = test.begun(credential);
                    assertThrows(AssertionError.class, () -> test.initialize(credential, context, "error"));
                    assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
                }),
                new Ending("done", (test, credential) -> {
                    var context = test.begun(credential);
                    assertEquals(SEC_E_OK, test.initialize(credential, context, "bye").status());
                    context.close();
                }),
                new Ending("deleted half-way", (test, credential) -> test.begun(credential).close()),
                new Ending("deleted twice", (test, credential) -> {
                    var context = test.begun(credential);
                    context.close();
                    context.close();
                }),
                new Ending("deleted when completion is due", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "complete");
                    context.close();
                }),
                new Ending("deleted in a handshake of an established context", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "see-you");
                    test.initialize(credential, context, "hello");
                    context.close();
                }),
                new Ending("deleted when completion is due on an established context", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "see-you");
                    test.initialize(credential, context, "complete");
                    context.close();
                }),
                new Ending("a failure in a handshake of an established context", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "see-you");
                    assertEquals(SEC_E_INTERNAL_ERROR, status(() -> test.initialize(credential, context, "fault")));
                    assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.makeSignature(token())));
                }),
                new Ending("a fault when the session goes into a handshake again", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "break-later");
                    assertEquals(SEC_E_INTERNAL_ERROR, status(() -> test.initialize(credential, context, "hello")));
                    assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
                }),
                new Ending("a session that is replaced", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "see-you");
                    assertEquals(SEC_E_OK, test.initialize(credential, context, "bye").status());
                    assertEquals(1, test.ledger.liveSecrets(), "the new session's key");
                    context.close();
                }),
                new Ending("a completion that was not announced", (test, credential) -> {
                    for (var lie : List.of("lie", "lie-continue")) {
                        var context = test.begun(credential);
                        test.initialize(credential, context, lie);
                        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> test.engine.complete(context, draft())));
                        assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, draft())));
                    }
                }),
                new Ending("deleted while a call runs that then succeeds", (test, credential) ->
                        deletedWhileRunning(test, "woken")),
                new Ending("deleted while a call runs that then fails", (test, credential) ->
                        deletedWhileRunning(test, null)),
                new Ending("a non-blocking call that fails", (test, credential) -> {
                    var context = test.begun(credential);
                    var executor = new HandRun();
                    var stage = test.engine.initializeAsync(
                            credential, context, "target", NO_FLAGS, input("run denied"), executor);
                    executor.run();
                    assertEquals(SEC_E_LOGON_DENIED, status(() -> result(stage)));
                    assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
                }),
                new Ending("an executor that refuses to begin", (test, credential) -> {
                    for (var context : new CtxtHandle[] {null, test.begun(credential)}) {
                        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> test.engine.initializeAsync(
                                credential, context, "target", NO_FLAGS, input("hello"), new HandRun().withRoomFor(0))));
                        if (context != null) {
                            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
                            context.close();
                        }
                    }
                }),
                new Ending("an executor that refuses to go on", (test, credential) -> {
                    for (var word : List.of("run abc", "wait")) {
                        var context = test.begun(credential);
                        var executor = new HandRun().withRoomFor(1);
                        var stage = test.engine.initializeAsync(
                                credential, context, "target", NO_FLAGS, input(word), executor);
                        executor.run();
                        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> result(stage)));
                        assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
                    }
                }),
                new Ending("another credential half-way, then deleted", (test, credential) -> {
                    var context = test.begun(credential);
                    test.initialize(credential, context, "certificate");
                    try (var bob = test.credential(CredentialUse.OUTBOUND, "bob")) {
                        test.initialize(bob, context, "certificate");
                    }
                    assertEquals(0, test.ledger.credentialClosings(), "the context owns bob's, the handle alice's");
                    context.close();
                    assertEquals(1, test.ledger.credentialClosings(), "bob's");
                }));
    }

    private static Ending failing(String name, String word) {
        return new Ending(name, (test, credential) -> {
            var context = test.begun(credential);
            status(() -> test.initialize(credential, context, word));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, draft())));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.makeSignature(token())));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.PACKAGE_INFO)));
            assertEquals(0, test.ledger.liveSecrets());
        });
    }

    private static void deletedWhileRunning(EveryCaseEngine test, String answer) throws Exception {
        var credential = test.outbound();
        var context = test.begun(credential);
        var executor = new HandRun();
        var suspended = new CompletableFuture<String>();
        test.suspended = () -> suspended;
        var stage = test.engine.initializeAsync(credential, context, "target", NO_FLAGS, input("wait"), executor);
        executor.run();
        context.close();
        credential.close();
        assertEquals(0, test.ledger.credentialClosings(), "the running call still uses it");
        if (answer != null) {
            suspended.complete(answer);
        } else {
            suspended.completeExceptionally(new SspiException(SEC_E_LOGON_DENIED, "as told"));
        }
        executor.run();
        assertEquals(answer != null ? SEC_E_INVALID_HANDLE : SEC_E_LOGON_DENIED, status(() -> result(stage)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void whenAContextEndsItsSecretsAreWipedAndTheCredentialIsItsHandlesOnly(Ending ending) throws Exception {
        var credential = test.outbound();
        ending.course.run(test, credential);
        assertEquals(0, test.ledger.liveSecrets());
        assertEquals(
                test.ledger.credentialsMade() - 1, test.ledger.credentialClosings(), "the handle still owns its credential");
        credential.close();
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        credential.close();
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings(), "closed once more by a second close");
    }

    @Nested
    @DisplayName("Who owns the credential")
    class Ownership {
        @Test
        void aHalfOpenContextKeepsItWhenTheHandleIsClosed() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            credential.close();
            assertEquals(0, test.ledger.credentialClosings());
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "who").status());
            assertEquals(SEC_E_OK, test.initialize(credential, context, "bye").status());
            assertEquals(1, test.ledger.credentialClosings(), "an established context needs it no more");
        }

        @Test
        void twoHalfOpenContextsAndAHandleCloseItWhenTheLastOfThemIsGone() throws Exception {
            var credential = test.outbound();
            var first = test.begun(credential);
            var second = test.begun(credential);
            first.close();
            credential.close();
            assertEquals(0, test.ledger.credentialClosings());
            assertThrows(SspiException.class, () -> test.initialize(credential, second, "fault"));
            assertEquals(1, test.ledger.credentialClosings());
        }

        @Test
        void anEstablishedContextThatGoesIntoAHandshakeAgainOwnsTheOneOfThatCall() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            test.initialize(credential, context, "see-you");
            test.initialize(credential, context, "hello");
            credential.close();
            assertEquals(0, test.ledger.credentialClosings());
            test.initialize(credential, context, "bye");
            assertEquals(1, test.ledger.credentialClosings());
        }

        @Test
        void aRefusalToGoIntoAHandshakeAgainOwnsNothing() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            test.initialize(credential, context, "bye");
            assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> test.initialize(credential, context, "hello")));
            credential.close();
            assertEquals(1, test.ledger.credentialClosings());
        }
    }

    @Nested
    @DisplayName("A call that is refused for its arguments leaves the context as it was")
    class Refusals {
        @Test
        void anInitiatorsContextIsNoAcceptors() throws Exception {
            try (var both = test.credential(CredentialUse.BOTH, "alice")) {
                var initiating = test.begun(both);
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.accept(both, initiating, "hello")));
                assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(both, initiating, "hello").status());
                var accepting = test.accept(both, null, "hello").context();
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(both, accepting, "hello")));
                assertEquals(SEC_I_CONTINUE_NEEDED, test.accept(both, accepting, "hello").status());
            }
        }

        @Test
        void aCredentialOfAnotherPackageIsTheWrongOne() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var other = test.credential("Other", CredentialUse.OUTBOUND, "alice");
            assertEquals(SEC_E_WRONG_CREDENTIAL_HANDLE, status(() -> test.initialize(other, context, "hello")));
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
        }

        @Test
        void anotherCredentialOfThePackageIsTheWrongOneToo() throws Exception {
            try (var alice = test.credential(CredentialUse.BOTH, "alice"); var another = test.credential(CredentialUse.BOTH, "alice")) {
                var initiating = test.begun(alice);
                assertEquals(SEC_E_WRONG_CREDENTIAL_HANDLE, status(() -> test.initialize(another, initiating, "hello")));
                assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(alice, initiating, "hello").status());
                var accepting = test.accept(alice, null, "hello").context();
                assertEquals(SEC_E_WRONG_CREDENTIAL_HANDLE, status(() -> test.accept(another, accepting, "hello")));
                assertEquals(SEC_I_CONTINUE_NEEDED, test.accept(alice, accepting, "hello").status());
                initiating.close();
                accepting.close();
            }
            assertEquals(2, test.ledger.credentialClosings(), "the one that was refused is its handle's alone");
        }

        /** As SEC_I_INCOMPLETE_CREDENTIALS asks for it; those before it stay the context's. */
        @Test
        void anotherCredentialIsTakenWhereOneIsWantedAndNotLater() throws Exception {
            try (var bob = test.credential(CredentialUse.OUTBOUND, "bob"); var carol = test.credential(CredentialUse.OUTBOUND, "carol")) {
                var credential = test.outbound();
                var context = test.begun(credential);
                test.initialize(credential, context, "certificate");
                assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(bob, context, "certificate").status());
                assertEquals(SEC_E_WRONG_CREDENTIAL_HANDLE, status(() -> test.initialize(carol, context, "hello")));
                assertEquals("bob\n", new String(test.initialize(bob, context, "who").token(), US_ASCII));
            }
        }

        @Test
        void anotherCredentialMayBringAnEstablishedContextIntoAHandshakeAgain() throws Exception {
            try (var bob = test.credential(CredentialUse.OUTBOUND, "bob"); var carol = test.credential(CredentialUse.OUTBOUND, "carol")) {
                var credential = test.outbound();
                var context = test.begun(credential);
                test.initialize(credential, context, "see-you");
                assertEquals("bob\n", new String(test.initialize(bob, context, "who").token(), US_ASCII));
                assertEquals(SEC_E_WRONG_CREDENTIAL_HANDLE, status(() -> test.initialize(carol, context, "hello")));
            }
        }

        @Test
        void anotherCredentialThatIsClosedIsNone() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var bob = test.credential(CredentialUse.OUTBOUND, "bob");
            bob.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(bob, context, "hello")));
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
        }

        @Test
        void anEstablishedContextLivesOnAfterACallWithAClosedCredential() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            test.initialize(credential, context, "see-you");
            credential.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            context.makeSignature(token());
        }

        @Test
        void anEstablishedContextLivesOnWhenItsSessionRefusesAHandshake() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                test.initialize(credential, context, "bye");
                assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> test.initialize(credential, context, "hello")));
                context.makeSignature(token());
            }
        }

        @Test
        void aSecondCallHarmsNotTheOneThatRuns() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var executor = new HandRun();
            var suspended = new CompletableFuture<String>();
            test.suspended = () -> suspended;
            var first = test.engine.initializeAsync(credential, context, "target", NO_FLAGS, input("wait"), executor);
            executor.run();
            assertTrue(executor.isIdle());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, draft())));
            suspended.complete("woken");
            executor.run();
            assertEquals("woken\n", new String(result(first).token(), US_ASCII));
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
        }

        @Test
        void messagesGoOnWhileAnEstablishedContextIsInAHandshake() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            test.initialize(credential, context, "see-you");
            context.makeSignature(token());
            var executor = new HandRun();
            var stage = test.engine.initializeAsync(
                    credential, context, "target", NO_FLAGS, input("complete-continue"), executor);
            context.makeSignature(token());
            executor.run();
            assertFalse(result(stage).isComplete());
            context.makeSignature(token());
        }
    }

    @Nested
    @DisplayName("CompleteAuthToken")
    class Completion {
        @Test
        @Tag("S98")
        void completeAndContinueWantsCompleteAuthTokenAndThenAnotherLeg() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                var leg = test.initialize(credential, context, "complete-continue");
                assertEquals(SecurityStatus.SEC_I_COMPLETE_AND_CONTINUE, leg.status());
                assertEquals(0x00090314, leg.status().value());
                assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> test.initialize(credential, context, "hello")));
                var completed = test.engine.complete(context, leg.token());
                assertEquals("complete\n", new String(completed.token(), US_ASCII));
                assertEquals(SEC_E_OK, test.initialize(credential, context, "bye").status());
            }
        }

        @Test
        @Tag("S99")
        @Tag("S172")
        void completeNeededWantsCompleteAuthTokenAndNothingMore() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                var leg = test.initialize(credential, context, "complete");
                assertEquals(SecurityStatus.SEC_I_COMPLETE_NEEDED, leg.status());
                assertEquals(0x00090313, leg.status().value());
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.makeSignature(token())));
                var completed = test.engine.complete(context, leg.token());
                assertEquals(SEC_E_OK, completed.status());
                assertEquals("complete\n", new String(completed.token(), US_ASCII));
                context.makeSignature(token());
            }
        }

        @Test
        void isUnsupportedWhereNobodyWaitsForIt() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> test.engine.complete(context, draft())));
                test.initialize(credential, context, "bye");
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> test.engine.complete(context, draft())));
                context.makeSignature(token());
                context.close();
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, draft())));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"daft\n", "draft"})
        void ofAnotherTokenKills(String token) throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                test.initialize(credential, context, "complete");
                var expected = token.endsWith("\n") ? SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN;
                assertEquals(expected, status(() -> test.engine.complete(context, token.getBytes(US_ASCII))));
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.complete(context, draft())));
            }
        }
    }

    @Nested
    @DisplayName("What is read and checked")
    class Reading {
        @Test
        void halfWayTheStateAnswers() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                assertEquals("EveryCase", context.query(ContextAttribute.PACKAGE_INFO).name());
                assertEquals("half-way", context.query(ContextAttribute.NAMES).userName());
                assertEquals(SEC_E_INVALID_HANDLE, status(context::sizes));
                test.initialize(credential, context, "complete");
                assertEquals("EveryCase", context.query(ContextAttribute.PACKAGE_INFO).name());
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
            }
        }

        @Test
        void establishedTheSessionAnswers() throws Exception {
            var context = test.accepted(ContextFlag.INTEGRITY, ContextFlag.DELEGATE);
            assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
            assertEquals(Set.of(ContextFlag.INTEGRITY), context.query(ContextAttribute.FLAGS).flags());
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(context::sizes));
        }

        @Test
        void aMessageOutOfOrderIsRefusedOrReportedAndTheContextLives() throws Exception {
            var context = test.accepted();
            for (byte place = 1; place < 5; place++) {
                var message = List.of(SecBuffer.token(new byte[] {place}));
                assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> context.verifySignature(message)));
                assertEquals(place, context.verifySignatureUnordered(message).sequence().ordinal());
            }
            assertEquals(SEC_E_OK, context.verifySignature(List.of(SecBuffer.token(new byte[1]))).status());
        }

        @Test
        void aFaultOfTheSessionIsAnInternalError() throws Exception {
            var context = test.accepted();
            assertEquals(SEC_E_INTERNAL_ERROR, status(() -> context.verifySignature(List.of())));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> context.encryptMessage(List.of())));
        }

        @Test
        void aSessionThatIsReplacedOrDeletedUnderACallIsNoFaultOfThePackage() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                test.initialize(credential, context, "see-you");
                var replacing = whenRead(() -> test.initialize(credential, context, "see-you"));
                assertEquals(SEC_E_CONTEXT_EXPIRED, status(() -> context.makeSignature(replacing)));
                context.makeSignature(token());
                var deleting = whenRead(context::close);
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.makeSignature(deleting)));
            }
        }

        /** A message during whose reading something happens. */
        private List<SecBuffer> whenRead(Executable happens) {
            return new AbstractList<>() {
                @Override
                public SecBuffer get(int index) {
                    assertDoesNotThrow(happens);
                    return token().get(index);
                }

                @Override
                public int size() {
                    return 1;
                }
            };
        }

        @Test
        void whatComesOutIsACopy() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                Arrays.fill(test.initialize(credential, context, "certificate").issuers().get(0), (byte) 0);
                var token = test.initialize(credential, context, "certificate").token();
                assertEquals("no certificate from CN=one\n", new String(token, US_ASCII));
                Arrays.fill(test.initialize(credential, context, "complete").token(), (byte) 0);
                assertEquals(SEC_E_OK, test.engine.complete(context, draft()).status());
            }
        }
    }

    @Nested
    @DisplayName("What is asked for")
    class Asked {
        private ContextResult next(CredHandle credential, CtxtHandle context, String line, ContextFlag... flags) throws SspiException {
            return test.engine.initialize(credential, context, "target", Set.of(flags), input(line));
        }

        private static String said(ContextResult result) {
            return new String(result.token(), US_ASCII).strip();
        }

        @Test
        void forgetsNothingInCompleteAuthToken() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.engine.initialize(
                        credential, null, "target", Set.of(ContextFlag.INTEGRITY), List.of()).context();
                test.engine.complete(context, next(credential, context, "complete-continue", ContextFlag.DELEGATE).token());
                assertEquals("asked [DELEGATE, INTEGRITY] of [INTEGRITY]", said(next(credential, context, "flags")));
            }
        }

        @Test
        void countsFromItsCallOn() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.engine.initialize(
                        credential, null, "target", Set.of(ContextFlag.INTEGRITY), List.of()).context();
                assertEquals("asked [DELEGATE, INTEGRITY] of [INTEGRITY]", said(next(credential, context, "flags", ContextFlag.DELEGATE)));
                assertEquals("asked [DELEGATE, INTEGRITY] of [INTEGRITY]", said(next(credential, context, "flags")));
                context.close();
            }
        }

        @Test
        void staysWhatItWasWhateverBecomesOfTheCallersSet() throws Exception {
            try (var credential = test.outbound()) {
                var flags = EnumSet.of(ContextFlag.INTEGRITY);
                var context = test.engine.initialize(credential, null, "target", flags, List.of()).context();
                flags.add(ContextFlag.DELEGATE);
                assertEquals("asked [INTEGRITY] of [INTEGRITY]", said(next(credential, context, "flags")));
                context.close();
            }
        }

        @Test
        void inAHandshakeThatIsOverCountsNoMoreInTheNextOne() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                next(credential, context, "see-you", ContextFlag.INTEGRITY);
                assertEquals("asked [DELEGATE] of []", said(next(credential, context, "flags", ContextFlag.DELEGATE)));
                context.close();
            }
        }

        @Test
        void byACallThatDidNotBeginIsNothing() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                assertEquals(SEC_E_INTERNAL_ERROR, status(() -> test.engine.initializeAsync(
                        credential, context, "target", Set.of(ContextFlag.DELEGATE), input("hello"), new HandRun().withRoomFor(0))));
                assertEquals("asked [] of []", said(next(credential, context, "flags")));
                context.close();
            }
        }
    }

    @Test
    void manyThreadsOnOneContextSeeDocumentedStatusesOnly() throws Exception {
        int threads = 64;
        var documented = EnumSet.of(
                SEC_E_INVALID_HANDLE, SEC_E_WRONG_CREDENTIAL_HANDLE, SEC_E_OUT_OF_SEQUENCE, SEC_E_INVALID_TOKEN, SEC_E_UNSUPPORTED_FUNCTION,
                SEC_E_LOGON_DENIED, SEC_E_MESSAGE_ALTERED, SEC_E_NO_IMPERSONATION, SEC_E_CONTEXT_EXPIRED);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 100; round++) {
                var seed = round;
                var credential = test.credential(CredentialUse.BOTH, "alice");
                var bob = test.credential(CredentialUse.BOTH, "bob");
                var context = test.accept(credential, null, "hello").context();
                var together = new CyclicBarrier(threads);
                var runs = IntStream.range(0, threads)
                        .<Future<Void>>mapToObj(thread -> pool.submit(() -> {
                            var random = new Random(1000L * seed + thread);
                            together.await();
                            for (int i = 0; i < 20; i++) {
                                try {
                                    anything(random, random.nextInt(8) == 0 ? bob : credential, context);
                                } catch (SspiException e) {
                                    assertTrue(documented.contains(e.status()), e::toString);
                                }
                            }
                            return null;
                        }))
                        .toList();
                for (var run : runs) {
                    run.get();
                }
                context.close();
                credential.close();
                bob.close();
                assertEquals(0, test.ledger.liveSecrets(), "round " + seed);
                assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings(), "round " + seed);
            }
        } finally {
            pool.shutdown();
            assertTrue(pool.awaitTermination(1, TimeUnit.MINUTES));
        }
    }

    private void anything(Random random, CredHandle credential, CtxtHandle context) throws SspiException {
        switch (random.nextInt(120)) {
            case 0 -> context.close();
            case 1 -> credential.close();
            case 2 -> test.accept(credential, context, "fail SEC_E_LOGON_DENIED");
            case 3 -> test.accept(credential, context, "no such word");
            default -> {
                switch (random.nextInt(12)) {
                    case 0 -> test.accept(credential, context, "see-you alice");
                    case 1 -> test.accept(credential, context, "complete-continue");
                    case 2 -> test.engine.complete(context, draft());
                    case 3 -> context.makeSignature(token());
                    case 4 -> context.verifySignature(List.of(SecBuffer.token(new byte[1])));
                    case 5 -> context.query(ContextAttribute.NAMES);
                    case 6 -> context.accessToken();
                    case 7 -> test.initialize(credential, context, "hello");
                    case 8 -> result(test.engine.acceptAsync(credential, context, NO_FLAGS, input("run abc"), Runnable::run));
                    case 9 -> test.engine.acceptAsync(credential, context, NO_FLAGS, input("wait"), Runnable::run);
                    default -> test.accept(credential, context, "who");
                }
            }
        }
    }

    private static byte[] draft() {
        return "draft\n".getBytes(US_ASCII);
    }

    private static List<SecBuffer> token() {
        return List.of(SecBuffer.token(ByteBuffer.allocate(1)));
    }
}
