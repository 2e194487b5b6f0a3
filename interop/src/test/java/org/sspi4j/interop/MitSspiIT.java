package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** The functions of sspi.h against MIT's sample programs: what has no counterpart in the GSS-API, and strict order. */
@Timeout(60)
@Shows(value = "sspi.h", against = {Peer.MIT_KDC, Peer.GSS_SERVER, Peer.GSS_CLIENT})
class MitSspiIT {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();
    private static final SspiSide SIDE = SspiSide.udp();
    private static final String SERVICE = "sample/svc.mit.example";

    @Nested
    @DisplayName("an initiator and gss-server")
    class Initiator {
        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void aMessageInScatteredBuffersIsReadAndSignedBack(int qop) throws Exception {
            var words = UUID.randomUUID().toString();
            try (var client = Client.connect()) {
                var mic = client.exchange(client.wrap(words, qop), SampleToken.SEND_MIC);
                assertEquals(MessageResult.Sequence.IN_ORDER, client.verify(mic, words).sequence());
            }
            assertTrue(Files.readString(MIT.gssServerLog()).contains("Received message: \"" + words + "\""));
        }

        @Test
        void aSignatureOverAnotherMessageIsAlteredAndTheContextLivesOn() throws Exception {
            try (var client = Client.connect()) {
                var mic = client.exchange(client.wrap("one", Qop.DEFAULT), SampleToken.SEND_MIC);
                Refusal.of(() -> client.verify(mic, "two")).is(SecurityStatus.SEC_E_MESSAGE_ALTERED, "");
                client.verify(mic, "one");
            }
        }

        @Test
        void aSignatureThatComesTwiceIsOutOfSequenceAndTheContextLivesOn() throws Exception {
            try (var client = Client.connect()) {
                var first = client.exchange(client.wrap("one", Qop.DEFAULT), SampleToken.SEND_MIC);
                client.verify(first, "one");
                Refusal.of(() -> client.verify(first, "one")).is(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "");
                var second = client.exchange(client.wrap("two", Qop.DEFAULT), SampleToken.SEND_MIC);
                client.verify(second, "two");
            }
        }
    }

    @Nested
    @DisplayName("an acceptor and gss-client")
    class Acceptor {
        private static final String WORDS = "hello, acceptor";

        /** What gss-client sent, and the context to open it with. */
        private record Heard(CtxtHandle context, List<byte[]> messages) {}

        @ParameterizedTest
        @ValueSource(strings = {"", "-nx", "-nomutual", "-seq"})
        void aStreamIsOpenedInItsOwnMemory(String options) throws Exception {
            var heard = hear(options + " -mcount 3");
            for (byte[] message : heard.messages) {
                var memory = ByteBuffer.allocateDirect(message.length).put(message).flip();
                var opened = open(heard.context, memory);
                assertEquals(options.equals("-nx") ? Qop.WRAP_NO_ENCRYPT : Qop.DEFAULT, opened.qop());
            }
        }

        @Test
        void aMessageTooEarlyIsOutOfSequenceAndTheNextOneIsRead() throws Exception {
            var heard = hear("-seq -mcount 2");
            byte[] first = heard.messages.get(0);
            byte[] second = heard.messages.get(1);
            outOfSequence(heard.context, second);
            open(heard.context, ByteBuffer.wrap(first.clone()));
            outOfSequence(heard.context, first);
        }

        private static void outOfSequence(CtxtHandle context, byte[] message) {
            Refusal.of(() -> open(context, ByteBuffer.wrap(message.clone())))
                    .is(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "");
        }

        @Test
        void theClientIsWhomMitSaysItIs() throws Exception {
            var context = hear("").context;
            var alice = "alice@" + MIT.realm();
            var names = Sspi.queryContextAttributes(context, ContextAttribute.NATIVE_NAMES);
            assertEquals(new ContextAttribute.NativeNames(alice, SERVICE + "@" + MIT.realm()), names);
            assertEquals(alice, Sspi.querySecurityContextToken(context).userName());
            var principals = context.callAs(() -> Sspi.effectiveSubject().orElseThrow().getPrincipals());
            assertTrue(principals.contains(new KerberosPrincipal(alice)), principals::toString);
        }

