package org.sspi4j.schannel.jsse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsOffer;
import org.sspi4j.schannel.tls.TlsVersion;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

/**
 * SSLEngine's documentation does not say that the plaintext may lie where the record does. SunJSSE does it right, since it decrypts the
 * fragment where it lies and then copies it: DecryptMessage depends on it, with every cipher suite.
 */
class InPlaceTest {
    private static final int RECORDS = 150;
    private static final int BEHIND = 450;
    private static final CertContext EC = certificate(TestKey.EC);
    private static final CertContext RSA = certificate(TestKey.RSA);

    private static final PeerCheck EVERYBODY = new PeerCheck() {
        @Override
        public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) {}

        @Override
        public List<X500Principal> authorities() {
            return List.of();
        }
    };

    private static CertContext certificate(TestKey key) {
        var issued = TestPki.root("Root", key).certificate("CN=web").key(key).serverAuth().issue();
        return new CertContext(issued.chain(), issued.privateKey());
    }

    /** Those that this JVM speaks with a key that signs. */
    static Stream<String> cipherSuites() throws Exception {
        return Stream.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_") || suite.contains("DHE_"))
                .filter(suite -> !suite.contains("_DSS_"));
    }

    @ParameterizedTest
    @MethodSource("cipherSuites")
    void recordsOfAllSizesAreOpenedWhereTheyLie(String suite) throws Exception {
        var version = suite.contains("_WITH_") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3;
        var limits = new TlsLimits(Set.of(version), suite::equals);
        var engines = JsseEngines.ofServer(Duration.ofHours(1), true, List.of(), Clock.systemUTC());
        var client = engines.initiator(offer(limits));
        var server = engines.acceptor(offer(limits));
        connect(client, server);
        assertEquals(suite, server.agreement().cipherSuite());
        var random = new Random(suite.hashCode());
        for (int i = 0; i < RECORDS; i++) {
            openInPlace(client, server, random, ByteBuffer::allocate);
            openInPlace(server, client, random, ByteBuffer::allocateDirect);
        }
    }

    @ParameterizedTest
    @MethodSource("cipherSuites")
    void ofAnAlteredRecordNothingIsLeftToReadAndNothingBesideItIsTouched(String suite) throws Exception {
        for (int before : new int[] {0, 1, 450}) {
            openAltered(suite, before, ByteBuffer::allocate);
            openAltered(suite, before, ByteBuffer::allocateDirect);
        }
    }

    private static void openAltered(String suite, int before, IntFunction<ByteBuffer> memory) throws SspiException {
        var limits = new TlsLimits(Set.of(suite.contains("_WITH_") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3), suite::equals);
        var engines = JsseEngines.ofServer(Duration.ofHours(1), true, List.of(), Clock.systemUTC());
        var client = engines.initiator(offer(limits));
        var server = engines.acceptor(offer(limits));
        connect(client, server);
        var record = ByteBuffer.allocate(client.largestRecord());
        client.seal(ByteBuffer.wrap("T".repeat(400).getBytes(US_ASCII)), record);
        int length = record.flip().remaining();
        record.put(length - 1, (byte) (record.get(length - 1) ^ 1));
        var whole = memory.apply(before + length + BEHIND);
        for (int i = 0; i < whole.capacity(); i++) {
            whole.put(i, (byte) 0x5A);
        }
        whole.put(before, record, 0, length);
        int header = server.agreement().recordHeader();
        assertThrows(SspiException.class, () -> server.open(
                whole.slice(before, length), whole.slice(before + header, length - header)));
        var left = new byte[whole.capacity()];
        whole.get(0, left);
        assertFalse(new String(left, ISO_8859_1).contains("T".repeat(16)));
        for (int i = 0; i < left.length; i++) {
            if (i < before || i >= before + length) {
                assertEquals(0x5A, left[i], "outside of the record");
            }
        }
    }

    private static TlsOffer offer(TlsLimits limits) {
        return new TlsOffer(limits, "key", Optional.empty(), List.of(), false, EVERYBODY,
                wish -> Stream.of(EC, RSA).filter(own -> wish.keyAlgorithms().contains(own.privateKey().getAlgorithm())).findFirst());
    }

    /** With something in front of the record and behind it, which stays. */
    private static void openInPlace(TlsEngine from, TlsEngine to, Random random, IntFunction<ByteBuffer> memory) throws SspiException {
        var agreement = to.agreement();
        var text = new byte[size(random, agreement.largestMessage())];
        random.nextBytes(text);
        var record = ByteBuffer.allocate(from.largestRecord());
        from.seal(ByteBuffer.wrap(text), record);
        record.flip();
        int length = record.remaining();
        int begin = random.nextInt(20);
        var whole = memory.apply(begin + length + random.nextInt(20));
        for (int i = 0; i < whole.capacity(); i++) {
            whole.put(i, (byte) 0x5A);
        }
        whole.put(begin, record, 0, length);
        int header = agreement.recordHeader();
        var plaintext = whole.slice(begin + header, length - header);
        assertEquals(Opened.DATA, to.open(whole.slice(begin, length), plaintext));
        assertEquals(ByteBuffer.wrap(text), plaintext.flip());
        for (int i = 0; i < whole.capacity(); i++) {
            if (i < begin || i >= begin + length) {
                assertEquals(0x5A, whole.get(i), "outside of the record");
            }
        }
    }

    /** The small ones and the largest as often as all that are between; of no bytes SunJSSE makes no record. */
    private static int size(Random random, int largest) {
        return switch (random.nextInt(3)) {
            case 0 -> 1 + random.nextInt(64);
            case 1 -> largest - random.nextInt(64);
            default -> 1 + random.nextInt(largest);
        };
    }

    private static void connect(TlsEngine client, TlsEngine server) throws SspiException {
        var toServer = new ArrayList<ByteBuffer>();
        var toClient = new ArrayList<ByteBuffer>();
        do {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        } while (!toServer.isEmpty() || !toClient.isEmpty());
    }

    private static void step(TlsEngine engine, List<ByteBuffer> in, List<ByteBuffer> out) throws SspiException {
        while (true) {
            switch (engine.wants()) {
                case TASK -> engine.task().run();
                case SEND -> {
                    var record = ByteBuffer.allocate(engine.largestRecord());
                    engine.send(record);
                    if (record.position() > 0) {
                        out.add(record.flip());
                    }
                }
                default -> {
                    if (in.isEmpty()) {
                        return;
                    }
                    // A ticket is opened as data would be, which takes room.
                    engine.open(in.remove(0), ByteBuffer.allocate(engine.largestRecord()));
                }
            }
        }
    }
}
