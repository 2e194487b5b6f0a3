package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.MessageBuffers;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.SeparateMemory;
import org.sspi4j.kerberos.etype.Rfc1964Key;

/**
 * Protects messages of one side of a context with an RC4 key: token, data and padding in this order are a GSS-API token.
 *
 * @spec RFC 4757 7
 */
final class Rfc1964Sender implements Sender {
    /** The number is what the key stream depends on: it must not come again. */
    private static final long MOST_MESSAGES = 1L << 32;

    private final Rfc1964Key key;
    private final RandomSource random;
    private final boolean acceptor;
    private final long first;
    private final byte[] header = new byte[Rfc1964Token.HEADER];
    private final byte[] sndSeq = new byte[Rfc1964Key.SEQUENCE];
    private final byte[] confounder = new byte[Rfc1964Key.CONFOUNDER];
    private long sequence;

    /**
     * @param key owned from now on
     * @param first the number that the context began with, maybe in another process
     * @param sequence the number of the next message
     */
    Rfc1964Sender(Rfc1964Key key, RandomSource random, boolean acceptor, long first, long sequence) {
        this.key = key;
        this.random = random;
        this.acceptor = acceptor;
        this.first = first;
        this.sequence = sequence;
    }

    /** The framing grows with the message, so this is more than most messages take. */
    @Override
    public int trailer() {
        return Rfc1964Token.MOST_FRAMING + Rfc1964Token.DATA_AT;
    }

    @Override
    public int signature() {
        return Rfc1964Token.MIC_FRAMING + Rfc1964Token.CONFOUNDER_AT;
    }

    @Override
    public void seal(List<SecBuffer> buffers) throws SspiException {
        MessageBuffers.requireWritableData(buffers);
        protect(buffers, true);
    }

    @Override
    public void wrap(List<SecBuffer> buffers) throws SspiException {
        MessageBuffers.requireData(buffers);
        protect(buffers, false);
    }

    private void protect(List<SecBuffer> buffers, boolean seal) throws SspiException {
        var token = MessageBuffers.token(buffers, trailer());
        var padding = MessageBuffers.padding(buffers, 1);
        SeparateMemory.check(buffers, trailer(), 1, seal);
        requireNumber();
        long length = Rfc1964Token.DATA_AT + MessageBuffers.dataLength(buffers) + 1;
        try (var scratch = MessageScratch.lease()) {
            var view = bigEndian(token);
            int at = Rfc1964Token.write(view, Rfc1964Token.WRAP, seal, length);
            random.nextBytes(confounder, 0, confounder.length);
            view.put(at + Rfc1964Token.CONFOUNDER_AT, confounder);
            padding.put(padding.position(), Rfc1964Token.PAD);
            padding.limit(padding.position() + 1);
            var message = scratch.message;
            signHeader(view, at, message);
            message.sealed(token, at + Rfc1964Token.CONFOUNDER_AT, Rfc1964Key.CONFOUNDER);
            MessageBuffers.addData(buffers, message, seal);
            message.sealed(padding, padding.position(), 1);
            key.signWrap(message, scratch.checksum);
            if (seal) {
                key.cryptMessage((int) sequence, message);
            }
            finish(token, view, at, scratch.checksum, at + Rfc1964Token.DATA_AT);
        }
    }

    @Override
    public void sign(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, signature());
        MessageBuffers.requireData(buffers);
        SeparateMemory.check(buffers, signature(), 0, false);
        requireNumber();
        try (var scratch = MessageScratch.lease()) {
            var view = bigEndian(token);
            int at = Rfc1964Token.write(view, Rfc1964Token.MIC, false, Rfc1964Token.CONFOUNDER_AT);
            signHeader(view, at, scratch.message);
            MessageBuffers.addData(buffers, scratch.message, false);
            key.signMic(scratch.message, scratch.checksum);
            finish(token, view, at, scratch.checksum, at + Rfc1964Token.CONFOUNDER_AT);
        }
    }

    private void signHeader(ByteBuffer token, int at, ScatteredBytes message) {
        token.get(at, header);
        message.signed(header, 0, header.length);
    }

    private void finish(ByteBuffer token, ByteBuffer view, int at, byte[] checksum, int end) {
        Rfc1964Token.putSequence(sndSeq, (int) sequence, acceptor);
        key.cryptSequence(checksum, sndSeq);
        view.put(at + Rfc1964Token.HEADER, sndSeq);
        view.put(at + Rfc1964Token.CHECKSUM_AT, checksum, 0, Rfc1964Key.CHECKSUM);
        token.limit(end);
        sequence++;
    }

    private void requireNumber() throws SspiException {
        if (sequence - first >= MOST_MESSAGES) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED,
                    "The context has sent all 2^32 messages that an RC4 key can number: establish another one");
        }
    }

    /** The caller's memory may have another order. */
    private static ByteBuffer bigEndian(ByteBuffer token) {
        return token.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public long next() {
        return sequence;
    }

    /** Encrypted or not, the token is as long. */
    @Override
    public int wrapSizeLimit(boolean seal, int largestToken) {
        return Rfc1964Token.mostData(largestToken);
    }

    @Override
    public void wipe() {
        key.close();
    }
}
