package org.sspi4j.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.fixture.Elsewhere;

@DisplayName("Whom other threads act as that begin or work while one acts as a client")
class InheritanceTest {
    private static final AccessToken ALICE = token("alice");
    private static final AccessToken BOB = token("bob");
    private static final Subject SERVICE = new Subject(true, Set.of(new X500Principal("CN=service")), Set.of(), Set.of());

    static List<Elsewhere> ways() {
        return Elsewhere.known();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nobodyAfterImpersonate(Elsewhere way) throws Exception {
        try (var impersonation = ThreadToken.impersonate(ALICE)) {
            assertEquals(List.of(Optional.empty(), Optional.empty()), way.run(InheritanceTest::identity));
            assertSame(ALICE, ThreadToken.current().orElseThrow());
        }
    }

    /** Before JDK 24 the JDK itself hands the Subject on. */
    @ParameterizedTest
    @MethodSource("ways")
    void nobodyInsideCallAs(Elsewhere way) throws Exception {
        ThreadToken.callAs(ALICE, () -> {
            assertEquals(List.of(Optional.empty(), Optional.empty()), way.run(InheritanceTest::identity));
            return null;
        });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nobodyInsideCallAsInsideCallAs(Elsewhere way) throws Exception {
        ThreadToken.callAs(ALICE, () -> ThreadToken.callAs(BOB, () -> {
            assertEquals(List.of(Optional.empty(), Optional.empty()), way.run(InheritanceTest::identity));
            return null;
        }));
    }

    /** A thread of a pool that began in callAs serves others later. */
    @Test
    void aThreadThatBeganInCallAsActsAsWhomItIsTold() throws Exception {
        var pool = Executors.newFixedThreadPool(1);
        try {
            ThreadToken.callAs(ALICE, () -> Elsewhere.on(pool, InheritanceTest::identity));
            assertEquals(List.of(Optional.empty(), Optional.empty()), Elsewhere.on(pool, InheritanceTest::identity));
            assertEquals(List.of(Optional.of(BOB), Optional.of(BOB.subject())),
                    Elsewhere.on(pool, () -> ThreadToken.callAs(BOB, InheritanceTest::identity)));
            assertEquals(List.of(Optional.of(BOB), Optional.of(BOB.subject())), Elsewhere.on(pool, () -> {
                try (var impersonation = ThreadToken.impersonate(BOB)) {
                    return identity();
                }
            }));
            assertEquals(List.of(Optional.empty(), Optional.of(SERVICE)),
                    Elsewhere.on(pool, () -> Subjects.callAs(SERVICE, InheritanceTest::identity)));
            assertEquals(List.of(Optional.empty(), Optional.of(ALICE.subject())),
                    Elsewhere.on(pool, () -> Subjects.callAs(ALICE.subject(), InheritanceTest::identity)), "the application's own doing");
            assertEquals(List.of(Optional.empty(), Optional.empty()), Elsewhere.on(pool, () -> ThreadToken.callAs(BOB, () -> {
                ThreadToken.revert();
                return identity();
            })));
        } finally {
            pool.shutdown();
        }
    }

    private static List<Optional<?>> identity() {
        return List.of(ThreadToken.current(), ThreadToken.effectiveSubject());
    }

    private static AccessToken token(String name) {
        return AccessToken.of(name, ImpersonationLevel.IMPERSONATION, Set.of(new X500Principal("CN=" + name)));
    }
}
