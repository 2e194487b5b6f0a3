package org.sspi4j.tools.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.Names;
import org.sspi4j.api.ContextAttribute.SessionKey;
import org.sspi4j.api.ContextAttribute.Sizes;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/**
 * A package that needs no authority. The initiator says HELO, with what it was given behind it: the user, the target, the
 * channel bindings; the acceptor answers EHLO. A sealed message is a mark, a CRC and the text with each bit flipped.
 * Without INTEGRITY a signature has -1 bytes.
 */
public final class ScriptedPackage implements SecurityPackage {
    static final String NAME = "Scripted";
    static final String KEY = "0123456789abcdef";

    private static final Instant END = Instant.parse("2030-01-02T03:04:05Z");

    @Override
    public PackageInfo info() {
        return new PackageInfo(NAME, "for tests", Set.of(), 1, 0xFFFF, 100, List.of());
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        if (request.identity() instanceof Identity.Password password) {
            var secret = password.password().useUtf8(utf8 -> new String(utf8, UTF_8));
            return Step.of(new ScriptedCredential(password.user() + ":" + secret));
        }
        if (request.identity() instanceof Identity.Keytab keytab) {
            return Step.of(new ScriptedCredential(keytab.principal().orElse("anybody")));
        }
        throw failure(SecurityStatus.SEC_E_NO_CREDENTIALS, "There is nobody\nin \"here\"\\");
    }

    @Override
    public Handshake initiate(ContextRequest request) {
        return leg -> started(request, leg);
    }

    @Override
    public Handshake accept(ContextRequest request) {
        return ScriptedPackage::answered;
    }

    private static Step<Move> started(ContextRequest request, Leg leg) throws SspiException {
        switch (request.target()) {
            case "unknown" -> {
                request.facilities().decisions().note(Decision.About.TARGET, "nobody knows {}", request.target());
                throw failure(SecurityStatus.SEC_E_TARGET_UNKNOWN, "Nobody knows it").withToken(text("SORRY"));
            }
            case "broken" -> throw new IllegalStateException("a fault");
            default -> {
                request.facilities().decisions().note(Decision.About.TARGET, "{} is asked for", request.target());
                var bindings = leg.channelBindings().map(given -> "/" + new String(given.applicationData(), UTF_8)).orElse("");
                var hello = "HELO " + ((ScriptedCredential) leg.credential()).owner + "/" + request.target() + bindings;
                return Step.of(Move.reply(text(hello), answer -> finished(request, answer)));
            }
        }
    }

    private static Step<Move> finished(ContextRequest request, Leg leg) throws SspiException {
        var answer = new String(leg.token(), UTF_8);
        if (answer.length() < 4) {
            return Step.of(new Move.Incomplete(4 - answer.length(), again -> finished(request, again)));
        }
        if (!answer.startsWith("EHLO")) {
            throw failure(SecurityStatus.SEC_E_INVALID_TOKEN, "This is no EHLO");
        }
        return Step.of(new Move.Done(new byte[0], new ScriptedSession(request.flags()), answer.length() - 4));
    }

    private static Step<Move> answered(Leg leg) throws SspiException {
        if (!new String(leg.token(), UTF_8).startsWith("HELO")) {
            throw failure(SecurityStatus.SEC_E_INVALID_TOKEN, "This is no HELO");
        }
        return Step.of(Move.done(text("EHLO"), new ScriptedSession(leg.flags())));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static SspiException failure(SecurityStatus status, String sentence) {
        return new SspiException(status, sentence);
    }

    private record ScriptedCredential(String owner) implements Credential {
        @Override
        public Optional<String> name() {
            return Optional.of(owner);
        }

        @Override
        public Instant expiry() {
            return Instant.MAX;
        }

        @Override
        public void close() {}
    }

    private record ScriptedSession(Set<ContextFlag> flags) implements Session {
        private static final int TRAILER = 5;

        @Override
        public Instant expiry() {
            return END;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            if (attribute == ContextAttribute.SIZES) {
                int maxSignature = flags.contains(ContextFlag.INTEGRITY) ? TRAILER : -1;
                return (T) new Sizes(100, maxSignature, 1, TRAILER);
            }
            if (attribute == ContextAttribute.NAMES) {
                return (T) new Names("EXAMPLE\\ada \"the first\"");
            }
            if (attribute == ContextAttribute.SESSION_KEY) {
                return (T) new SessionKey(0, text(KEY));
            }
            if (attribute == ContextAttribute.PACKAGE_INFO) {
                return (T) new ScriptedPackage().info();
            }
            throw failure(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, attribute + " is not scripted");
        }

        @Override
        public void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
            trailer(message, 'M', data(message).toBytes());
        }

        @Override
        public MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
            check(token(message).toBytes(), 'M', data(message).toBytes());
            return MessageResult.SIGNED;
        }

