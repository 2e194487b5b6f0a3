package org.sspi4j.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.ImpersonationLevel;

class ThreadTokenTest {
    private static final AccessToken ALICE = token("alice");
    private static final AccessToken BOB = token("bob");
    private static final Subject SERVICE = new Subject(true, Set.of(new X500Principal("CN=service")), Set.of(), Set.of());

    @AfterEach
    void theThreadIsCleanAgain() {
        assertEquals(Optional.empty(), ThreadToken.current());
        assertEquals(Optional.empty(), ThreadToken.effectiveSubject());
        assertNull(Subjects.current());
    }

    @Nested
    @DisplayName("ImpersonateSecurityContext")
    class Impersonating {
        @Test
        void isInForceUntilItIsClosed() {
            var impersonation = ThreadToken.impersonate(ALICE);
            assertSame(ALICE, impersonation.token());
            assertActingAs(ALICE);
            impersonation.close();
            impersonation.close();
        }

        @Test
        void nests() {
            try (var outer = ThreadToken.impersonate(ALICE)) {
                try (var inner = ThreadToken.impersonate(BOB)) {
                    assertActingAs(BOB);
                }
                assertActingAs(ALICE);
            }
        }

        @Test
        void endsInTheOrderOfItsBeginningsReversed() {
            var outer = ThreadToken.impersonate(ALICE);
            var inner = ThreadToken.impersonate(BOB);
            assertThrows(IllegalStateException.class, outer::close);
            assertActingAs(BOB);
            inner.close();
            assertActingAs(ALICE);
            outer.close();
        }

        @Test
        void endsOnItsOwnThreadOnly() throws Exception {
            try (var impersonation = ThreadToken.impersonate(ALICE)) {
                assertThrows(IllegalStateException.class, () -> onAnotherThread(() -> {
                    impersonation.close();
                    return null;
                }));
                assertActingAs(ALICE);
            }
        }

        @Test
        void isNotSeenByOtherThreadsNorInheritedByThem() throws Exception {
            try (var impersonation = ThreadToken.impersonate(ALICE)) {
                assertEquals(Optional.empty(), onAnotherThread(ThreadToken::current));
                assertEquals(Optional.empty(), onAnotherThread(ThreadToken::effectiveSubject));
            }
        }

        @Test
        void isNotSeenByOtherLibraries() {
            try (var impersonation = ThreadToken.impersonate(ALICE)) {
                assertNull(Subjects.current());
            }
        }
    }

    @Nested
    @DisplayName("RevertSecurityContext")
    class Reverting {
        @Test
        void goesToTheProcessHoweverManyAreOpen() {
            var outer = ThreadToken.impersonate(ALICE);
            var inner = ThreadToken.impersonate(BOB);
            ThreadToken.revert();
            assertActingAsProcess();
            outer.close();
            inner.close();
            assertActingAsProcess();
        }

        @Test
        void leavesLaterImpersonationsAlone() {
            var before = ThreadToken.impersonate(ALICE);
            ThreadToken.revert();
            try (var after = ThreadToken.impersonate(BOB)) {
                before.close();
                assertActingAs(BOB);
            }
        }

        @Test
        void insideAForeignDoAsGoesToTheForeignSubjectAndLeavesNoMark() throws Exception {
            for (int i = 0; i < 2; i++) {
                Subjects.callAs(SERVICE, () -> {
                    assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                    ThreadToken.impersonate(ALICE);
                    assertActingAs(ALICE);
                    ThreadToken.revert();
                    assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                    return null;
                });
            }
            assertActingAsProcess();
        }

        @Test
        void insideAForeignDoAsInsideCallAsHoldsAfterTheDoAsToo() throws Exception {
            ThreadToken.callAs(ALICE, () -> {
                Subjects.callAs(SERVICE, () -> {
                    ThreadToken.impersonate(BOB);
                    ThreadToken.revert();
                    assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                    return null;
                });
                assertActingAsProcess();
                return null;
            });
            assertActingAsProcess();
        }

        @Test
        void insideCallAsInsideAForeignDoAsGoesToTheForeignSubject() throws Exception {
            Subjects.callAs(SERVICE, () -> {
                ThreadToken.callAs(ALICE, () -> {
                    ThreadToken.callAs(BOB, () -> {
                        ThreadToken.revert();
                        assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                        assertEquals(Optional.empty(), ThreadToken.current());
                        return null;
                    });
                    assertActingAs(ALICE);
                    return null;
                });
                return null;
            });
            assertActingAsProcess();
        }

        @Test
        void withoutImpersonationDoesNothing() {
            ThreadToken.revert();
            assertActingAsProcess();
        }
    }

    @Nested
    @DisplayName("callAs")
    class CallAs {
        @Test
        void bindsTokenAndSubject() throws Exception {
            var seen = ThreadToken.callAs(ALICE, () -> {
                assertActingAs(ALICE);
                assertSame(ALICE.subject(), Subjects.current());
                return "done";
            });
            assertEquals("done", seen);
        }

