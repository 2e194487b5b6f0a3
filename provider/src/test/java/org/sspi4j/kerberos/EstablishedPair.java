package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.KerberosSession.Keying;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Principal;

/** Both ends of a context that no handshake made: with the key and the numbers that a test wants. */
record EstablishedPair(KerberosSession initiator, KerberosSession acceptor) {
    static final Set<ContextFlag> ALL = EnumSet.of(
            ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    private static final Principal ALICE = new Principal(Forge.ALICE, Forge.REALM);
    private static final Principal WEB = new Principal(Forge.SERVICE, Forge.REALM);
    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

    /** AES-256, the acceptor's sub-key, everything granted, numbers from 100 and 200. */
    static EstablishedPair usual() {
        return with(ALL);
    }

    static EstablishedPair with(Set<ContextFlag> flags) {
        return of(key(Forge.AES256), true, flags, 100, 200);
    }

    static EstablishedPair of(
            ProtocolKey key, boolean acceptorSubkey, Set<ContextFlag> flags, long fromInitiator, long fromAcceptor) {
        return new EstablishedPair(
                initiator(key, acceptorSubkey, flags, fromInitiator, fromAcceptor),
                acceptor(key, acceptorSubkey, flags, fromInitiator, fromAcceptor));
    }

    static KerberosSession initiator(
            ProtocolKey key, boolean acceptorSubkey, Set<ContextFlag> flags, long sendFrom, long receiveFrom) {
        var forge = new Forge(NOW);
        var ticket = new ServiceTicket(
                ALICE,
                WEB,
                forge.ticket(),
                forge.ticket.sessionKey,
                0,
                NOW,
                NOW,
                forge.ticket.endtime,
                Optional.empty());
        return KerberosSession.ofInitiator(
                ticket, new Keying(key.copy(), acceptorSubkey, sendFrom, receiveFrom, RandomSource.system()), flags);
    }

    static KerberosSession acceptor(
            ProtocolKey key, boolean acceptorSubkey, Set<ContextFlag> flags, long receiveFrom, long sendFrom) {
        var forge = new Forge(NOW);
        var keys = new ServiceKeys("a test", List.of(new ServiceKeys.Entry(WEB, 3, forge.ticket.key)));
        try (var ticket = VerifiedTicket.check(forge.ticket(), keys, KerberosConfig.builder().build(), NOW)) {
            return KerberosSession.ofAcceptor(
                    ticket,
                    new Keying(key.copy(), acceptorSubkey, sendFrom, receiveFrom, RandomSource.system()),
                    flags,
                    ClientToken.of(ticket, flags));
        } catch (SspiException e) {
            throw new AssertionError(e);
        }
    }

    /** The same for every call with the same type. */
    static ProtocolKey key(EncryptionType type) {
        return Forge.key(type, "session");
    }

    /** EncryptMessage: token and data in one array. */
    static byte[] sealed(KerberosSession from, byte[] data) throws SspiException {
        return encrypted(from, Qop.DEFAULT, data);
    }

    /** EncryptMessage that does not encrypt. */
    static byte[] signed(KerberosSession from, byte[] data) throws SspiException {
        return encrypted(from, Qop.WRAP_NO_ENCRYPT, data);
    }

    private static byte[] encrypted(KerberosSession from, int qop, byte[] data) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(100));
        var body = SecBuffer.data(ByteBuffer.wrap(data.clone()));
        var padding = SecBuffer.padding(ByteBuffer.allocate(8));
        from.encryptMessage(qop, List.of(token, body, padding), 0);
        return concat(token.toBytes(), body.toBytes(), padding.toBytes());
    }

    /** MakeSignature. */
    static byte[] mic(KerberosSession from, byte[] data) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(100));
        from.makeSignature(Qop.DEFAULT, List.of(token, SecBuffer.data(ByteBuffer.wrap(data))), 0);
        return token.toBytes();
    }

    /** DecryptMessage of a whole token, in order or not at all. */
    static byte[] opened(KerberosSession by, byte[] token) throws SspiException {
        var data = SecBuffer.empty();
        by.decryptMessageInOrder(List.of(SecBuffer.stream(ByteBuffer.wrap(token.clone())), data), 0);
        return data.toBytes();
    }

    /** DecryptMessage of a whole token, whatever its place. */
    static MessageResult result(KerberosSession by, byte[] token) throws SspiException {
        return by.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(token.clone())), SecBuffer.empty()), 0);
    }

    /** VerifySignature. */
    static void verify(KerberosSession by, byte[] mic, byte[] data) throws SspiException {
        by.verifySignatureInOrder(List.of(SecBuffer.token(mic), SecBuffer.data(ByteBuffer.wrap(data))), 0);
    }

    static SecurityStatus refusal(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    /** Octets that differ from each other. */
    static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (7 * i + length);
        }
        return text;
    }

    /** The tokens of 0 to {@code count - 1}, one octet each. */
    static List<byte[]> numbered(KerberosSession from, int count) throws SspiException {
        var tokens = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            tokens.add(sealed(from, new byte[] {(byte) i}));
        }
        return tokens;
    }
}
