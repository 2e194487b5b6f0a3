package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.UUID;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our initiator against MIT's gss-server. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
@Shows(value = "messages", against = Peer.GSS_SERVER)
record MitGssServerIT(Side side) {
    private static final String SERVICE = "sample@svc.mit.example";
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnySizeIsReadAndSignedBack(Protection protection) throws Exception {
        try (var client = connect(initiator(SERVICE))) {
            for (int size : new int[] {2, 15, 16, 17, 4096, 100_000}) {
                byte[] message = new byte[size];
                Arrays.fill(message, (byte) 'x');
                assertInOrder(client.signedBack(message, protection));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerReadsWhatWasSaid(Protection protection) throws Exception {
        var words = UUID.randomUUID().toString();
        try (var client = connect(initiator(SERVICE))) {
            client.taken(words.getBytes(StandardCharsets.US_ASCII), protection);
        }
        var log = Files.readString(MIT.gssServerLog());
        assertTrue(log.contains("Received message: \"" + words + "\""), log);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {Side.KRB5, Side.SPNEGO})
    @Shows("mechanism {}")
    void sequenceAndMutualAuthenticationAreAgreedUpon(String mechanism) throws Exception {
        sequenceAndMutualAuthentication(initiator(mechanism, SERVICE));
    }

    private static void sequenceAndMutualAuthentication(GSSContext context) throws Exception {
        context.requestSequenceDet(true);
        try (var client = connect(context)) {
            for (int i = 0; i < 10; i++) {
                assertInOrder(client.signedBack(new byte[] {'a', (byte) ('0' + i)}, Protection.ENCRYPTED));
            }
            assertTrue(context.getMutualAuthState());
            assertTrue(context.getSequenceDetState());
            assertTrue(context.getReplayDetState());
            assertTrue(context.getConfState());
            assertTrue(context.getIntegState());
            assertEquals("alice@" + MIT.realm(), context.getSrcName().toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {Side.KRB5, Side.SPNEGO})
    @Shows("mechanism {}")
    void withoutMutualAuthenticationMessagesAreProtectedAllTheSame(String mechanism) throws Exception {
        withoutMutualAuthentication(initiator(mechanism, SERVICE));
    }

    private static void withoutMutualAuthentication(GSSContext context) throws Exception {
        context.requestMutualAuth(false);
        try (var client = connect(context)) {
            assertInOrder(client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED));
            assertFalse(context.getMutualAuthState());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"aes256-cts", "aes128-cts", "aes256-sha2", "aes128-sha2"})
    @Shows(value = "encryption type {}", against = {Peer.MIT_KDC, Peer.GSS_SERVER})
    void everyEncryptionTypeOfUserServiceAndSession(String etype) throws Exception {
        var user = "user-" + etype;
        var logon = new Logon.Password(user, PEERS.mitPassword(user));
        var context = side.initiator(Side.KRB5, logon, "sample@" + etype + ".mit.example");
        try (var client = connect(context)) {
            for (var protection : Protection.values()) {
                assertInOrder(client.signedBack("hello".getBytes(StandardCharsets.US_ASCII), protection));
            }
        }
    }

    @Test
    void theServerRefusesAMessageSentTwice() throws Exception {
        var context = initiator(SERVICE);
        context.requestReplayDet(true);
        try (var client = connect(context)) {
            var token = client.protect(new byte[] {'o', 'k'}, Protection.ENCRYPTED, SampleToken.SEND_MIC);
            client.exchange(token);
            assertThrows(EOFException.class, () -> client.exchange(token));
        }
    }

    @Test
    void theServerRefusesAMessageOutOfSequence() throws Exception {
        var context = initiator(SERVICE);
        context.requestSequenceDet(true);
        try (var client = connect(context)) {
            client.protect(new byte[] {'n', 'o'}, Protection.ENCRYPTED, 0);
            var second = client.protect(new byte[] {'o', 'k'}, Protection.ENCRYPTED, 0);
            assertThrows(EOFException.class, () -> client.exchange(second));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGNED", "ENCRYPTED"})
    void theServerRefusesAMessageWithOneBitChanged(Protection protection) throws Exception {
        try (var client = connect(initiator(SERVICE))) {
            var token = client.protect("hello".getBytes(StandardCharsets.US_ASCII), protection, 0);
            token.value()[token.value().length - 1] ^= 1;
            assertThrows(EOFException.class, () -> client.exchange(token));
        }
    }

    @Test
    void aMicOfTheServerOverAnotherMessageDoesNotVerify() throws Exception {
        try (var client = connect(initiator(SERVICE))) {
            byte[] message = {'o', 'k'};
            var reply = client.exchange(client.protect(message, Protection.ENCRYPTED, SampleToken.SEND_MIC));
            var e = assertThrows(GSSException.class, () -> client.verify(new byte[] {'n', 'o'}, reply));
            assertEquals(GSSException.BAD_MIC, e.getMajor());
        }
    }

    @Test
    void aMicOfTheServerThatComesTwiceIsADuplicate() throws Exception {
        try (var client = connect(initiator(SERVICE))) {
            byte[] message = {'o', 'k'};
            var reply = client.exchange(client.protect(message, Protection.ENCRYPTED, SampleToken.SEND_MIC));
            assertInOrder(client.verify(message, reply));
            assertTrue(client.verify(message, reply).isDuplicateToken());
        }
    }

    private GSSContext initiator(String service) throws Exception {
        return initiator(Side.KRB5, service);
    }

    private GSSContext initiator(String mechanism, String service) throws Exception {
        var context = side.initiator(mechanism, new Logon.Password("alice", PEERS.mitPassword("alice")), service);
        context.requestMutualAuth(true);
        return context;
    }

    private static SampleClient connect(GSSContext context) throws Exception {
        return SampleClient.connect(MIT.gssServer(), context);
    }

    private static void assertInOrder(MessageProp found) {
        assertFalse(
                found.isDuplicateToken() || found.isOldToken() || found.isUnseqToken() || found.isGapToken(),
                found::toString);
    }
}
