package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.MessageBuffers;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.SeparateMemory;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.etype.SpecificKey;
import org.sspi4j.kerberos.message.KeyUsage;

/**
 * Protects messages of one side. What does not fit into the data's own place is put into the token in front of it, as Windows
 * does: token and data in this order are a GSS-API token with EC 0 and RRC 28.
 *
 * <pre>
 *   sealed  header(16) | E(header)(16) | checksum(12) | E(confounder)(16)   E(data)
 *   signed  header(16) | checksum(12)                                       data
 * </pre>
 *
 * @spec RFC 4121 4.2.4
 * @spec MS-KILE 3.4.5.4.1
 */
final class SendingSide implements Sender {
    private final ProtocolKey key;
    private final RandomSource random;
    private final boolean acceptor;
    private final int flags;
    private SpecificKey seal;
    private SpecificKey sign;
    private long sequence;

    /** @param flags of the token's header, without SEALED */
    SendingSide(ProtocolKey key, RandomSource random, boolean acceptor, int flags, long sequence) {
        this.key = key;
        this.random = random;
        this.acceptor = acceptor;
        this.flags = flags;
        this.sequence = sequence;
    }

    @Override
    public int trailer() {
        return trailer(key);
    }

    @Override
    public int signature() {
        return signature(key);
    }

    static int trailer(ProtocolKey key) {
        return 2 * TokenHeader.LENGTH + key.type().checksumLength() + key.type().confounderLength();
    }

    static int signature(ProtocolKey key) {
        return TokenHeader.LENGTH + key.type().checksumLength();
    }

    @Override
    public long next() {
        return sequence;
    }

    @Override
    public int wrapSizeLimit(boolean seal, int largestToken) {
        return Math.max(0, largestToken - (seal ? trailer() : signature()));
    }

    @Override
    public void seal(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, trailer(key));
        MessageBuffers.requireWritableData(buffers);
        SeparateMemory.check(buffers, trailer(key), 0, true);
        int checksumLength = key.type().checksumLength();
        int headerAt = token.position() + TokenHeader.LENGTH;
        int checksumAt = headerAt + TokenHeader.LENGTH;
        try (var scratch = MessageScratch.lease()) {
            var header = scratch.header.wrap(flags | TokenHeader.SEALED, sequence);
            token.put(headerAt, header.bytes());
            var message = scratch.message;
            message.sealed(token, checksumAt + checksumLength, key.type().confounderLength());
            MessageBuffers.addData(buffers, message, true);
            message.sealed(token, headerAt, TokenHeader.LENGTH);
            sealKey().seal(message, random, scratch.checksum, 0);
            token.put(checksumAt, scratch.checksum, 0, checksumLength);
            finish(token, header.rotated(0, TokenHeader.LENGTH + checksumLength), trailer(key));
        }
        MessageBuffers.emptyPadding(buffers);
    }

    @Override
    public void wrap(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, signature(key));
        MessageBuffers.requireData(buffers);
        SeparateMemory.check(buffers, signature(key), 0, false);
        int checksumLength = key.type().checksumLength();
        try (var scratch = MessageScratch.lease()) {
            // RFC 4121 4.2.4: the checksum covers the header with EC and RRC 0, under the key usage of sealing.
            scratch.header.wrap(flags, sequence);
            sign(sealKey(), token, scratch, buffers);
            finish(token, scratch.header.rotated(checksumLength, checksumLength), signature(key));
        }
        MessageBuffers.emptyPadding(buffers);
    }

    @Override
    public void sign(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, signature(key));
        MessageBuffers.requireData(buffers);
        SeparateMemory.check(buffers, signature(key), 0, false);
        try (var scratch = MessageScratch.lease()) {
            scratch.header.mic(flags, sequence);
            sign(signKey(), token, scratch, buffers);
            finish(token, scratch.header, signature(key));
        }
    }

    private void sign(SpecificKey with, ByteBuffer token, MessageScratch scratch, List<SecBuffer> buffers) {
        MessageBuffers.addData(buffers, scratch.message, false);
        scratch.message.signed(scratch.header.bytes(), 0, TokenHeader.LENGTH);
        with.sign(scratch.message, scratch.checksum, 0);
        token.put(token.position() + TokenHeader.LENGTH, scratch.checksum, 0, key.type().checksumLength());
    }

    private void finish(ByteBuffer token, TokenHeader header, int length) {
        token.put(token.position(), header.bytes());
        token.limit(token.position() + length);
        sequence++;
    }

    private SpecificKey sealKey() {
        if (seal == null) {
            seal = key.specificKey(acceptor ? KeyUsage.ACCEPTOR_SEAL : KeyUsage.INITIATOR_SEAL);
        }
        return seal;
    }

    private SpecificKey signKey() {
        if (sign == null) {
            sign = key.specificKey(acceptor ? KeyUsage.ACCEPTOR_SIGN : KeyUsage.INITIATOR_SIGN);
        }
        return sign;
    }

    @Override
    public void wipe() {
        if (seal != null) {
            seal.close();
        }
        if (sign != null) {
            sign.close();
        }
    }
}
