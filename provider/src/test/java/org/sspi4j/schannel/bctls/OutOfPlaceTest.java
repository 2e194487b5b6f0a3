package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.ContentType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.jsse.JsseEngines;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsVersion;

/** Bouncy Castle's TLS says to the JDK's what no peer may say. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OutOfPlaceTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13})
    @DisplayName("RFC 8446 4: HelloRequest, ClientHello and CertificateRequest, encrypted and after the handshake")
    void aMessageOfTheHandshakeThatComesAfterItEndsTheConnection(int type) throws Exception {
        var engines = JsseEngines.ofServer(Duration.ofHours(1), true, List.of(), Clock.systemUTC());
        var taking = Settings.server("EC").versions(TlsVersion.TLS_1_3);
        var server = engines.acceptor(taking.offer());
        var client = (BouncyCastleEngine) Settings.client().versions(TlsVersion.TLS_1_3).initiator().engine;
        connect(client, server);
        client.protocol.write(ContentType.handshake, new byte[] {(byte) type, 0, 0, 0}, 0, 4);
        var record = ByteBuffer.allocate(client.largestRecord());
        client.send(record);
        record.flip();
        var refused = assertThrows(SspiException.class, () -> server.open(record, ByteBuffer.allocate(1 << 15)));
        assertEquals(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, refused.status(), refused::getMessage);
    }

    private static void connect(TlsEngine client, TlsEngine server) throws SspiException {
        for (boolean moved = true; moved; ) {
            moved = step(client, server) | step(server, client);
        }
    }

    /** What one has to say, the other one hears. */
    private static boolean step(TlsEngine from, TlsEngine to) throws SspiException {
        boolean moved = false;
        while (true) {
            switch (from.wants()) {
                case TASK -> {
                    from.task().run();
                    moved = true;
                }
                case SEND -> {
                    var record = ByteBuffer.allocate(from.largestRecord());
                    from.send(record);
                    if (record.position() > 0) {
                        hear(to, record.flip());
                    }
                    moved = true;
                }
                default -> {
                    return moved;
                }
            }
        }
    }

    private static void hear(TlsEngine to, ByteBuffer record) throws SspiException {
        to.open(record, ByteBuffer.allocate(to.largestRecord()));
        while (to.wants() == TlsEngine.Wants.TASK) {
            to.task().run();
        }
    }
}
