package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.NegotiateAttribute;

/** All sides do what the rows of NTLM say, and the floor comes to the bytes that ours sends. */
class NtlmSidesTest {
    private final NtlmOurs ours = new NtlmOurs();
    private final NtlmFloor floor = new NtlmFloor();
    private NtlmOurs.Transcript transcript;

    @BeforeEach
    void converse() throws Exception {
        ours.prepare();
        transcript = ours.converse();
        floor.take(transcript);
    }

    @Test
    void theInitiatorsFloorComesToWhatOurClientSends() throws Exception {
        floor.initiator();
        assertEquals(-1, mismatch(floor.mic(), 72));
        assertContains(floor.ntProofStr());
        assertContains(floor.encryptedSessionKey());
        assertContains(floor.bindingsHash());
    }

    @Test
    void theAcceptorsFloorFindsTheKeyAndTheMicOfOurClient() throws Exception {
        floor.acceptor();
        assertEquals(-1, mismatch(floor.mic(), 72));
        assertContains(floor.ntProofStr());
        assertArrayEquals(transcript.exportedSessionKey(), floor.exportedSessionKey());
    }

    @Test
    void theFloorSealsAsOurClientDoes() throws Exception {
        floor.initiator();
        var key = floor.toServer();
        var client = transcript.pair().client();
        for (int size : new int[] {64, 16384, 64}) {
            var message = OursMessage.of(client.sizes().securityTrailer(), size);
            byte[] cipher = new byte[size];
            byte[] checksum = key.seal(bytes(message, size), cipher);
            client.encryptMessage(message.toFill());
            assertArrayEquals(bytes(message, size), cipher);
            assertArrayEquals(checksum(message), checksum);
        }
    }

    @Test
    void theFloorOpensWhatOurServerHasSealed() throws Exception {
        floor.acceptor();
        var key = floor.toClient();
        var server = transcript.pair().server();
        for (int size : new int[] {64, 16384, 64}) {
            var message = OursMessage.of(server.sizes().securityTrailer(), size);
            byte[] plain = bytes(message, size);
            server.encryptMessage(message.toFill());
            byte[] opened = new byte[size];
            assertArrayEquals(checksum(message), key.open(bytes(message, size), opened));
            assertArrayEquals(plain, opened);
        }
    }

    /** In front of the last 20 bytes of a token, the tag of its mechListMIC and that, stands the mechanism's. */
    @Test
    void theFloorSignsTheListOfMechanismsAsBothEndsOfNegotiateDo() throws Exception {
        var negotiating = new NtlmNegotiate();
        negotiating.prepare();
        var tokens = negotiating.converse();
        byte[] authenticate = tokens.authenticate();
        floor.take(new NtlmOurs.Transcript(
                fromNtlmssp(tokens.negotiate()), fromNtlmssp(tokens.challenge()),
                fromNtlmssp(Arrays.copyOf(authenticate, authenticate.length - 20)), tokens.exportedSessionKey(), tokens.pair()));
        floor.acceptor();
        assertArrayEquals(tokens.exportedSessionKey(), floor.exportedSessionKey());
        assertArrayEquals(checksum(authenticate), floor.toServer().mac(NtlmFloor.MECH_TYPES));
        assertArrayEquals(checksum(tokens.last()), floor.toClient().mac(NtlmFloor.MECH_TYPES));
        assertTrue(tokens.pair().client().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name().equals(NtlmOurs.NTLM));
    }

    private static byte[] fromNtlmssp(byte[] token) {
        int at = new String(token, StandardCharsets.ISO_8859_1).indexOf("NTLMSSP");
        return Arrays.copyOfRange(token, at, token.length);
    }

    /** Of the signature that ends a token. */
    private static byte[] checksum(byte[] token) {
        return Arrays.copyOfRange(token, token.length - 12, token.length - 4);
    }

    @Test
    void ourContextsSealAndAreBoundToTheChannelAndTheTarget() throws Exception {
        for (var end : List.of(transcript.pair().client(), transcript.pair().server())) {
            var flags = end.query(ContextAttribute.FLAGS).flags();
            assertTrue(flags.contains(ContextFlag.CONFIDENTIALITY) && flags.contains(ContextFlag.INTEGRITY), flags.toString());
        }
        assertEquals(
                NtlmOurs.TARGET,
                transcript.pair().server().query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName());
        var message = OursMessage.of(16, 64);
        transcript.pair().client().encryptMessage(message.toFill());
        assertEquals(MessageResult.SEALED, transcript.pair().server().decryptMessage(message.buffers()));
    }

    @Test
    void everyServerAcceptsTheClientsThatItHasChallenged() throws Exception {
        var jdk = new NtlmJdk();
        jdk.prepare();
        accept(jdk);
        accept(ours);
        assertTrue(jdk.initiate(ours.givenChallenge()).length > 64);
    }

    /** Their AUTHENTICATE_MESSAGE holds a response of NTLMv2, as ours. */
    @Test
    void otherLibrariesAnswerTheSameChallenge() throws Exception {
        byte[] challenge = ours.givenChallenge();
        var jcifs = new NtlmJcifs();
        jcifs.prepare();
        var answers = List.of(
                new NtlmHttpClient5().initiate(challenge), jcifs.initiate(challenge), new NtlmSmbj().initiate(challenge));
        for (byte[] answer : answers) {
            assertEquals("NTLMSSP", new String(answer, 0, 7, StandardCharsets.US_ASCII));
            assertEquals(3, answer[8]);
            int ntResponse = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getShort(20);
            assertTrue(ntResponse > 24, "NtChallengeResponse of " + ntResponse + " bytes");
        }
    }

    /** More than are challenged at once. */
    private static void accept(NtlmServer<?> server) throws Exception {
        var clients = new NtlmAcceptorBenchmark.Clients();
        for (int i = 0; i < 600; i++) {
            clients.serve(server);
        }
    }

    private int mismatch(byte[] bytes, int at) {
        return Arrays.mismatch(bytes, Arrays.copyOfRange(transcript.authenticate(), at, at + bytes.length));
    }

    private void assertContains(byte[] part) {
        byte[] whole = transcript.authenticate();
        boolean found = false;
        for (int at = 0; at <= whole.length - part.length; at++) {
            found |= mismatch(part, at) < 0;
        }
        assertTrue(found);
    }

    private static byte[] bytes(OursMessage message, int size) {
        var bytes = new byte[size];
        message.data().get(0, bytes);
        return bytes;
    }

    private static byte[] checksum(OursMessage message) {
        var checksum = new byte[8];
        message.token().get(4, checksum);
        return checksum;
    }
}
