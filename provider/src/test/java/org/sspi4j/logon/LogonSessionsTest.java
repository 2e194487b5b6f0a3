package org.sspi4j.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.Luid;

class LogonSessionsTest {
    private static Subject alice() {
        return new Subject(true, Set.of(new X500Principal("CN=alice")), Set.of(), Set.of());
    }

    @Test
    @Tag("S22")
    @Tag("S154")
    void aSubjectIsASessionAndOneThatHoldsTheSameIsAnother() {
        var one = alice();
        var two = alice();
        assertEquals(one, two);
        assertEquals(LogonSessions.of(one), LogonSessions.of(one));
        assertNotEquals(LogonSessions.of(one), LogonSessions.of(two));
        assertSame(one, LogonSessions.subject(LogonSessions.of(one)).orElseThrow());
        assertSame(two, LogonSessions.subject(LogonSessions.of(two)).orElseThrow());
    }

    @Test
    void aSubjectThatChangesStaysTheSameSession() {
        var subject = new Subject();
        var luid = LogonSessions.of(subject);
        subject.getPrincipals().add(new X500Principal("CN=alice"));
        assertEquals(luid, LogonSessions.of(subject));
    }

    @Test
    void theThreadsIsTheProcesssUntilItActsAsSomebody() {
        assertEquals(LogonSessions.ofProcess(), LogonSessions.current());
        var token = new AccessToken("alice", ImpersonationLevel.IMPERSONATION, alice());
        try (var acting = ThreadToken.impersonate(token)) {
            assertEquals(LogonSessions.of(acting.token().subject()), LogonSessions.current());
            assertNotEquals(LogonSessions.ofProcess(), LogonSessions.current());
        }
        assertEquals(LogonSessions.ofProcess(), LogonSessions.current());
    }

    @Test
    void theProcesssOwnAndOnesThatNeverWereHaveNoSubject() {
        assertEquals(Optional.empty(), LogonSessions.subject(LogonSessions.ofProcess()));
        assertEquals(Optional.empty(), LogonSessions.subject(new Luid(0x3e7, 0)));
        assertEquals(Optional.empty(), LogonSessions.subject(Luid.of(Long.MAX_VALUE)));
    }

    @Test
    @Timeout(60)
    void aSessionEndsWithItsSubject() {
        var luid = LogonSessions.of(new Subject());
        while (LogonSessions.subject(luid).isPresent()) {
            System.gc();
        }
        assertNotEquals(luid, LogonSessions.of(new Subject()));
        assertEquals(Optional.empty(), LogonSessions.subject(luid));
    }

    @Test
    void aLuidIsTwoHalvesOfANumber() {
        assertEquals(new Luid(0x3e7, 0), Luid.of(0x3e7));
        assertEquals(new Luid(-1, 1), Luid.of(0x1_ffff_ffffL));
        assertEquals(0x1_ffff_ffffL, new Luid(-1, 1).value());
        assertEquals(-1, new Luid(-1, -1).value());
        assertEquals("0x1:0xffffffff", new Luid(-1, 1).toString());
    }
}
