package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;

/** MIT's gss-client against our acceptor. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
@Shows(value = "messages", against = Peer.GSS_CLIENT)
record MitGssClientIT(Side side) {
    private static final String SERVICE = "sample@svc.mit.example";
    private static final String WORDS = "hello, acceptor";
    private static final Peers.Mit MIT = Peers.started().mit();

    /** What gss-client printed, what the acceptor heard, and the acceptor's context, still alive. */
    private record Run<T>(String printed, T heard, GSSContext context) {}

    /** How to serve a client. */
    private interface Ears<T> {
        T hear(SampleServer server, GSSContext context) throws Exception;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''       , 228, true
            '-nx'    , 164, true
            '-nw'    , 196, false
            '-nm'    , 100, true
            '-nx -nm',  36, true
            """)
    void everyProtectionIsReadAndSignedBack(String options, int flags, boolean wrapped) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -mcount 5");
        assertEquals("alice@" + MIT.realm(), run.heard.client());
        assertEquals(5, run.heard.messages().size());
        for (var heard : run.heard.messages()) {
            assertArrayEquals(WORDS.getBytes(StandardCharsets.US_ASCII), heard.message());
            assertEquals(flags, heard.flags());
            assertEquals(wrapped && (flags & SampleToken.ENCRYPTED) != 0, heard.found().getPrivacy());
            assertFalse(heard.found().isDuplicateToken() || heard.found().isGapToken());
        }
        var answer = (flags & SampleToken.SEND_MIC) != 0 ? "Signature verified." : "Response received.";
        assertEquals(5, run.printed.lines().filter(line -> line.equals(answer)).count(), run.printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-seq", "-noreplay", "-nomutual", "-nomutual -seq"})
    void theFlagsThatTheClientAsksForAreTheAcceptorsFlags(String options) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -mcount 3");
        boolean sequence = options.contains("-seq");
        boolean replay = !options.contains("-noreplay");
        assertEquals(replay, run.context.getReplayDetState());
        assertEquals(sequence || replay && side.takesReplayForSequence(), run.context.getSequenceDetState());
        assertEquals(!options.contains("-nomutual"), run.context.getMutualAuthState());
        assertTrue(run.context.getConfState());
        assertTrue(run.context.getIntegState());
        assertFalse(run.context.getCredDelegState());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"aes256-cts", "aes128-cts", "aes256-sha2", "aes128-sha2"})
    @Shows("encryption type {}")
    void everyEncryptionTypeOfServiceAndSession(String etype) throws Exception {
        var run = run(Side.KRB5, "sample@" + etype + ".mit.example", "-mcount 2");
        assertEquals(2, run.heard.messages().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-spnego", "-spnego -nomutual", "-spnego -seq"})
    @Shows("mechanism " + Side.SPNEGO)
    void throughSpnego(String options) throws Exception {
        var run = run(Side.SPNEGO, SERVICE, options + " -mcount 3");
        assertEquals("alice@" + MIT.realm(), run.heard.client());
        assertEquals(3, run.heard.messages().size());
    }

    @Test
    @Shows("delegation")
    void aDelegatedCredentialArrives() throws Exception {
        var context = run(Side.KRB5, SERVICE, "-d -mcount 2").context;
        if (side.lacks().contains(Later.DELEGATION)) {
            assertFalse(context.getCredDelegState());
            assertNull(context.getDelegCred());
        } else {
            assertTrue(context.getCredDelegState());
            assertEquals("alice@" + MIT.realm(), context.getDelegCred().getName().toString());
        }
    }

    @Test
    void aMessageThatArrivesTwiceIsADuplicate() throws Exception {
        var run = run(Side.KRB5, SERVICE, "-mcount 2");
        var found = opened(run.context, run.heard.messages().get(0).body());
        assertTrue(found.isDuplicateToken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-noreplay", "-noreplay -nomutual"})
    void aClientThatWantsNoDetectionMaySendItTwice(String options) throws Exception {
        var run = run(Side.KRB5, SERVICE, options);
        assertInOrder(opened(run.context, run.heard.messages().get(0).body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-seq", "-seq -nomutual", "-seq -nx"})
    void theOrderOfMessagesIsToldToWhoAsksForIt(String options) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -nm -mcount 4", SampleServer::collect);
        assertInOrder(opened(run.context, run.heard.get(0)));
        assertTrue(opened(run.context, run.heard.get(2)).isGapToken());
        assertTrue(opened(run.context, run.heard.get(1)).isUnseqToken());
        assertTrue(opened(run.context, run.heard.get(1)).isDuplicateToken());
        assertInOrder(opened(run.context, run.heard.get(3)));
    }

    @Test
    void replayDetectionAloneMindsNoOrder() throws Exception {
        var run = run(Side.KRB5, SERVICE, "-nm -mcount 3", SampleServer::collect);
        var second = opened(run.context, run.heard.get(1));
        var first = opened(run.context, run.heard.get(0));
        assertEquals(side.takesReplayForSequence(), second.isGapToken());
        assertEquals(side.takesReplayForSequence(), first.isUnseqToken());
        assertTrue(opened(run.context, run.heard.get(0)).isDuplicateToken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-nx"})
    void aMessageWithOneBitChangedIsRefusedAndTheNextOneRead(String options) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -seq -nm -mcount 2", SampleServer::collect);
        for (byte[] body : run.heard) {
            byte[] changed = body.clone();
            changed[changed.length - 1] ^= 1;
            side.assertRefused(SecurityStatus.SEC_E_MESSAGE_ALTERED, "", () -> opened(run.context, changed));
            assertInOrder(opened(run.context, body));
        }
    }

    private static MessageProp opened(GSSContext context, byte[] body) throws GSSException {
        var found = new MessageProp(0, false);
        byte[] message = context.unwrap(body, 0, body.length, found);
        assertEquals(WORDS, new String(message, StandardCharsets.US_ASCII));
        return found;
    }

    private static void assertInOrder(MessageProp found) {
        assertFalse(
                found.isDuplicateToken() || found.isOldToken() || found.isUnseqToken() || found.isGapToken(),
                found::toString);
    }

    @Test
    void theFirstTokenOfAnotherContextIsAReplay() throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").heard.contextTokens().get(0);
        var second = side.acceptor(Side.KRB5, SERVICE, MIT.serviceKeytab());
        side.assertRefused(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "replay", () -> second.acceptSecContext(token, 0, token.length));
    }

    @ParameterizedTest
    @CsvSource({"1, SEC_E_MESSAGE_ALTERED", "100, SEC_E_MESSAGE_ALTERED", "300, SEC_E_WRONG_PRINCIPAL"})
    void aTokenWithOneBitChangedInAuthenticatorOrTicketIsRefused(int fromTheEnd, SecurityStatus status) throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").heard.contextTokens().get(0).clone();
        token[token.length - fromTheEnd] ^= 1;
        var second = side.acceptor(Side.KRB5, SERVICE, MIT.serviceKeytab());
        side.assertRefused(status, "", () -> second.acceptSecContext(token, 0, token.length));
    }

    @Test
    void aTicketForAnotherServiceIsRefused() throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").heard.contextTokens().get(0);
        var other = side.acceptor(Side.KRB5, "HTTP@svc.mit.example", MIT.serviceKeytab());
        side.assertRefused(
                SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                "sample/svc.mit.example@" + MIT.realm(),
                () -> other.acceptSecContext(token, 0, token.length));
    }

    private Run<SampleServer.Conversation> run(String mechanism, String service, String options) throws Exception {
        return run(mechanism, service, options, SampleServer::serve);
    }

    private <T> Run<T> run(String mechanism, String service, String options, Ears<T> ears) throws Exception {
        try (var server = new SampleServer()) {
            var context = side.acceptor(mechanism, service, MIT.serviceKeytab());
            var served = GssClient.inBackground(() -> ears.hear(server, context));
            var client = GssClient.run(MIT, server.address(), service, options, WORDS);
            var heard = client.unlessFailed(served);
            return new Run<>(client.printed(), heard, context);
        }
    }
}
