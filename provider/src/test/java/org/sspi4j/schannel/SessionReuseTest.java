package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.SspiAsync;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.logon.Subjects;

/**
 * A session of before is used if and only if five things are the same or hold. Each test begins with a connection and then makes one
 * that differs in one of them.
 */
@DisplayName("Reuse of sessions: S77 to S82")
class SessionReuseTest {
    private static final int RECONNECT = 1;
    private static final String OTHER = "other.example.com";

    /** Whether both sides went on with a session of before. */
    private static boolean isReused(CredHandle alice, CredHandle web, String target, ContextFlag... flags) throws SspiException {
        try (var ends = new Tls.Ends(TlsParty.client(alice, target, flags), TlsParty.server(web))) {
            var ours = ends.client.context.query(SchannelAttribute.SESSION_INFO);
            var theirs = ends.server.context.query(SchannelAttribute.SESSION_INFO);
            assertEquals(ours.flags(), theirs.flags(), "both sides say the same");
            return (ours.flags() & RECONNECT) != 0;
        }
    }

    private static CredHandle server(Tls tls) throws SspiException {
        return Tls.inbound(tls.credentials(Tls.ROOT.server(Tls.WEB, OTHER)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    @Tag("S77")
    @Tag("S80")
    void happensWhereAllIsTheSame(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            assertEquals(false, isReused(alice, web, Tls.WEB));
            assertEquals(true, isReused(alice, web, Tls.WEB));
            assertEquals(true, isReused(alice, web, Tls.WEB));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S78")
    void needsTheSameTarget(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            assertEquals(false, isReused(alice, web, OTHER));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S82")
    @DisplayName("needs the same handle: one of equal content will not do")
    void needsTheSameHandle(Tls tls) throws Exception {
        var credentials = tls.credentials();
        try (var alice = Tls.outbound(credentials);
                var same = Tls.outbound(credentials);
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            assertEquals(false, isReused(same, web, Tls.WEB));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S81")
    void needsTheSameLogonSession(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            var bob = new Subject();
            assertEquals(false, Subjects.callAs(bob, () -> isReused(alice, web, Tls.WEB)));
            assertEquals(false, Subjects.callAs(new Subject(), () -> isReused(alice, web, Tls.WEB)), "an equal Subject is another one");
            if (tls != Tls.BOUNCY_CASTLE_1_3) {
                assertEquals(true, Subjects.callAs(bob, () -> isReused(alice, web, Tls.WEB)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S81")
    @DisplayName("the logon session is that of who calls, whoever does the work")
    void isOfTheLogonSessionOfAnAsynchronousCaller(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            try (var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var begun = Subjects.callAs(
                        new Subject(), () -> SspiAsync.initializeSecurityContext(alice, null, Tls.WEB, Set.of(), new byte[0]));
                var first = begun.stage().toCompletableFuture().get(30, TimeUnit.SECONDS);
                client.context = first.context();
                TlsParty.goOn(first.token(), client, server);
                assertEquals(0, client.context.query(SchannelAttribute.SESSION_INFO).flags());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a session of a server that nobody checked stands for none that was")
    void needsTheSameCheck(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            assertEquals(false, isReused(alice, web, "not.the.server.example", ContextFlag.MANUAL_CRED_VALIDATION));
            assertEquals(SEC_E_WRONG_PRINCIPAL, assertThrows(
                    SspiException.class, () -> isReused(alice, web, "not.the.server.example")).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsWithSslEmptyCache(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            isReused(alice, web, OTHER);
            Sspi.sslEmptyCache(Tls.WEB);
            assertEquals(false, isReused(alice, web, Tls.WEB));
            if (tls != Tls.BOUNCY_CASTLE_1_3) {
                assertEquals(true, isReused(alice, web, OTHER));
            }
            Sspi.sslEmptyCache(null);
            assertEquals(false, isReused(alice, web, OTHER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedByAServerThatDisablesIt(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = Tls.inbound(tls.credentials(Tls.SERVER).flags(SchCredFlag.DISABLE_RECONNECTS))) {
            isReused(alice, web, Tls.WEB);
            assertEquals(false, isReused(alice, web, Tls.WEB));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isForgottenByAControlToken(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web))) {
                Sspi.applyControlToken(
                        ends.client.context,
                        List.of(SecBuffer.token(new byte[] {3, 0, 0, 0, 2, 0, 0, 0})));
            }
            assertEquals(false, isReused(alice, web, Tls.WEB));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 5246 7.2.2: session identifiers, keys and secrets of a connection that failed are forgotten")
    void endsWithAConnectionThatFails(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            try (var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var flight = server.receive(client.begin());
                flight[flight.length - 1] ^= 1;
                assertThrows(SspiException.class, () -> client.receive(flight));
            }
            assertEquals(false, isReused(alice, web, Tls.WEB));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a server that asks who the client is does not take a session in which it did not")
    void standsForNoCertificateThatWasNotShown(Tls tls) throws Exception {
        try (var alice = tls.client(Tls.ALICE);
                var web = server(tls)) {
            isReused(alice, web, Tls.WEB);
            try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH))) {
                assertEquals(Tls.ALICE.certificate(), ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    void remembersWhoTheClientIs(Tls tls) throws Exception {
        try (var alice = tls.client(Tls.ALICE);
                var web = server(tls)) {
            for (int again = 0; again < 2; again++) {
                try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH))) {
                    assertEquals(Tls.ALICE.certificate(), ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
                    assertEquals(again, ends.server.context.query(SchannelAttribute.SESSION_INFO).flags());
                }
            }
        }
    }

    @Test
    @Tag("S79")
    @DisplayName("an entry ends its lifespan after the full handshake, however often it was resumed")
    void endsWithTheLifespan() {
        var time = new MovingFacilities();
        var sessions = new ClientSessions(Duration.ofHours(10));
        var name = new ClientSessions.Name(Tls.WEB, Luid.of(1), true);
        var entry = sessions.entry(name, time.now());
        sessions.established(entry, time.now(), List.of());
        time.pass(Duration.ofHours(10).minusMillis(1));
        assertEquals(entry.key(), sessions.entry(name, time.now()).key());
        time.pass(Duration.ofMillis(1));
        var fresh = sessions.entry(name, time.now());
        assertEquals(Optional.empty(), fresh.until());
        assertEquals(false, entry.key().equals(fresh.key()));
    }

    @Test
    @DisplayName("what ends late says nothing of the entry that took its place")
    void isNotDecidedByAnOlderEntry() {
        var time = new MovingFacilities();
        var sessions = new ClientSessions(Duration.ofHours(1));
        var name = new ClientSessions.Name(Tls.WEB, Luid.of(1), true);
        var old = sessions.entry(name, time.now());
        sessions.established(old, time.now(), List.of());
        time.pass(Duration.ofHours(1));
        var fresh = sessions.entry(name, time.now());
        sessions.established(old, time.now(), List.of());
        sessions.forget(old);
        assertEquals(fresh, sessions.entry(name, time.now()));
        sessions.forget(fresh);
        assertEquals(false, fresh.equals(sessions.entry(name, time.now())));
    }

    @Test
    void differsInEachPartOfTheName() {
        var sessions = new ClientSessions(Duration.ofHours(1));
        var now = MovingFacilities.START;
        var keys = Set.of(
                sessions.entry(new ClientSessions.Name(Tls.WEB, Luid.of(1), true), now).key(),
                sessions.entry(new ClientSessions.Name(OTHER, Luid.of(1), true), now).key(),
                sessions.entry(new ClientSessions.Name(Tls.WEB, Luid.of(2), true), now).key(),
                sessions.entry(new ClientSessions.Name(Tls.WEB, Luid.of(1), false), now).key());
        assertEquals(4, keys.size());
    }
}
