package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

    @Test
    void whoTakesOneHasItAlone() {
        var connection = new Object();
        var handshake = handshake();
        handshakes.keep(connection, handshake);
        assertSame(handshake, handshakes.take(connection).orElseThrow());
        assertEquals(Optional.empty(), handshakes.take(connection));
        assertEquals(0, handshakes.size());
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
        var second = handshake();
        handshakes.keep(connection, handshake());
        handshakes.keep(connection, second);
        assertEquals(1, handshakes.size());
        assertSame(second, handshakes.take(connection).orElseThrow());
    }

    @Test
    void theOldestGiveWay() {
        var connections = List.of(new Object(), new Object(), new Object(), new Object());
        connections.forEach(connection -> handshakes.keep(connection, handshake()));
        assertEquals(3, handshakes.size());
        assertEquals(Optional.empty(), handshakes.take(connections.get(0)));
        assertEquals(1, handshakes.take(connections.get(3)).stream().count());
    }

    @Test
    void nobodyWaitsForEver() {
        var early = new Object();
        var late = new Object();
        handshakes.keep(early, handshake());
        nanoTime[0] = 5;
        handshakes.keep(late, handshake());
        nanoTime[0] = 11;
        handshakes.dropOld();
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
        handshakes.keep(new Object(), handshake());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (handshakes.size() > 0) {
                System.gc();
                handshakes.dropOld();
            }
        });
    }

    @Test
    void allEndWithTheServer() {
        handshakes.keep(new Object(), handshake());
        handshakes.close();
        assertEquals(0, handshakes.size());
    }
}
