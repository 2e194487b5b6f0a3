package org.sspi4j.ntlm;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.MessageBuffers;
import org.sspi4j.crypto.SeparateMemory;
import org.sspi4j.spi.Negotiable;
import org.sspi4j.spi.Session;

/**
 * An established context. Sending and receiving have a lock each; without extended session security they share a key stream and
 * one lock.
 *
 * <p>A message is a signature of 16 bytes in TOKEN and the data behind it. One that is refused changes nothing but its own buffers.
 *
 * @spec MS-NLMP 3.4
 */
final class NtlmSession implements Session, Negotiable {
    private final Agreement agreed;
    private final Set<ContextFlag> flags;
    private final Attributes attributes;
    private final Protection sending;
    private final Protection receiving;
    private boolean closed;

    private NtlmSession(Agreement agreed, Attributes attributes) {
        this.agreed = agreed;
        this.flags = Collections.unmodifiableSet(agreed.granted);
        this.attributes = attributes;
        this.sending = protection(agreed, agreed.initiator ? NtlmKeys.Mode.CLIENT : NtlmKeys.Mode.SERVER);
        boolean shared = sending instanceof CrcSecurity;
        this.receiving = shared ? sending : protection(agreed, agreed.initiator ? NtlmKeys.Mode.SERVER : NtlmKeys.Mode.CLIENT);
    }

    /**
     * What both sides agreed on. With DATAGRAM the caller numbers the messages.
     *
     * @param initiator which side this is
     * @param negotiateFlags those of the AUTHENTICATE_MESSAGE; they choose how messages are protected
     * @param exportedSessionKey 16 bytes, owned by the session from now on
     * @param mic whether the AUTHENTICATE_MESSAGE had one: Negotiate then exchanges its own too
     * @param granted INTEGRITY and CONFIDENTIALITY among them say what may be asked of the session; nobody may change them any more
     * @param expiry {@link Instant#MAX} if it never ends
     */
    record Agreement(
            boolean initiator,
            int negotiateFlags,
            byte[] exportedSessionKey,
            boolean mic,
            Set<ContextFlag> granted,
            Instant expiry) {
        @Override
        public String toString() {
            return String.format("Agreement[0x%08X, %s, %s]", negotiateFlags, granted, expiry);
        }
    }

    /** Answers for all attributes but SIZES and SESSION_KEY. */
    interface Attributes {
        /** @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for those it does not know */
        <T> T answer(ContextAttribute<T> attribute) throws SspiException;
    }

    /** Of a client: nothing is proven to it but what its messages will show. */
    static NtlmSession ofInitiator(Agreement agreed, Attributes attributes) {
        return new NtlmSession(agreed, attributes);
    }

    /** @param attributes made of what proved who the client is: ACCESS_TOKEN among them, which is made when somebody asks for it */
    static NtlmSession ofAcceptor(Agreement agreed, Attributes attributes) {
        return new NtlmSession(agreed, attributes);
    }

    private static Protection protection(Agreement agreed, NtlmKeys.Mode mode) {
        if ((agreed.negotiateFlags & (NegotiateFlags.SIGN | NegotiateFlags.SEAL)) == 0) {
            return new Unprotected();
        }
        return NegotiateFlags.has(agreed.negotiateFlags, NegotiateFlags.EXTENDED_SESSIONSECURITY)
                ? new ExtendedSessionSecurity(agreed.negotiateFlags, agreed.exportedSessionKey, mode)
                : new CrcSecurity(agreed.negotiateFlags, agreed.exportedSessionKey);
    }

    @Override
    public Set<ContextFlag> flags() {
        return flags;
    }

    @Override
    public Instant expiry() {
        return agreed.expiry;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        if (attribute == ContextAttribute.SIZES) {
            return (T) new ContextAttribute.Sizes(NtlmMessage.MAX_TOKEN, MessageSignature.LENGTH, 1, MessageSignature.LENGTH);
        }
        if (attribute == ContextAttribute.SESSION_KEY) {
            return (T) sessionKey();
        }
        return attributes.answer(attribute);
    }

