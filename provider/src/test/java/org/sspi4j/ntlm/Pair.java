package org.sspi4j.ntlm;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;

/** Both ends of a context that no handshake has made. */
record Pair(NtlmSession client, NtlmSession server) {
    static final int SEALED = NegotiateFlags.UNICODE | NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.NTLM
            | NegotiateFlags.ALWAYS_SIGN | NegotiateFlags.EXTENDED_SESSIONSECURITY | NegotiateFlags.KEY_128 | NegotiateFlags.KEY_56
            | NegotiateFlags.KEY_EXCH;
    static final int SIGNED = SEALED & ~NegotiateFlags.SEAL;
    static final int WITHOUT_KEY_EXCH = SEALED & ~NegotiateFlags.KEY_EXCH;
    static final int WITHOUT_ESS = SEALED & ~NegotiateFlags.EXTENDED_SESSIONSECURITY;
    static final int DATAGRAM = SEALED | NegotiateFlags.DATAGRAM;
    static final int ALWAYS_SIGN = NegotiateFlags.UNICODE | NegotiateFlags.NTLM | NegotiateFlags.ALWAYS_SIGN
            | NegotiateFlags.EXTENDED_SESSIONSECURITY;

    static Pair of(int negotiateFlags) {
        return of(negotiateFlags, text(16));
    }

    static Pair of(int negotiateFlags, byte[] exportedSessionKey) {
        return new Pair(
                NtlmSession.ofInitiator(agreement(true, negotiateFlags, exportedSessionKey), new Alice()),
                NtlmSession.ofAcceptor(agreement(false, negotiateFlags, exportedSessionKey), new Alice()));
    }

    private static NtlmSession.Agreement agreement(boolean initiator, int negotiateFlags, byte[] key) {
        var granted = EnumSet.of(ContextFlag.CONNECTION);
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.SIGN)) {
            granted.add(ContextFlag.INTEGRITY);
        }
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.SEAL)) {
            granted.add(ContextFlag.CONFIDENTIALITY);
        }
        return new NtlmSession.Agreement(initiator, negotiateFlags, key.clone(), true, granted, Instant.MAX);
    }

    static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (11 * i + length);
        }
        return text;
    }

    /** Signature and data, as they go over the line. */
    static byte[] sealed(NtlmSession by, byte[] text, int messageSeqNo) throws SspiException {
        return encrypted(by, Qop.DEFAULT, text, messageSeqNo);
    }

    static byte[] sealed(NtlmSession by, byte[] text) throws SspiException {
        return sealed(by, text, 0);
    }

    static byte[] encrypted(NtlmSession by, int qop, byte[] text, int messageSeqNo) throws SspiException {
        var memory = ByteBuffer.allocate(MessageSignature.LENGTH + text.length).put(MessageSignature.LENGTH, text);
        by.encryptMessage(
                qop,
                List.of(
                        SecBuffer.token(memory.slice(0, MessageSignature.LENGTH)),
                        SecBuffer.data(memory.slice(MessageSignature.LENGTH, text.length))),
                messageSeqNo);
        return memory.array();
    }

    /** Opens what came over the line, in two buffers. */
    static byte[] opened(NtlmSession by, byte[] message, int messageSeqNo) throws SspiException {
        var memory = ByteBuffer.wrap(message.clone());
        int length = Math.min(message.length, MessageSignature.LENGTH);
        var data = SecBuffer.data(memory.slice(length, message.length - length));
        by.decryptMessage(List.of(SecBuffer.token(memory.slice(0, length)), data), messageSeqNo);
        return data.toBytes();
    }

    static byte[] opened(NtlmSession by, byte[] message) throws SspiException {
        return opened(by, message, 0);
    }

    /** Opens it in one. */
    static byte[] openedAsStream(NtlmSession by, byte[] message, SecBuffer... beside) throws SspiException {
        var list = new ArrayList<>(List.of(beside));
        list.add(0, SecBuffer.stream(ByteBuffer.wrap(message.clone())));
        var place = SecBuffer.empty();
        list.add(place);
        by.decryptMessage(list, 0);
        return place.type() == SecBufferType.DATA ? place.toBytes() : null;
    }

    static byte[] signature(NtlmSession by, byte[] text, int messageSeqNo) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(MessageSignature.LENGTH));
        by.makeSignature(Qop.DEFAULT, List.of(token, SecBuffer.data(ByteBuffer.wrap(text))), messageSeqNo);
        return token.toBytes();
    }

    static byte[] signature(NtlmSession by, byte[] text) throws SspiException {
        return signature(by, text, 0);
    }

    static void verify(NtlmSession by, byte[] signature, byte[] text, int messageSeqNo) throws SspiException {
        by.verifySignature(List.of(SecBuffer.token(signature), SecBuffer.data(ByteBuffer.wrap(text))), messageSeqNo);
    }

    static void verify(NtlmSession by, byte[] signature, byte[] text) throws SspiException {
        verify(by, signature, text, 0);
    }

    /** Tells the client, and nothing else. */
    private record Alice() implements NtlmSession.Attributes {
        @Override
        public <T> T answer(ContextAttribute<T> attribute) {
            return attribute == ContextAttribute.ACCESS_TOKEN
                    ? attribute.structure().cast(AccessToken.of("EXAMPLE\\alice", ImpersonationLevel.IMPERSONATION, Set.of()))
                    : null;
        }
    }
}
