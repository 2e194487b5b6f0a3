package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.MessageBuffers;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.SeparateMemory;
import org.sspi4j.kerberos.etype.Rfc1964Key;

/**
 * Checks and opens messages of the other side of a context with an RC4 key. A message that fails, or is refused for its place,
 * changes nothing but its own buffers: what was sealed is zero then. Whatever is wrong behind the header looks the same, the
 * padding too, which is looked at when the checksum has been compared.
 *
 * <p>The checksum does not cover SND_SEQ. Of a message that is not encrypted somebody in between can therefore change the
 * number: it is refused where the order counts, and nowhere else.
 *
 * @spec RFC 4757 7
 */
final class Rfc1964Receiver implements Receiver {
    private final Rfc1964Key key;
    private final boolean fromAcceptor;
    private final SequenceWindow window;
    private final byte[] header = new byte[Rfc1964Token.HEADER];
    private final byte[] received = new byte[Rfc1964Key.CHECKSUM];
    private final byte[] sndSeq = new byte[Rfc1964Key.SEQUENCE];
    private final byte[] confounder = new byte[Rfc1964Key.CONFOUNDER];
    private final byte[] pad = new byte[1];

    /** @param key owned from now on */
    Rfc1964Receiver(Rfc1964Key key, boolean fromAcceptor, SequenceWindow window) {
        this.key = key;
        this.fromAcceptor = fromAcceptor;
        this.window = window;
    }

    @Override
    public MessageResult verify(List<SecBuffer> buffers, boolean inOrder) throws SspiException {
        var token = bigEndian(MessageBuffers.received(buffers));
        MessageBuffers.requireData(buffers);
        int at = Rfc1964Token.read(token, Rfc1964Token.MIC, 0, Rfc1964Token.CONFOUNDER_AT);
        if (token.limit() - at != Rfc1964Token.CONFOUNDER_AT) {
            throw TokenHeader.invalid("has another length than a signature");
        }
        try (var scratch = MessageScratch.lease()) {
            begin(token, at, scratch.message);
            MessageBuffers.addData(buffers, scratch.message, false);
            key.signMic(scratch.message, scratch.checksum);
            if (!isGenuine(scratch.checksum)) {
                throw Receiver.altered(null);
            }
            return window.receive(MessageResult.SIGNED, number(), inOrder);
        }
    }

    @Override
    public MessageResult open(List<SecBuffer> buffers, boolean inOrder) throws SspiException {
        var stream = MessageBuffers.stream(buffers);
        try (var scratch = MessageScratch.lease()) {
            return stream != null
                    ? openStream(stream, buffers, scratch, inOrder)
                    : openSplit(buffers, scratch, inOrder);
        }
    }

    private MessageResult openStream(ByteBuffer stream, List<SecBuffer> buffers, MessageScratch scratch, boolean inOrder)
            throws SspiException {
        int place = MessageBuffers.place(buffers);
        SeparateMemory.checkStream(buffers, stream);
        var view = bigEndian(stream);
        int at = Rfc1964Token.read(view, Rfc1964Token.WRAP, 0, Rfc1964Token.DATA_AT + 1);
        boolean sealed = Rfc1964Token.isSealed(view, at);
        int dataAt = at + Rfc1964Token.DATA_AT;
        int dataLength = view.limit() - dataAt - 1;
        var message = scratch.message;
        begin(view, at, message);
        message.sealed(stream, at + Rfc1964Token.CONFOUNDER_AT, Rfc1964Key.CONFOUNDER);
        MessageBuffers.addOnlySigned(buffers, 0, place, message);
        message.sealed(stream, dataAt, dataLength);
        MessageBuffers.addOnlySigned(buffers, place + 1, buffers.size(), message);
        message.sealed(stream, dataAt + dataLength, 1);
        var result = opened(sealed, scratch, inOrder);
        buffers.get(place).become(SecBufferType.DATA, stream.slice(dataAt, dataLength));
        return result;
    }

    private MessageResult openSplit(List<SecBuffer> buffers, MessageScratch scratch, boolean inOrder) throws SspiException {
        var token = bigEndian(MessageBuffers.received(buffers));
        MessageBuffers.requireData(buffers);
        var padding = MessageBuffers.receivedPadding(buffers);
        if (padding == null || padding.remaining() != 1) {
            throw TokenHeader.invalid("comes without the PADDING buffer of 1 byte: pass token, data and padding as one STREAM");
        }
        int at = Rfc1964Token.read(
                token, Rfc1964Token.WRAP, MessageBuffers.dataLength(buffers) + 1, Rfc1964Token.DATA_AT);
        if (token.limit() - at != Rfc1964Token.DATA_AT) {
            throw TokenHeader.invalid("is not split as EncryptMessage splits it: pass token, data and padding as one STREAM");
        }
        boolean sealed = Rfc1964Token.isSealed(token, at);
        if (sealed) {
            MessageBuffers.requireWritableData(buffers);
            SeparateMemory.check(buffers, token.remaining(), 1, true);
        }
        var message = scratch.message;
        begin(token, at, message);
        // The caller's token may be read-only, and what it holds is short.
        token.get(at + Rfc1964Token.CONFOUNDER_AT, confounder);
        padding.get(padding.position(), pad);
        message.sealed(confounder, 0, confounder.length);
        MessageBuffers.addData(buffers, message, sealed);
        message.sealed(pad, 0, 1);
        return opened(sealed, scratch, inOrder);
    }

    /** Notes what the token says, and shows its number. */
    private void begin(ByteBuffer token, int at, ScatteredBytes message) {
        token.get(at, header);
        token.get(at + Rfc1964Token.HEADER, sndSeq);
        token.get(at + Rfc1964Token.CHECKSUM_AT, received);
        key.cryptSequence(received, sndSeq);
        message.signed(header, 0, header.length);
    }

    private MessageResult opened(boolean sealed, MessageScratch scratch, boolean inOrder) throws SspiException {
        var message = scratch.message;
        boolean accepted = false;
        try {
            if (sealed) {
                key.cryptMessage(sequence(), message);
            }
            key.signWrap(message, scratch.checksum);
            boolean genuine = isGenuine(scratch.checksum);
            message.copySealed(message.sealedLength() - 1, pad, 0, 1);
            if (!genuine || pad[0] != Rfc1964Token.PAD) {
                throw Receiver.altered(null);
            }
            var result = window.receive(sealed ? MessageResult.SEALED : MessageResult.SIGNED, number(), inOrder);
            accepted = true;
            return result;
        } finally {
            if (!accepted && sealed) {
                message.wipeSealed();
            }
        }
    }

    /** The checksum is the right one, and the message the other side's. */
    private boolean isGenuine(byte[] checksum) {
        int direction = fromAcceptor ? -1 : 0;
        return Rfc1964Key.isSame(checksum, received) & ByteBuffer.wrap(sndSeq).getInt(4) == direction;
    }

    private int sequence() {
        return ByteBuffer.wrap(sndSeq).getInt();
    }

    private long number() {
        return window.nearest(sequence());
    }

    private static ByteBuffer bigEndian(ByteBuffer token) {
        return token.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void wipe() {
        key.close();
    }
}
