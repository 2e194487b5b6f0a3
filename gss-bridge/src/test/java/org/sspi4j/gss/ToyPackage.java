package org.sspi4j.gss;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.PackageCapability;
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
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.spi.Imported;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/**
 * A security package that proves nothing and protects nothing: two legs of text, messages with a checksum. Targets and tokens
 * of the form {@code fail/STATUS} fail with that status.
 */
public final class ToyPackage implements SecurityPackage {
    static final Oid OID = Oids.of("2.999.1");
    static final Instant EXPIRY = Instant.parse("2030-01-01T01:00:00Z");
    /** More than a token ever has, as SSPI allows. */
    static final int TRAILER = 15;
    static final int LONGEST_SIGNATURE = 11;
    static final int SEALED = 12;
    static final int SIGNED = 8;
    private static final PackageInfo INFO = new PackageInfo(
            "Toy", "For tests", EnumSet.of(PackageCapability.IMPERSONATION), 1, 0xFFFF, 4096, List.of("2.999.1", "2.999.2"));

    @Override
    public PackageInfo info() {
        return INFO;
    }

    /**
     * Of the Subject's first principal, but {@code client} accepts nothing; of nobody in particular for a keytab; else of
     * {@code alice}.
     */
    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        if (request.identity() instanceof Identity.Keytab) {
            return Step.of(new ToyCredential(Optional.empty()));
        }
        if (!(request.identity() instanceof Identity.OfSubject held)) {
            return Step.of(new ToyCredential(Optional.of("alice")));
        }
        var principal = held.subject().getPrincipals().stream().findFirst();
        var name = principal.map(p -> p.getName().substring("CN=".length()));
        if (name.isEmpty() || name.get().equals("client") && request.use().isInbound()) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The Subject has nothing for this");
        }
        return Step.of(new ToyCredential(name));
    }

    @Override
    public Handshake initiate(ContextRequest request) {
        return leg -> {
            request.facilities().decisions().note(Decision.About.TARGET, "{} is greeted", request.target());
            failIfAsked(request.target());
            var client = leg.credential().name().orElse("nobody");
            var mutual = request.flags().contains(ContextFlag.MUTUAL_AUTH);
            var hello = String.join(
                    ";",
                    client,
                    request.target(),
                    String.valueOf(bits(request.flags())),
                    bindings(leg).map(b -> HexFormat.of().formatHex(b.toBytes())).orElse(""));
            var session = new ToySession(true, request.flags(), client, request.target());
            return Step.of(mutual ? Move.reply(framed(hello), second -> answered(second, session)) : Move.done(framed(hello), session));
        };
    }

    private static Step<Move> answered(Leg leg, Session session) throws SspiException {
        var text = text(leg.token());
        failIfAsked(text);
        if (!text.equals("welcome")) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Not an answer");
        }
        return Step.of(Move.done(new byte[0], session));
    }

    @Override
    public Handshake accept(ContextRequest request) {
        return leg -> {
            var text = unframed(leg.token());
            failIfAsked(text);
            var parts = text.split(";", -1);
            if (parts.length != 4) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Not a greeting");
            }
            var bindings = bindings(leg).map(b -> HexFormat.of().formatHex(b.toBytes())).orElse(parts[3]);
            if (!bindings.equals(parts[3])) {
                throw new SspiException(SecurityStatus.SEC_E_BAD_BINDINGS, "Another channel");
            }
            var flags = flags(Long.parseLong(parts[2]));
            flags.retainAll(request.flags());
            var session = new ToySession(false, flags, parts[0], parts[1]);
            var answer = flags.contains(ContextFlag.MUTUAL_AUTH) ? "welcome".getBytes(StandardCharsets.UTF_8) : new byte[0];
            return Step.of(Move.done(answer, session));
        };
    }

    @Override
    public Imported importContext(ImportRequest request) throws SspiException {
        var session = ToySession.imported(request.exported());
        return new Imported(session, session.initiator);
    }

    /** The token that an initiator would send to say so. */
    static byte[] framed(String text) {
        try {
            var oid = OID.getDER();
            var body = text.getBytes(StandardCharsets.UTF_8);
            var out = new ByteArrayOutputStream();
            out.write(InitialToken.TAG);
            int length = oid.length + body.length;
            if (length > 0x7F) {
                out.write(0x82);
                out.write(length >> 8);
            }
            out.write(length);
            out.writeBytes(oid);
            out.writeBytes(body);
            return out.toByteArray();
        } catch (GSSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unframed(byte[] token) {
        var text = new String(token, StandardCharsets.ISO_8859_1);
        int oid = text.indexOf("\u0006");
        return text.substring(Math.min(text.length(), oid + 2 + token[oid + 1]));
    }

    private static String text(byte[] token) {
        return new String(token, StandardCharsets.UTF_8);
    }

    private static void failIfAsked(String text) throws SspiException {
        if (text.startsWith("fail/")) {
            throw new SspiException(SecurityStatus.valueOf(text.substring("fail/".length())), "As it was asked to");
        }
    }

    private static Optional<ChannelBindings> bindings(Leg leg) throws SspiException {
        return leg.channelBindings();
    }

    private static long bits(Set<ContextFlag> flags) {
        return flags.stream().mapToLong(flag -> 1L << flag.ordinal()).sum();
    }

    private static EnumSet<ContextFlag> flags(long bits) {
        var flags = EnumSet.noneOf(ContextFlag.class);
        for (var flag : ContextFlag.values()) {
            if ((bits >> flag.ordinal() & 1) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /** What it acquires; counts how many are open. */
    record ToyCredential(Optional<String> name) implements Credential {
        static int open;

        ToyCredential {
            open++;
        }

        @Override
        public Instant expiry() {
            return name.isPresent() ? EXPIRY : Instant.MAX;
        }

        @Override
        public void close() {
            open--;
        }
    }

    /** Header: kind, number of padding bytes, sequence number, checksum; a sealed one has four bytes more, and inverted data. */
    private static final class ToySession implements Session {
        private final boolean initiator;
        private final Set<ContextFlag> flags;
        private final String client;
        private final String server;
        private short sent;
        private short expected;

        ToySession(boolean initiator, Set<ContextFlag> flags, String client, String server) {
            this.initiator = initiator;
            this.flags = Set.copyOf(flags);
            this.client = client;
            this.server = server;
        }

        @Override
        public Set<ContextFlag> flags() {
            return flags;
        }

        @Override
        public Instant expiry() {
            return EXPIRY;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            if (attribute == ContextAttribute.SIZES) {
                return (T) new ContextAttribute.Sizes(4096, LONGEST_SIGNATURE, 1, TRAILER);
            }
            if (attribute == ContextAttribute.LIFESPAN) {
                return (T) new ContextAttribute.Lifespan(Managers.NOW, EXPIRY);
            }
            if (attribute == ContextAttribute.TICKET) {
                return (T) new ContextAttribute.Ticket(
                        0x40800001, Managers.NOW, List.of(new ContextAttribute.Authorization(128, new byte[] {7})));
            }
            if (attribute == ContextAttribute.NATIVE_NAMES) {
                return (T) new ContextAttribute.NativeNames(client, server);
            }
            if (attribute == ContextAttribute.SESSION_KEY) {
                return (T) new ContextAttribute.SessionKey(18, new byte[] {1, 2, 3});
            }
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No such attribute");
        }

        @Override
        public int wrapSizeLimit(int qop, int largestToken) {
            boolean seal = qop == Qop.DEFAULT;
            int limit = Math.max(0, largestToken - (seal ? SEALED : SIGNED));
            return seal && limit % 4 == 3 ? limit - 1 : limit;
        }

        @Override
        public boolean isExportable() {
            return !server.equals("keep/it");
        }

        @Override
        public byte[] export(Set<ExportFlag> flags) throws SspiException {
            if (!isExportable()) {
                return Session.super.export(flags);
            }
            return String.join(";", String.valueOf(initiator), client, server, String.valueOf(bits(this.flags)), sent + "", expected + "")
                    .getBytes(StandardCharsets.UTF_8);
        }

        static ToySession imported(byte[] exported) throws SspiException {
            var parts = text(exported).split(";");
            if (parts.length != 6) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Not an exported context");
            }
            var session = new ToySession(
                    Boolean.parseBoolean(parts[0]), ToyPackage.flags(Long.parseLong(parts[3])), parts[1], parts[2]);
            session.sent = Short.parseShort(parts[4]);
            session.expected = Short.parseShort(parts[5]);
            return session;
        }

        @Override
        public AccessToken accessToken() {
            return AccessToken.of(client, ImpersonationLevel.DELEGATION, Set.of(new X500Principal("CN=" + client)));
        }

        @Override
        public void encryptMessage(int qop, List<SecBuffer> message, int seqNo) {
            var data = find(message, SecBufferType.DATA);
            boolean seal = qop == Qop.DEFAULT;
            int pad = seal && data.remaining() % 4 == 3 ? 1 : 0;
            var padding = find(message, SecBufferType.PADDING);
            padding.limit(padding.position() + pad);
            header(find(message, SecBufferType.TOKEN), seal ? SEALED : SIGNED, pad, sent++, crc(data));
            if (seal) {
                invert(data);
            }
        }

        @Override
        public MessageResult decryptMessage(List<SecBuffer> message, int seqNo) throws SspiException {
            var stream = find(message, SecBufferType.STREAM);
            if (stream.remaining() < SIGNED) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Too short");
            }
            int size = stream.get(stream.position());
            int pad = stream.get(stream.position() + 1);
            if (size != SEALED && size != SIGNED || stream.remaining() < size + pad) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Not a message");
            }
            var data = stream.slice(stream.position() + size, stream.remaining() - size - pad);
            if (size == SEALED) {
                invert(data);
            }
            var result = checked(stream, crc(data), size == SEALED ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT);
            SecBuffer.find(message, SecBufferType.DATA).orElseThrow().become(SecBufferType.DATA, data);
            return result;
        }

        @Override
        public void makeSignature(int qop, List<SecBuffer> message, int seqNo) {
            header(
                    find(message, SecBufferType.TOKEN), SIGNED, 0, sent++, crc(find(message, SecBufferType.DATA)));
        }

        @Override
        public MessageResult verifySignature(List<SecBuffer> message, int seqNo) throws SspiException {
            var token = find(message, SecBufferType.TOKEN);
            if (token.remaining() != SIGNED || token.get(token.position()) != SIGNED) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Not a signature");
            }
            return checked(token, crc(find(message, SecBufferType.DATA)), 0);
        }

        private MessageResult checked(ByteBuffer header, int crc, int qop) throws SspiException {
            if (header.getInt(header.position() + 4) != crc) {
                throw new SspiException(SecurityStatus.SEC_E_MESSAGE_ALTERED, "The checksum is wrong");
            }
            short number = header.getShort(header.position() + 2);
            int ahead = number - expected;
            var place = ahead == 0
                    ? MessageResult.Sequence.IN_ORDER
                    : ahead > 0
                            ? MessageResult.Sequence.GAP
                            : ahead == -1
                                    ? MessageResult.Sequence.DUPLICATE
                                    : ahead == -2 ? MessageResult.Sequence.UNSEQUENCED : MessageResult.Sequence.OLD;
            expected = (short) Math.max(expected, number + 1);
            return new MessageResult(SecurityStatus.SEC_E_OK, qop, place, 0);
        }

        private static void header(ByteBuffer token, int size, int pad, short number, int crc) {
            token.limit(token.position() + size);
            int at = token.position();
            token.put(at, (byte) size).put(at + 1, (byte) pad).putShort(at + 2, number).putInt(at + 4, crc);
        }

        private static int crc(ByteBuffer data) {
            var crc = new CRC32();
            crc.update(data.duplicate());
            return (int) crc.getValue();
        }

        private static void invert(ByteBuffer data) {
            for (int i = data.position(); i < data.limit(); i++) {
                data.put(i, (byte) ~data.get(i));
            }
        }

        private static ByteBuffer find(List<SecBuffer> message, SecBufferType type) {
            return SecBuffer.find(message, type).orElseThrow().memory();
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return initiator ? "initiator" : "acceptor";
        }
    }

    /** A Subject whose only principal has this name. */
    static Subject subject(String name) {
        return new Subject(true, Set.of(new X500Principal("CN=" + name)), Set.of(), Set.of());
    }
}
