package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.spi.Negotiable;
import org.sspi4j.spi.Session;

/**
 * An established context. Sending and receiving have a lock each.
 *
 * @spec RFC 4121 4.2
 */
final class KerberosSession implements Session, Negotiable {
    private final TicketFacts ticket;
    private final Set<ContextFlag> flags;
    private final Optional<ClientToken> token;
    private final KerberosAttributes attributes;
    private final ProtocolKey key;
    private final boolean acceptorSubkey;
    private final long sentFrom;
    private final SequenceWindow window;
    private final Sender sending;
    private final Receiver receiving;
    private boolean closed;

    /** @param next the number of the next message that is sent */
    private KerberosSession(
            TicketFacts ticket,
            Keying keying,
            long next,
            SequenceWindow window,
            boolean acceptor,
            Set<ContextFlag> flags,
            Optional<ClientToken> token,
            Optional<Instant> passwordExpiry) {
        this.ticket = ticket;
        var copy = EnumSet.noneOf(ContextFlag.class);
        copy.addAll(flags);
        this.flags = Collections.unmodifiableSet(copy);
        this.token = token;
        this.key = keying.key;
        this.attributes = new KerberosAttributes(ticket, token, key.type(), passwordExpiry);
        this.acceptorSubkey = keying.acceptorSubkey;
        this.sentFrom = keying.sendFrom;
        this.window = window;
        // RFC 4121 1: its tokens are for encryption types newer than RFC 1964 and RFC 4757 know.
        if (key.type().hasOldTokens()) {
            this.sending = new Rfc1964Sender(key.rfc1964Key(), keying.random, acceptor, sentFrom, next);
            this.receiving = new Rfc1964Receiver(key.rfc1964Key(), !acceptor, window);
            return;
        }
        int subkey = keying.acceptorSubkey ? TokenHeader.ACCEPTOR_SUBKEY : 0;
        int acceptorsFlags = TokenHeader.SENT_BY_ACCEPTOR | subkey;
        this.sending = new SendingSide(
                key, keying.random, acceptor, acceptor ? acceptorsFlags : subkey, next);
        this.receiving = new ReceivingSide(key, !acceptor, acceptor ? subkey : acceptorsFlags, window);
    }

    /**
     * What both sides agreed on.
     *
     * @param key owned by the session from now on
     * @param acceptorSubkey whether it is the one that the acceptor chose
     */
    record Keying(ProtocolKey key, boolean acceptorSubkey, long sendFrom, long receiveFrom, RandomSource random) {}

    static KerberosSession ofInitiator(ServiceTicket ticket, Keying keying, Set<ContextFlag> flags) {
        return new KerberosSession(
                TicketFacts.of(ticket), keying, keying.sendFrom, window(keying, flags), false, flags, Optional.empty(),
                ticket.passwordExpiry());
    }

    static KerberosSession ofAcceptor(VerifiedTicket ticket, Keying keying, Set<ContextFlag> flags, ClientToken token) {
        return new KerberosSession(
                TicketFacts.of(ticket), keying, keying.sendFrom, window(keying, flags), true, flags, Optional.of(token),
                Optional.empty());
    }

    private static SequenceWindow window(Keying keying, Set<ContextFlag> flags) {
        return new SequenceWindow(
                keying.receiveFrom,
                flags.contains(ContextFlag.REPLAY_DETECT),
                flags.contains(ContextFlag.SEQUENCE_DETECT));
    }

    /** Goes on where another process stopped. */
    static KerberosSession imported(ExportedContext from, ProtocolKey key, RandomSource random) {
        var keying = new Keying(key, from.acceptorSubkey(), from.sentFrom(), from.received().first(), random);
        var window = new SequenceWindow(
                from.received(),
                from.flags().contains(ContextFlag.REPLAY_DETECT),
                from.flags().contains(ContextFlag.SEQUENCE_DETECT));
        var token = from.level().map(level -> ClientToken.of(from.ticket().client(), level));
        return new KerberosSession(
                from.ticket(), keying, from.nextToSend(), window, from.acceptor(), from.flags(), token, Optional.empty());
    }

    @Override
    public boolean isExportable() {
        return true;
    }

    @Override
    public byte[] export(Set<ExportFlag> flags) throws SspiException {
        requireSafe(flags);
        boolean reset = flags.contains(ExportFlag.RESET_NEW);
        synchronized (sending) {
            synchronized (receiving) {
                requireOpen();
                var exported = new ExportedContext(
                        token.isPresent(),
                        this.flags,
                        ticket,
                        key.type(),
                        key.copyOfValue(),
                        acceptorSubkey,
                        sentFrom,
                        reset ? sentFrom : sending.next(),
                        reset ? window.unseen() : window.seen(),
                        token.map(ClientToken::level));
                try {
                    return exported.encode();
                } finally {
                    exported.wipe();
                    if (flags.contains(ExportFlag.DELETE_OLD)) {
                        close();
                    }
                }
            }
        }
    }

