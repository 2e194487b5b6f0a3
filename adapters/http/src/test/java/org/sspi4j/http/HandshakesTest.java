package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.HttpAnswer;
import org.sspi4j.HttpServerAuthentication;
import org.sspi4j.HttpServerConnection;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.NtlmCred;

class HandshakesTest {
    private final long[] nanoTime = {0};
    private final Handshakes handshakes = new Handshakes(3, Duration.ofNanos(10), () -> nanoTime[0]);
    private CredHandle credential;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        var nobody = NtlmCred.builder().accounts(AccountFile.at(folder.resolve("accounts"))).build();
        credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, nobody);
    }

    @AfterEach
    void close() {
        handshakes.close();
        credential.close();
    }

    private HttpServerConnection handshake() {
        return HttpServerAuthentication.builder().scheme("NTLM", credential).build().connection();
    }

    /** What was begun over it is wiped. */
    private static void isClosed(HttpServerConnection handshake) {
        assertInstanceOf(HttpAnswer.Refused.class, handshake.answer(null, Optional.empty()));
    }

    private static void isOpen(HttpServerConnection handshake) {
        assertInstanceOf(HttpAnswer.Unauthorized.class, handshake.answer(null, Optional.empty()));
    }

    @Test
    void whoTakesOneHasItAlone() {
        var connection = new Object();
        var handshake = handshake();
        handshakes.keep(connection, handshake);
        assertSame(handshake, handshakes.take(connection).orElseThrow());
        assertEquals(Optional.empty(), handshakes.take(connection));
        assertEquals(0, handshakes.size());
        handshakes.close();
        isOpen(handshake);
    }

    @Test
    void equalConnectionsAreTwo() {
        var one = List.of("equal");
        var other = List.of("equal");
        assertEquals(one, other);
        handshakes.keep(one, handshake());
        assertEquals(Optional.empty(), handshakes.take(other));
    }

    @Test
    void theLatestOfAConnectionCounts() {
        var connection = new Object();
        var first = handshake();
        var second = handshake();
        handshakes.keep(connection, first);
        handshakes.keep(connection, second);
        isClosed(first);
        isOpen(second);
        assertEquals(1, handshakes.size());
        assertSame(second, handshakes.take(connection).orElseThrow());
    }

    @Test
    void theOldestGiveWay() {
        var connections = List.of(new Object(), new Object(), new Object(), new Object());
        var first = handshake();
        handshakes.keep(connections.get(0), first);
        connections.subList(1, 4).forEach(connection -> handshakes.keep(connection, handshake()));
        isClosed(first);
        assertEquals(3, handshakes.size());
        assertEquals(Optional.empty(), handshakes.take(connections.get(0)));
        assertEquals(1, handshakes.take(connections.get(3)).stream().count());
    }

    @Test
    void nobodyWaitsForEver() {
        var early = new Object();
        var late = new Object();
        var handshake = handshake();
        handshakes.keep(early, handshake);
        nanoTime[0] = 5;
        handshakes.keep(late, handshake());
        nanoTime[0] = 11;
        handshakes.dropOld();
        isClosed(handshake);
        assertEquals(1, handshakes.size());
        assertEquals(1, handshakes.take(late).stream().count());
    }

    /** What waited for all of its patience is the oldest no more, if the connection has begun anew meanwhile. */
    @Test
    void whoBeginsAnewHasTimeAnew() {
        var connection = new Object();
        handshakes.keep(connection, handshake());
        nanoTime[0] = 8;
        handshakes.take(connection);
        handshakes.keep(connection, handshake());
        nanoTime[0] = 15;
        assertEquals(1, handshakes.take(connection).stream().count());
    }

    @Test
    void aConnectionThatTheServerHasForgottenTakesItsHandshakeAlong() {
        var handshake = handshake();
        handshakes.keep(new Object(), handshake);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (handshakes.size() > 0) {
                System.gc();
                handshakes.dropOld();
            }
        });
        isClosed(handshake);
    }

    @Test
    void allEndWithTheServer() {
        var handshake = handshake();
        handshakes.keep(new Object(), handshake);
        handshakes.close();
        isClosed(handshake);
        assertEquals(0, handshakes.size());
    }
}