        @Override
        public void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
            boolean conf = qop != Qop.WRAP_NO_ENCRYPT;
            if (conf && !flags.contains(ContextFlag.CONFIDENTIALITY)) {
                throw failure(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "CONFIDENTIALITY was not granted");
            }
            trailer(message, conf ? 'E' : 'S', data(message).toBytes());
            SecBuffer.find(message, SecBufferType.PADDING).ifPresent(padding -> padding.memory().flip());
            if (conf) {
                flip(data(message).memory());
            }
        }

        @Override
        public MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
            var stream = SecBuffer.find(message, SecBufferType.STREAM);
            if (stream.isPresent()) {
                var memory = stream.get().memory();
                if (memory.remaining() < TRAILER) {
                    int missing = TRAILER - memory.remaining();
                    return new MessageResult(
                            SecurityStatus.SEC_E_INCOMPLETE_MESSAGE, 0, MessageResult.Sequence.IN_ORDER, missing);
                }
                data(message).become(SecBufferType.DATA, memory.slice(TRAILER, memory.remaining() - TRAILER));
                return opened(Arrays.copyOf(stream.get().toBytes(), TRAILER), data(message).memory());
            }
            return opened(token(message).toBytes(), data(message).memory());
        }

        @Override
        public void close() {}

        private static MessageResult opened(byte[] trailer, ByteBuffer data) throws SspiException {
            boolean conf = trailer[0] == 'E';
            if (conf) {
                flip(data);
            }
            var text = new byte[data.remaining()];
            data.get(data.position(), text);
            check(trailer, conf ? 'E' : 'S', text);
            return conf ? MessageResult.SEALED : MessageResult.SIGNED;
        }

        private static void trailer(List<SecBuffer> message, char mark, byte[] text) throws SspiException {
            token(message).memory().put((byte) mark).putInt(crc(text)).flip();
        }

        private static void check(byte[] trailer, char mark, byte[] text) throws SspiException {
            var expected = ByteBuffer.allocate(TRAILER).put((byte) mark).putInt(crc(text)).array();
            if (!Arrays.equals(trailer, expected)) {
                throw failure(SecurityStatus.SEC_E_MESSAGE_ALTERED, "The CRC is another");
            }
        }

        private static int crc(byte[] text) {
            var crc = new CRC32();
            crc.update(text);
            return (int) crc.getValue();
        }

        private static void flip(ByteBuffer data) {
            for (int i = data.position(); i < data.limit(); i++) {
                data.put(i, (byte) ~data.get(i));
            }
        }

        private static SecBuffer token(List<SecBuffer> message) throws SspiException {
            return found(message, SecBufferType.TOKEN);
        }

        private static SecBuffer data(List<SecBuffer> message) throws SspiException {
            return found(message, SecBufferType.DATA);
        }

        private static SecBuffer found(List<SecBuffer> message, SecBufferType type) throws SspiException {
            return SecBuffer.find(message, type)
                    .orElseThrow(() -> failure(SecurityStatus.SEC_E_INVALID_TOKEN, "There is no " + type));
        }
    }
}
