package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of us and the JDK's own implementation, with tickets of MIT's KDC. */
@ParameterizedClass(name = "{0} to {1}")
@MethodSource("pairs")
@Timeout(60)
@Shows(value = "messages", against = Peer.JDK)
record JgssIT(Side client, Side service) {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    static Stream<Arguments> pairs() {
        var jdk = LoginSide.jdk();
        var ours = Side.all().stream().filter(side -> !side.toString().equals(jdk.name())).toList();
        return ours.stream().flatMap(side -> Stream.of(Arguments.of(side, jdk), Arguments.of(jdk, side)));
    }

    /** The two ends of a context. */
    private record Pair(GSSContext initiator, GSSContext acceptor) {
        void establish() throws GSSException {
            byte[] token = new byte[0];
            for (int calls = 0; !initiator.isEstablished() || !acceptor.isEstablished(); calls++) {
                assertTrue(calls < 5, "no end of tokens");
                token = initiator.initSecContext(token, 0, token.length);
                if (token != null && !acceptor.isEstablished()) {
                    token = acceptor.acceptSecContext(token, 0, token.length);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"aes256-cts", "aes128-cts", "aes256-sha2", "aes128-sha2"})
    @Shows("encryption type {}")
    void everyEncryptionType(String etype) throws Exception {
        var pair = pair("user-" + etype, "sample@" + etype + ".mit.example");
        pair.establish();
        for (int size : new int[] {0, 1, 16, 1000, 100_000}) {
            wrapped(pair.initiator, pair.acceptor, size, true);
            wrapped(pair.acceptor, pair.initiator, size, false);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, true, false", "true, false, false", "false, false, false"})
    void whatIsAskedForIsAgreedUpon(boolean mutual, boolean replay, boolean sequence) throws Exception {
        var pair = pair("alice", "sample@svc.mit.example");
        pair.initiator.requestMutualAuth(mutual);
        pair.initiator.requestReplayDet(replay);
        pair.initiator.requestSequenceDet(sequence);
        pair.establish();
        for (var context : new GSSContext[] {pair.initiator, pair.acceptor}) {
            assertEquals(mutual, context.getMutualAuthState());
            assertEquals(replay, context.getReplayDetState());
            assertEquals("alice@" + MIT.realm(), context.getSrcName().toString());
        }
        signed(pair.initiator, pair.acceptor);
        signed(pair.acceptor, pair.initiator);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls-unique:0123456789ab"})
    @Shows("channel bindings")
    void channelBindingsThatAreTheSameAreAccepted(String data) throws Exception {
        var pair = pair("alice", "sample@svc.mit.example");
        // Without addresses the two are not of one mind; see the README's deviations.
        var address = InetAddress.getLoopbackAddress();
        var bindings = new ChannelBinding(address, address, data.getBytes(StandardCharsets.US_ASCII));
        pair.initiator.setChannelBinding(bindings);
        pair.acceptor.setChannelBinding(bindings);
        pair.establish();
        wrapped(pair.initiator, pair.acceptor, 10, true);
    }

    private Pair pair(String user, String host) throws Exception {
        var logon = new Logon.Password(user, PEERS.mitPassword(user));
        return new Pair(
                client.initiator(Side.KRB5, logon, host), service.acceptor(Side.KRB5, host, MIT.serviceKeytab()));
    }

    private static void wrapped(GSSContext from, GSSContext to, int size, boolean encrypted) throws GSSException {
        byte[] message = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
        byte[] token = from.wrap(message, 0, size, new MessageProp(0, encrypted));
        var found = new MessageProp(0, !encrypted);
        assertArrayEquals(message, to.unwrap(token, 0, token.length, found));
        assertEquals(encrypted, found.getPrivacy());
        assertInOrder(found);
    }

    private static void signed(GSSContext from, GSSContext to) throws GSSException {
        byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
        byte[] mic = from.getMIC(message, 0, message.length, new MessageProp(0, false));
        var found = new MessageProp(0, false);
        to.verifyMIC(mic, 0, mic.length, message, 0, message.length, found);
        assertInOrder(found);
    }

    private static void assertInOrder(MessageProp found) {
        assertFalse(
                found.isDuplicateToken() || found.isOldToken() || found.isUnseqToken() || found.isGapToken(),
                found::toString);
    }
}