        private static Heard hear(String options) throws Exception {
            try (var server = new SampleServer();
                    var keys = SIDE.acquire(CredentialUse.INBOUND, Identity.keytab(SERVICE, MIT.serviceKeytab()))) {
                var contexts = new ArrayList<CtxtHandle>();
                var served = GssClient.inBackground(() -> server.collect(token -> {
                    var result = Sspi.acceptSecurityContext(keys, null, Set.of(), token);
                    contexts.add(result.context());
                    return result.token();
                }));
                var client = GssClient.run(MIT, server.address(), SERVICE.replace('/', '@'), options + " -nm", WORDS);
                return new Heard(contexts.get(0), client.unlessFailed(served));
            }
        }

        private static MessageResult open(CtxtHandle context, ByteBuffer memory) throws SspiException {
            var data = SecBuffer.data(ByteBuffer.allocate(0));
            var result = Sspi.decryptMessage(context, List.of(SecBuffer.stream(memory), data));
            assertArrayEquals(WORDS.getBytes(StandardCharsets.US_ASCII), data.toBytes());
            assertEquals(memory.isDirect(), data.memory().isDirect());
            return result;
        }
    }

    /** gss-client by the functions of sspi.h. */
    private record Client(SampleConnection connection, CtxtHandle context) implements Closeable {
        private static final Set<ContextFlag> WANTED = Set.of(
                ContextFlag.MUTUAL_AUTH,
                ContextFlag.REPLAY_DETECT,
                ContextFlag.SEQUENCE_DETECT,
                ContextFlag.CONFIDENTIALITY,
                ContextFlag.INTEGRITY);

        static Client connect() throws Exception {
            var connection =
                    new SampleConnection(new Socket(MIT.gssServer().getAddress(), MIT.gssServer().getPort()));
            connection.send(SampleToken.empty(SampleToken.NOOP | SampleToken.CONTEXT_NEXT));
            var alice = SspiSide.identity(new Logon.Password("alice", PEERS.mitPassword("alice")));
            try (var credential = SIDE.acquire(CredentialUse.OUTBOUND, alice)) {
                ContextResult result = Sspi.initializeSecurityContext(credential, null, SERVICE, WANTED, new byte[0]);
                while (result.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
                    var reply = connection.exchange(new SampleToken(SampleToken.CONTEXT, result.token()));
                    result = Sspi.initializeSecurityContext(
                            credential, result.context(), SERVICE, WANTED, reply.value());
                }
                assertEquals(WANTED, new HashSet<>(result.flags()));
                return new Client(connection, result.context());
            }
        }

        /** Three buffers of data, the last one direct, and the token in front of them. */
        byte[] wrap(String words, int qop) throws SspiException {
            byte[] message = words.getBytes(StandardCharsets.US_ASCII);
            var token = SecBuffer.token(ByteBuffer.allocate(context.sizes().securityTrailer()));
            var data = scattered(message);
            var all = new ArrayList<>(List.of(token));
            all.addAll(data);
            Sspi.encryptMessage(context, qop, all);
            var wire = ByteBuffer.allocate(token.size() + message.length).put(token.toBytes());
            data.forEach(part -> wire.put(part.toBytes()));
            return wire.array();
        }

        MessageResult verify(SampleToken mic, String words) throws IOException, SspiException {
            var all = new ArrayList<>(scattered(words.getBytes(StandardCharsets.US_ASCII)));
            all.add(SecBuffer.token(mic.expect(SampleToken.MIC, "a MIC").value()));
            return Sspi.verifySignature(context, all);
        }

        private static List<SecBuffer> scattered(byte[] message) {
            var direct = ByteBuffer.allocateDirect(message.length - 1).put(message, 1, message.length - 1).flip();
            return List.of(
                    SecBuffer.data(ByteBuffer.wrap(message.clone(), 0, 1)),
                    SecBuffer.data(ByteBuffer.allocate(0)),
                    SecBuffer.data(direct));
        }

        SampleToken exchange(byte[] wrapped, int more) throws IOException {
            int flags = SampleToken.DATA | SampleToken.WRAPPED | SampleToken.ENCRYPTED | more;
            return connection.exchange(new SampleToken(flags, wrapped));
        }

        @Override
        public void close() throws IOException {
            context.close();
            connection.sayNoop();
        }
    }
}
