package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SampleProtocolTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @Nested
    @DisplayName("gss-misc.c send_token, recv_token")
    class Tokens {
        private static final String WIRE = "e4" + "00000003" + "010203";

        @Test
        void flagsLengthAndBytesInThisOrder() throws IOException {
            var token = new SampleToken(
                    SampleToken.DATA | SampleToken.WRAPPED | SampleToken.ENCRYPTED | SampleToken.SEND_MIC,
                    new byte[] {1, 2, 3});
            var out = new ByteArrayOutputStream();
            token.write(new DataOutputStream(out));
            assertEquals(WIRE, HexFormat.of().formatHex(out.toByteArray()));
        }

        @Test
        void whatWasWrittenIsReadAgain() throws IOException {
            var token = read(WIRE);
            assertEquals(0xe4, token.flags());
            assertArrayEquals(new byte[] {1, 2, 3}, token.value());
        }

        @Test
        void everyPrefixIsAnEndTooEarly() {
            for (int i = 0; i < WIRE.length(); i += 2) {
                var prefix = WIRE.substring(0, i);
                assertThrows(EOFException.class, () -> read(prefix));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"02ffffffff", "0280000000", "0201000001"})
        void aLengthBeyondReasonIsRefusedBeforeMemoryIsTaken(String wire) {
            var e = assertThrows(IOException.class, () -> read(wire));
            assertTrue(e.getMessage().startsWith("a token of "), e.getMessage());
        }

        @Test
        void aTokenWithoutFlagsIsRefused() {
            var e = assertThrows(IOException.class, () -> read("00000003010203"));
            assertTrue(e.getMessage().startsWith("version 1"), e.getMessage());
        }

        private static SampleToken read(String hex) throws IOException {
            return SampleToken.read(new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex))));
        }
    }

    @Nested
    @DisplayName("a client and a server")
    class Conversations {
        private SampleServer server;
        private FutureTask<SampleServer.Conversation> served;

        @BeforeEach
        void start() throws IOException {
            server = new SampleServer();
            served = new FutureTask<>(() -> server.serve(ToyContext.of("alice")));
            var thread = new Thread(served, "sample server");
            thread.setDaemon(true);
            thread.start();
        }

        @AfterEach
        void stop() throws IOException {
            server.close();
        }

        @ParameterizedTest
        @EnumSource
        void everyMessageArrivesAndIsSignedBack(Protection protection) throws Exception {
            try (var client = client()) {
                for (int i = 0; i < 3; i++) {
                    var found = client.signedBack(HELLO, protection);
                    assertFalse(found.isDuplicateToken() || found.isGapToken(), "message " + i);
                }
            }
            var conversation = served.get();
            assertEquals("alice", conversation.client());
            assertArrayEquals(new byte[] {'A'}, conversation.contextTokens().get(0));
            assertEquals(3, conversation.messages().size());
            for (var heard : conversation.messages()) {
                assertArrayEquals(HELLO, heard.message());
                assertEquals(SampleToken.DATA | SampleToken.SEND_MIC | protection.flags, heard.flags());
                assertEquals(protection == Protection.ENCRYPTED, heard.found().getPrivacy());
            }
        }

        @Test
        void aMessageThatWantsNoMicIsAnsweredWithNoop() throws Exception {
            try (var client = client()) {
                client.taken(HELLO, Protection.ENCRYPTED);
            }
            var heard = served.get().messages().get(0);
            assertArrayEquals(HELLO, heard.message());
            assertFalse((heard.flags() & SampleToken.SEND_MIC) != 0);
        }

        @Test
        void aMicOverAnotherMessageDoesNotVerify() throws Exception {
            try (var client = client()) {
                var reply = client.exchange(client.protect(HELLO, Protection.PLAIN, SampleToken.SEND_MIC));
                var e = assertThrows(GSSException.class, () -> client.verify(new byte[1], reply));
                assertEquals(GSSException.BAD_MIC, e.getMajor());
            }
        }

        @Test
        void aReplyOfAnotherKindIsNoMic() throws Exception {
            try (var client = client()) {
                var reply = client.exchange(client.protect(HELLO, Protection.PLAIN, 0));
                assertThrows(IOException.class, () -> client.verify(HELLO, reply));
            }
        }

        @Test
        void aChangedMessageEndsTheConversation() throws Exception {
            try (var client = client()) {
                var token = client.protect(HELLO, Protection.SIGNED, SampleToken.SEND_MIC);
                byte[] changed = token.value().clone();
                changed[changed.length - 1] ^= 1;
                assertThrows(EOFException.class, () -> client.exchange(new SampleToken(token.flags(), changed)));
            }
            var e = assertThrows(ExecutionException.class, served::get);
            assertEquals(GSSException.BAD_MIC, ((GSSException) e.getCause()).getMajor());
        }

        @Test
        void aMessageThatArrivesTwiceShowsInWhatWasHeard() throws Exception {
            try (var client = client()) {
                var token = client.protect(HELLO, Protection.ENCRYPTED, 0);
                client.exchange(token);
                client.exchange(token);
            }
            var twice = served.get().messages().stream().map(heard -> heard.found().isDuplicateToken());
            assertEquals(List.of(false, true), twice.toList());
        }

        @Test
        void aClientThatWillNotAuthenticateIsRefused() throws Exception {
            try (var connection = connection()) {
                assertThrows(EOFException.class, () -> connection.exchange(SampleToken.empty(SampleToken.NOOP)));
            }
            assertInstanceOf(IOException.class, assertThrows(ExecutionException.class, served::get).getCause());
        }

        @Test
        void dataBeforeTheContextIsRefused() throws Exception {
            try (var connection = connection()) {
                connection.send(SampleToken.empty(SampleToken.NOOP | SampleToken.CONTEXT_NEXT));
                var early = new SampleToken(SampleToken.DATA, HELLO);
                assertThrows(EOFException.class, () -> connection.exchange(early));
            }
            assertInstanceOf(IOException.class, assertThrows(ExecutionException.class, served::get).getCause());
        }

        private SampleClient client() throws IOException, GSSException {
            return SampleClient.connect(server.address(), ToyContext.of("alice"));
        }

        private SampleConnection connection() throws IOException {
            return new SampleConnection(new Socket(server.address().getAddress(), server.address().getPort()));
        }
    }

    @Test
    @DisplayName("gss-misc.h: the numbers of the flags")
    void theFlagsAreTheEightBits() {
        int[] flags = {
            SampleToken.NOOP, SampleToken.CONTEXT, SampleToken.DATA, SampleToken.MIC,
            SampleToken.CONTEXT_NEXT, SampleToken.WRAPPED, SampleToken.ENCRYPTED, SampleToken.SEND_MIC
        };
        assertArrayEquals(new int[] {1, 2, 4, 8, 16, 32, 64, 128}, flags);
    }
}