    private ContextAttribute.SessionKey sessionKey() throws SspiException {
        synchronized (sending) {
            requireOpen();
            if (flags.contains(ContextFlag.NULL_SESSION)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "The client is anonymous: there is no key that not everybody knows");
            }
            return new ContextAttribute.SessionKey(0, agreed.exportedSessionKey.clone());
        }
    }

    @Override
    public void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        requireQop(qop, Qop.DEFAULT);
        require(ContextFlag.INTEGRITY);
        synchronized (sending) {
            requireOpen();
            MessageBuffers.requireData(message);
            protect(message, messageSeqNo, false);
        }
    }

    @Override
    public MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        require(ContextFlag.INTEGRITY);
        synchronized (receiving) {
            requireOpen();
            MessageBuffers.requireData(message);
            try (var scratch = MessageScratch.lease()) {
                var token = MessageBuffers.received(message);
                MessageSignature.read(token, token.remaining(), scratch.signature);
                MessageBuffers.addData(message, scratch.message, false);
                receiving.open(scratch, messageSeqNo);
            }
        }
        return MessageResult.SIGNED;
    }

    /** The key stream goes on from one message to the next, so a message out of order is never anything but refused. */
    @Override
    public MessageResult verifySignatureInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return verifySignature(message, messageSeqNo);
    }

    /**
     * Sealed whatever was asked for, also where SIGN alone was agreed on: what is sealed and what is signed look alike, and all others
     * take what this call makes for sealed. An LDAP client with a layer of signatures finds that out at Windows' and Samba's servers.
     */
    @Override
    public void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        require(ContextFlag.INTEGRITY);
        if (qop != Qop.WRAP_NO_ENCRYPT || flags.contains(ContextFlag.CONFIDENTIALITY)) {
            requireQop(qop, Qop.DEFAULT);
        }
        synchronized (sending) {
            requireOpen();
            MessageBuffers.requireWritableData(message);
            protect(message, messageSeqNo, true);
            MessageBuffers.emptyPadding(message);
        }
    }

    private void protect(List<SecBuffer> message, int messageSeqNo, boolean seal) throws SspiException {
        var token = MessageBuffers.token(message, MessageSignature.LENGTH);
        SeparateMemory.check(message, MessageSignature.LENGTH, 0, seal);
        try (var scratch = MessageScratch.lease()) {
            MessageBuffers.addData(message, scratch.message, seal);
            sending.protect(scratch, messageSeqNo);
            token.put(token.position(), scratch.signature);
            token.limit(token.position() + MessageSignature.LENGTH);
        }
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        require(ContextFlag.INTEGRITY);
        synchronized (receiving) {
            requireOpen();
            var stream = MessageBuffers.stream(message);
            if (stream != null) {
                openStream(stream, message, messageSeqNo);
            } else {
                open(message, messageSeqNo);
            }
        }
        return MessageResult.SEALED;
    }

    @Override
    public MessageResult decryptMessageInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return decryptMessage(message, messageSeqNo);
    }

    private void open(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        var token = MessageBuffers.received(message);
        MessageBuffers.requireWritableData(message);
        MessageBuffers.requireNoPadding(message);
        SeparateMemory.check(message, token.remaining(), 0, true);
        try (var scratch = MessageScratch.lease()) {
            MessageSignature.read(token, token.remaining(), scratch.signature);
            MessageBuffers.addData(message, scratch.message, true);
            receiving.open(scratch, messageSeqNo);
        }
    }

    /**
     * READONLY_WITH_CHECKSUM buffers are covered where they stand: before or after the buffer that is told where the data is.
     */
    private void openStream(ByteBuffer stream, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        int place = MessageBuffers.place(message);
        SeparateMemory.checkStream(message, stream);
        int dataAt = stream.position() + MessageSignature.LENGTH;
        int length = stream.limit() - dataAt;
        try (var scratch = MessageScratch.lease()) {
            MessageSignature.read(stream, Math.min(stream.remaining(), MessageSignature.LENGTH), scratch.signature);
            MessageBuffers.addOnlySigned(message, 0, place, scratch.message);
            scratch.message.sealed(stream, dataAt, length);
            MessageBuffers.addOnlySigned(message, place + 1, message.size(), scratch.message);
            receiving.open(scratch, messageSeqNo);
        }
        message.get(place).become(SecBufferType.DATA, stream.slice(dataAt, length));
    }

    /** Windows does so once a MIC was exchanged, though RFC 4178 would not ask for it. */
    @Override
    public boolean insistsOnMechListMic() {
        return agreed.mic && flags.contains(ContextFlag.INTEGRITY);
    }

    /** MS-SPNG 3.3.5.1: the key stream is put back where it was, so that the first message does as if there had been none. */
    @Override
    public byte[] signMechList(byte[] mechTypeList) throws SspiException {
        require(ContextFlag.INTEGRITY);
        synchronized (sending) {
            requireOpen();
            try (var scratch = MessageScratch.lease()) {
                scratch.message.signed(mechTypeList, 0, mechTypeList.length);
                sending.save(scratch.before);
                sending.protect(scratch, 0);
                sending.restore(scratch.before);
                return scratch.signature.clone();
            }
        }
    }

    @Override
    public void verifyMechList(byte[] mechTypeList, byte[] mechListMic) throws SspiException {
        require(ContextFlag.INTEGRITY);
        synchronized (receiving) {
            requireOpen();
            try (var scratch = MessageScratch.lease()) {
                MessageSignature.read(ByteBuffer.wrap(mechListMic), mechListMic.length, scratch.signature);
                scratch.message.signed(mechTypeList, 0, mechTypeList.length);
                receiving.save(scratch.before);
                receiving.open(scratch, 0);
                receiving.restore(scratch.before);
            } catch (SspiException e) {
                throw new SspiException(
                        SecurityStatus.SEC_E_MESSAGE_ALTERED, "The list of mechanisms was altered: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        if (agreed.initiator) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The initiator of a context has no client to act as");
        }
        return attributes.answer(ContextAttribute.ACCESS_TOKEN);
    }

    @Override
    public void close() {
        synchronized (sending) {
            synchronized (receiving) {
                closed = true;
                sending.wipe();
                receiving.wipe();
                Arrays.fill(agreed.exportedSessionKey, (byte) 0);
            }
        }
    }

    private void require(ContextFlag flag) throws SspiException {
        if (!flags.contains(flag)) {
            throw new SspiException(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "The context was established without " + flag);
        }
    }

    private static void requireQop(int qop, int supported) throws SspiException {
        if (qop != supported) {
            throw new SspiException(
                    SecurityStatus.SEC_E_QOP_NOT_SUPPORTED,
                    String.format(
                            "This NTLM context has quality of protection 0x%08X for all such messages, and not 0x%08X", supported, qop));
        }
    }

    /** Called with one of the two locks held; closing holds both. */
    private void requireOpen() throws SspiException {
        if (closed) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context is closed");
        }
    }
}