    /** RFC 4757 7.3: the number of a message is what its key stream depends on. With AES each message has a random confounder. */
    private void requireSafe(Set<ExportFlag> asked) throws SspiException {
        if (key.type().hasOldTokens() && !asked.equals(Set.of(ExportFlag.DELETE_OLD))) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The context has an RC4 key: two contexts that send the same number, or one that counts again, would encrypt two"
                            + " messages with one key stream. Export it with DELETE_OLD alone, or give the service a key of AES");
        }
    }

    @Override
    public int wrapSizeLimit(int qop, int largestToken) {
        return sending.wrapSizeLimit(qop == Qop.DEFAULT, largestToken);
    }

    @Override
    public Set<ContextFlag> flags() {
        return flags;
    }

    @Override
    public Instant expiry() {
        return ticket.endtime();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        if (attribute == ContextAttribute.SIZES) {
            return (T) new ContextAttribute.Sizes(
                    KerberosPackage.MAX_TOKEN, sending.signature(), 1, sending.trailer());
        }
        if (attribute == ContextAttribute.SESSION_KEY) {
            return (T) sessionKey();
        }
        return attributes.answer(attribute);
    }

    private ContextAttribute.SessionKey sessionKey() throws SspiException {
        synchronized (sending) {
            requireOpen();
            return new ContextAttribute.SessionKey(key.type().number(), key.copyOfValue());
        }
    }

    @Override
    public void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        if (qop != Qop.DEFAULT) {
            throw unknown(qop);
        }
        require(ContextFlag.INTEGRITY);
        synchronized (sending) {
            requireOpen();
            sending.sign(message);
        }
    }

    @Override
    public MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return verify(message, false);
    }

    @Override
    public MessageResult verifySignatureInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return verify(message, true);
    }

    private MessageResult verify(List<SecBuffer> message, boolean inOrder) throws SspiException {
        synchronized (receiving) {
            requireOpen();
            return receiving.verify(message, inOrder);
        }
    }

    @Override
    public void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        if (qop != Qop.DEFAULT && qop != Qop.WRAP_NO_ENCRYPT) {
            throw unknown(qop);
        }
        require(qop == Qop.DEFAULT ? ContextFlag.CONFIDENTIALITY : ContextFlag.INTEGRITY);
        synchronized (sending) {
            requireOpen();
            if (qop == Qop.DEFAULT) {
                sending.seal(message);
            } else {
                sending.wrap(message);
            }
        }
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return decrypt(message, false);
    }

    @Override
    public MessageResult decryptMessageInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return decrypt(message, true);
    }

    private MessageResult decrypt(List<SecBuffer> message, boolean inOrder) throws SspiException {
        synchronized (receiving) {
            requireOpen();
            return receiving.open(message, inOrder);
        }
    }

    /** Its tokens are bound to the ticket: nobody can take Kerberos out of a list that names it first. */
    @Override
    public boolean insistsOnMechListMic() {
        return false;
    }

    /** A message like any other: the first one of the application has the next number. */
    @Override
    public byte[] signMechList(byte[] mechTypeList) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(sending.signature()));
        makeSignature(Qop.DEFAULT, List.of(token, SecBuffer.data(ByteBuffer.wrap(mechTypeList))), 0);
        return token.toBytes();
    }

    @Override
    public void verifyMechList(byte[] mechTypeList, byte[] mechListMic) throws SspiException {
        synchronized (receiving) {
            requireOpen();
        }
        try {
            verify(List.of(SecBuffer.token(mechListMic), SecBuffer.data(ByteBuffer.wrap(mechTypeList))), true);
        } catch (SspiException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, "The list of mechanisms was altered: " + e.getMessage(), e);
        }
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        return token.map(ClientToken::token).orElseThrow(() ->
                new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The initiator of a context has no client to act as"));
    }

    @Override
    public void close() {
        synchronized (sending) {
            synchronized (receiving) {
                closed = true;
                sending.wipe();
                receiving.wipe();
                key.close();
            }
        }
    }

    private void require(ContextFlag flag) throws SspiException {
        if (!flags.contains(flag)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "The context was established without " + flag);
        }
    }

    private static SspiException unknown(int qop) {
        return new SspiException(
                SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "Kerberos has no quality of protection " + qop);
    }

    /** Called with one of the two locks held; closing holds both. */
    private void requireOpen() throws SspiException {
        if (closed) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context is closed");
        }
    }
}