        @Test
        void nestsInItself() throws Exception {
            ThreadToken.callAs(ALICE, () -> {
                ThreadToken.callAs(BOB, () -> {
                    assertActingAs(BOB);
                    assertSame(BOB.subject(), Subjects.current());
                    return null;
                });
                assertActingAs(ALICE);
                return assertSameSubject(ALICE.subject());
            });
        }

        @Test
        void nestsInAnImpersonation() throws Exception {
            try (var impersonation = ThreadToken.impersonate(ALICE)) {
                ThreadToken.callAs(BOB, () -> {
                    assertActingAs(BOB);
                    assertThrows(IllegalStateException.class, impersonation::close);
                    return null;
                });
                assertActingAs(ALICE);
            }
        }

        @Test
        void endsTheImpersonationsThatBeganInIt() throws Exception {
            var left = new Impersonation[1];
            ThreadToken.callAs(ALICE, () -> {
                left[0] = ThreadToken.impersonate(BOB);
                assertActingAs(BOB);
                return null;
            });
            assertActingAsProcess();
            left[0].close();
        }

        @Test
        void aRevertInItEndsWithIt() throws Exception {
            try (var impersonation = ThreadToken.impersonate(BOB)) {
                ThreadToken.callAs(ALICE, () -> {
                    ThreadToken.revert();
                    assertActingAsProcess();
                    try (var again = ThreadToken.impersonate(BOB)) {
                        assertActingAs(BOB);
                    }
                    assertActingAsProcess();
                    return null;
                });
                assertActingAs(BOB);
            }
        }

        @Test
        void insideAForeignDoAsIsTheClientAndAfterwardsTheForeignSubject() throws Exception {
            Subjects.callAs(SERVICE, () -> {
                assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                ThreadToken.callAs(ALICE, () -> {
                    assertActingAs(ALICE);
                    return assertSameSubject(ALICE.subject());
                });
                assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                return assertSameSubject(SERVICE);
            });
        }

        @Test
        void aForeignDoAsInsideItIsTheForeignSubject() throws Exception {
            ThreadToken.callAs(ALICE, () -> {
                Subjects.callAs(SERVICE, () -> {
                    assertEquals(Optional.empty(), ThreadToken.current());
                    assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                    return null;
                });
                assertActingAs(ALICE);
                return null;
            });
        }

        @Test
        void anImpersonationInsideAForeignDoAsIsInnermost() throws Exception {
            Subjects.callAs(SERVICE, () -> {
                try (var impersonation = ThreadToken.impersonate(ALICE)) {
                    assertActingAs(ALICE);
                    assertSameSubject(SERVICE);
                }
                assertEquals(Optional.of(SERVICE), ThreadToken.effectiveSubject());
                return null;
            });
        }

        /** JDK 17 hides the Subject from privileged code; the token stays. */
        @Test
        @SuppressWarnings("removal")
        void staysInForceInPrivilegedCode() throws Exception {
            ThreadToken.callAs(ALICE, () -> java.security.AccessController.doPrivileged(
                    (java.security.PrivilegedAction<Void>) () -> {
                        assertActingAs(ALICE);
                        return null;
                    }));
        }

        @Test
        void exceptionsComeOutAsTheyAre() {
            for (var thrown : new Exception[] {
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new CompletionException(new IOException("wrapped")),
                new InterruptedException("interrupted"),
                new java.security.PrivilegedActionException(new IOException("wrapped"))
            }) {
                assertSame(thrown, assertThrows(Exception.class, () -> ThreadToken.callAs(ALICE, () -> {
                    throw thrown;
                })));
                assertActingAsProcess();
            }
        }

        @Test
        void errorsComeOutAsTheyAre() {
            var thrown = new AssertionError("an error");
            assertSame(thrown, assertThrows(AssertionError.class, () -> ThreadToken.callAs(ALICE, () -> {
                throw thrown;
            })));
        }
    }

    private static Void assertSameSubject(Subject subject) {
        assertSame(subject, Subjects.current());
        return null;
    }

    private static void assertActingAs(AccessToken token) {
        assertSame(token, ThreadToken.current().orElseThrow());
        assertSame(token.subject(), ThreadToken.effectiveSubject().orElseThrow());
    }

    private static void assertActingAsProcess() {
        assertEquals(Optional.empty(), ThreadToken.current());
        assertEquals(Optional.empty(), ThreadToken.effectiveSubject());
    }

    private static AccessToken token(String name) {
        return AccessToken.of(name, ImpersonationLevel.IMPERSONATION, Set.of(new X500Principal("CN=" + name)));
    }

    private static <T> T onAnotherThread(Callable<T> action) throws Exception {
        var task = new FutureTask<>(action);
        var thread = new Thread(task);
        thread.start();
        thread.join();
        try {
            return task.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
