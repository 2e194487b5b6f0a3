package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.secur32.MatrixStates.Subject;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** Contexts of Schannel in each state that the call matrix knows: TLS 1.3 between a client and a server of one machine. */
final class TlsStates {
    private static final TestAuthority ROOT = TestPki.root("Example Root");
    private static final TestCertificate WEB = valid(ROOT.certificate("CN=web").dnsNames("web.example.com").serverAuth());
    private static final TestCertificate ALICE = valid(ROOT.certificate("CN=alice").clientAuth());
    private static final byte[] HELLO = "hello\n".getBytes(US_ASCII);

    private final Machine machine;
    private final CredHandle nobody;
    private final CredHandle alice;
    private final CredHandle web;

    TlsStates(Machine machine) throws SspiException {
        this.machine = machine;
        var account = AccessToken.of("alice", ImpersonationLevel.IMPERSONATION, Set.of());
        nobody = acquire(CredentialUse.OUTBOUND, credentials());
        alice = acquire(CredentialUse.OUTBOUND, credentials().cred(context(ALICE)));
        web = acquire(CredentialUse.INBOUND, credentials().cred(context(WEB)).mapper(chain -> Optional.of(account)));
    }

    /** Now, and by the clock of the machine, which looks at it when a session is resumed. */
    private static TestCertificate valid(TestCertificate.Request request) {
        return request.valid(Instant.EPOCH, Instant.now().plus(Duration.ofDays(30))).issue();
    }

    private static SchCredentials.Builder credentials() {
        return SchCredentials.builder().rootStore(TestPki.trusting(ROOT));
    }

    private static CertContext context(TestCertificate certificate) {
        return new CertContext(certificate.chain(), certificate.privateKey());
    }

    private CredHandle acquire(CredentialUse use, SchCredentials.Builder credentials) throws SspiException {
        return machine.engine.acquire("Schannel", use, credentials.build(), machine.config);
    }

    CredHandle client() {
        return alice;
    }

    CredHandle server() {
        return web;
    }

    private record Ends(CtxtHandle client, CtxtHandle server, byte[] token) {}

    Subject of(String state) throws SspiException {
        return switch (state) {
            case "halfInitiator" -> {
                var half = half(alice);
                yield ofTls(half.client(), null, half.token());
            }
            case "halfAcceptor" -> {
                var half = half(alice);
                yield ofTls(half.server(), null, initialize(alice, half.client(), half.token()).token());
            }
            case "waitsForCredentials" -> {
                var half = half(nobody);
                var token = half.token();
                var asked = initialize(nobody, half.client(), token);
                while (asked.extra() > 0 && asked.extra() < token.length) {
                    token = Arrays.copyOfRange(token, token.length - asked.extra(), token.length);
                    asked = initialize(nobody, half.client(), token);
                }
                yield new Subject(half.client(), nobody, web, token, null, null, () -> {}, true);
            }
            case "initiator" -> {
                var ends = established();
                yield ofTls(ends.client(), ends.server(), HELLO);
            }
            case "acceptor" -> {
                var ends = established();
                yield ofTls(ends.server(), ends.client(), HELLO);
            }
            case "renegotiate" -> {
                var ends = before();
                var status = ends.client().decryptMessage(received(ends.token()).pBuffers()).status();
                if (status != SecurityStatus.SEC_I_RENEGOTIATE) {
                    throw new AssertionError(status);
                }
                yield ofTls(ends.client(), ends.server(), ends.token());
            }
            case "shutDown" -> {
                var ends = established();
                machine.engine.applyControlToken(ends.client(), List.of(SecBuffer.schannelShutdown()));
                yield ofTls(ends.client(), ends.server(), HELLO);
            }
            case "peerClosed" -> {
                var ends = established();
                machine.engine.applyControlToken(ends.server(), List.of(SecBuffer.schannelShutdown()));
                var goodbye = accept(web, ends.server(), new byte[0]).token();
                ends.client().decryptMessage(received(goodbye).pBuffers());
                yield ofTls(ends.client(), null, HELLO);
            }
            case "failedReceive" -> {
                var ends = established();
                try {
                    ends.client().decryptMessage(received(new byte[] {23, 3, 3, 0, 1, 0}).pBuffers());
                } catch (SspiException e) {
                    yield ofTls(ends.client(), ends.server(), HELLO);
                }
                throw new AssertionError("a record of nobody was taken");
            }
            case "failed" -> {
                var half = half(alice);
                try {
                    accept(web, half.server(), HELLO);
                } catch (SspiException e) {
                    yield ofTls(half.server(), null, HELLO);
                }
                throw new AssertionError("nonsense was taken");
            }
            default -> throw new IllegalArgumentException(state);
        };
    }

    /** Server established, client too; what the server said last is on its way. */
    private Ends before() throws SspiException {
        var half = half(alice);
        var flight = half.token();
        var finished = initialize(alice, half.client(), flight);
        return new Ends(half.client(), half.server(), accept(web, half.server(), finished.token()).token());
    }

    CtxtHandle acceptor() throws SspiException {
        return established().server();
    }

    private Ends established() throws SspiException {
        var before = before();
        var buffers = received(before.token());
        before.client().decryptMessage(buffers.pBuffers());
        initialize(alice, before.client(), new byte[0]);
        return before;
    }

    /** The client has said hello, and the server its part. */
    private Ends half(CredHandle client) throws SspiException {
        var hello = initialize(client, null, new byte[0]);
        var answer = accept(web, null, hello.token());
        return new Ends(hello.context(), answer.context(), answer.token());
    }

    private ContextResult initialize(CredHandle client, CtxtHandle context, byte[] token) throws SspiException {
        return machine.engine.initialize(client, context, "web.example.com", Set.of(), List.of(SecBuffer.token(token)));
    }

    private ContextResult accept(CredHandle server, CtxtHandle context, byte[] token) throws SspiException {
        return machine.engine.accept(server, context, Set.of(ContextFlag.MUTUAL_AUTH), List.of(SecBuffer.token(token)));
    }

    /** Its messages are records. */
    private Subject ofTls(CtxtHandle context, CtxtHandle peer, byte[] token) {
        return new Subject(context, alice, web, token, peer, null, () -> {}, true);
    }

    static SecBufferDesc toSend() {
        return SecBufferDesc.of(
                place(SecBufferType.STREAM_HEADER, 64), SecBuffer.data(ByteBuffer.allocate(8)), place(SecBufferType.STREAM_TRAILER, 256));
    }

    /** What the peer encrypts; something that looks so if there is no peer. */
    static SecBufferDesc message(CtxtHandle peer) throws SspiException {
        if (peer == null) {
            return received(new byte[] {23, 3, 3, 0, 1, 0});
        }
        var message = toSend();
        peer.encryptMessage(message.pBuffers());
        var record = ByteBuffer.allocate(message.pBuffers().stream().mapToInt(SecBuffer::size).sum());
        message.pBuffers().forEach(part -> record.put(part.toBytes()));
        return received(record.array());
    }

    private static SecBufferDesc received(byte[] bytes) {
        return SecBufferDesc.of(SecBuffer.data(ByteBuffer.wrap(bytes)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
    }

    private static SecBuffer place(SecBufferType type, int length) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.allocate(length));
    }
}
