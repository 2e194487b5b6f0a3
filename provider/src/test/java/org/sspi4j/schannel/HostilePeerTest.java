package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_RENEGOTIATE;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SchannelAttribute.KeyingMaterialInfo;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** What a peer, or a caller, may do and ought not to, and what it takes to stand it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostilePeerTest {
    private static final byte[] TEXT = "text".getBytes(UTF_8);

    private static JdkPeer connected(TlsParty server) throws Exception {
        var peer = JdkPeer.client("TLSv1.3");
        var toServer = peer.begin();
        while (toServer.length > 0) {
            toServer = peer.receive(server.receive(toServer));
        }
        return peer;
    }

    @Test
    @DisplayName("several KeyUpdates: no message goes before they are answered, and all are in order then")
    void severalKeyUpdatesAreAnsweredBeforeTheNextMessage() throws Exception {
        try (var web = Tls.JDK_1_3.server(); var server = TlsParty.server(web)) {
            var peer = connected(server);
            for (int i = 0; i < 8; i++) {
                assertEquals(SEC_I_RENEGOTIATE, server.context.decryptMessage(received(peer.begin())).status());
            }
            assertEquals(SEC_E_OUT_OF_SEQUENCE, assertThrows(SspiException.class, () -> server.write(TEXT)).status());
            assertEquals(SEC_E_OUT_OF_SEQUENCE, assertThrows(SspiException.class, () -> server.write(TEXT)).status());
            peer.receive(server.leg(new byte[0]));
            peer.receive(server.write(TEXT));
            assertEquals(TEXT.length, peer.received());
        }
    }

    @Test
    void oneKeyUpdateIsAnsweredAheadOfTheNextMessage() throws Exception {
        try (var web = Tls.JDK_1_3.server(); var server = TlsParty.server(web)) {
            var peer = connected(server);
            assertEquals(SEC_I_RENEGOTIATE, server.context.decryptMessage(received(peer.begin())).status());
            peer.receive(server.write(TEXT));
            peer.receive(server.write(TEXT));
            assertEquals(2 * TEXT.length, peer.received());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMapperThatRefusesTellsTheClient(Tls tls) throws Exception {
        var refusing = tls.credentials(Tls.SERVER).mapper(chain -> {
            throw new SspiException(SEC_E_LOGON_DENIED, "as told");
        });
        try (var alice = tls.client(Tls.ALICE);
                var web = Tls.inbound(refusing);
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH)) {
            var last = client.receive(server.receive(client.begin()));
            var refusal = assertThrows(SspiException.class, () -> server.receive(last));
            assertEquals(SEC_E_LOGON_DENIED, refusal.status());
            assertTrue(refusal.token().length > 0, "the client would wait for ever");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S79: a server's session ends with its lifespan too")
    void aServersSessionEndsWithItsLifespan(Tls tls) throws Exception {
        var sessions = tls.credentials(Tls.SERVER).sessionLifespan(Duration.ofNanos(1));
        try (var alice = tls.client();
                var web = Tls.inbound(sessions)) {
            for (int i = 0; i < 3; i++) {
                try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web))) {
                    assertEquals(0, ends.server.context.query(SchannelAttribute.SESSION_INFO).flags());
                }
            }
        }
    }

    @Test
    void aServerCannotForgetWhatIsInATicket() throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () -> Sspi.applyControlToken(
                    ends.server.context, List.of(SecBuffer.token(new byte[] {3, 0, 0, 0, 2, 0, 0, 0})))).status());
        }
    }

    @Test
    void aLifespanHasThirtyTwoBitsOfMilliseconds() {
        var builder = SchCredentials.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.sessionLifespan(Duration.ofMillis(0x1_0000_0000L)));
        assertThrows(IllegalArgumentException.class, () -> builder.sessionLifespan(Duration.ofMillis(-1)));
        assertEquals(Duration.ofMillis(0xFFFF_FFFFL), builder.sessionLifespan(Duration.ofMillis(0xFFFF_FFFFL)).build().sessionLifespan());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "master secret", "extended master secret", "key expansion", "client finished", "server finished", "\u00e9"})
    void labelsOfTlsItselfAndOthersThanAsciiAreRefused(String label) throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(SEC_E_INVALID_PARAMETER, assertThrows(SspiException.class, () -> ends.client.context.set(
                    SchannelAttribute.KEYING_MATERIAL_INFO, new KeyingMaterialInfo(label, null, 32))).status());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 8161})
    void lengthsThatNobodyGivesAreRefused(int length) throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(SEC_E_INVALID_PARAMETER, assertThrows(SspiException.class, () -> ends.client.context.set(
                    SchannelAttribute.KEYING_MATERIAL_INFO, new KeyingMaterialInfo("EXPORTER-x", null, length))).status());
        }
    }

    private static List<SecBuffer> received(byte[] bytes) {
        return new ArrayList<>(List.of(
                SecBuffer.data(ByteBuffer.wrap(bytes)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty()));
    }
}
