package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.MessageBuffers;
import org.sspi4j.crypto.SeparateMemory;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.etype.SpecificKey;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.wire.DecodeException;

/**
 * Checks and opens messages of the other side. A token may be rotated by any count: nothing is moved, the parts are read from
 * where they are. A message that fails, or is refused for its place, changes nothing but its own buffers: what was sealed is
 * zero then.
 *
 * @spec RFC 4121 4.2
 */
final class ReceivingSide implements Receiver {
    private final ProtocolKey key;
    private final boolean fromAcceptor;
    private final int flags;
    private final SequenceWindow window;
    private SpecificKey seal;
    private SpecificKey sign;

    /** @param flags what the peer's headers have to say, apart from SEALED */
    ReceivingSide(ProtocolKey key, boolean fromAcceptor, int flags, SequenceWindow window) {
        this.key = key;
        this.fromAcceptor = fromAcceptor;
        this.flags = flags;
        this.window = window;
    }

    @Override
    public MessageResult verify(List<SecBuffer> buffers, boolean inOrder) throws SspiException {
        var token = MessageBuffers.received(buffers);
        MessageBuffers.requireData(buffers);
        try (var scratch = MessageScratch.lease()) {
            scratch.header.read(token, TokenHeader.MIC, flags);
            if (token.remaining() != SendingSide.signature(key)) {
                throw TokenHeader.invalid("has another length than a signature");
            }
            checksumAt(token, token.position() + TokenHeader.LENGTH, scratch);
            MessageBuffers.addData(buffers, scratch.message, false);
            return verified(signKey(), scratch, inOrder);
        }
    }

    @Override
    public MessageResult open(List<SecBuffer> buffers, boolean inOrder) throws SspiException {
        var stream = MessageBuffers.stream(buffers);
        try (var scratch = MessageScratch.lease()) {
            if (stream != null) {
                return openStream(stream, buffers, scratch, inOrder);
            }
            var token = MessageBuffers.received(buffers);
            MessageBuffers.requireData(buffers);
            MessageBuffers.requireNoPadding(buffers);
            scratch.header.read(token, TokenHeader.WRAP, flags);
            return scratch.header.isSealed()
                    ? openSealed(token, buffers, scratch, inOrder)
                    : openSigned(token, buffers, scratch, inOrder);
        }
    }

    private MessageResult openSealed(ByteBuffer token, List<SecBuffer> buffers, MessageScratch scratch, boolean inOrder)
            throws SspiException {
        MessageBuffers.requireWritableData(buffers);
        SeparateMemory.check(buffers, token.remaining(), 0, true);
        int confounderLength = key.type().confounderLength();
        int checksumLength = key.type().checksumLength();
        requireSplit(token, scratch.header, 0, TokenHeader.LENGTH + checksumLength, SendingSide.trailer(key));
        int headerAt = token.position() + TokenHeader.LENGTH;
        int checksumAt = headerAt + TokenHeader.LENGTH;
        // The caller's token may be read-only, and what it holds is short.
        byte[] outside = new byte[confounderLength + TokenHeader.LENGTH];
        token.get(checksumAt + checksumLength, outside, 0, confounderLength);
        token.get(headerAt, outside, confounderLength, TokenHeader.LENGTH);
        checksumAt(token, checksumAt, scratch);
        scratch.message.sealed(outside, 0, confounderLength);
        MessageBuffers.addData(buffers, scratch.message, true);
        scratch.message.sealed(outside, confounderLength, TokenHeader.LENGTH);
        return unsealed(scratch, inOrder);
    }

    private MessageResult openSigned(ByteBuffer token, List<SecBuffer> buffers, MessageScratch scratch, boolean inOrder)
            throws SspiException {
        int checksumLength = key.type().checksumLength();
        requireSplit(token, scratch.header, checksumLength, checksumLength, SendingSide.signature(key));
        checksumAt(token, token.position() + TokenHeader.LENGTH, scratch);
        MessageBuffers.addData(buffers, scratch.message, false);
        scratch.header.rotated(0, 0);
        return verified(sealKey(), scratch, inOrder);
    }

    private static void requireSplit(ByteBuffer token, TokenHeader header, int ec, int rrc, int length)
            throws SspiException {
        if (header.ec() != ec || header.rrc() != rrc || token.remaining() != length) {
            throw TokenHeader.invalid("is not split as EncryptMessage splits it: pass token and data as one STREAM");
        }
    }

    /**
     * What follows the header is read as if rotated back. READONLY_WITH_CHECKSUM buffers are covered where they stand: before
     * or after the buffer that is told where the data is.
     */
    private MessageResult openStream(
            ByteBuffer stream, List<SecBuffer> buffers, MessageScratch scratch, boolean inOrder) throws SspiException {
        int place = MessageBuffers.place(buffers);
        SeparateMemory.checkStream(buffers, stream);
        var header = scratch.header.read(stream, TokenHeader.WRAP, flags);
        var body = new RotatedBody(stream, stream.position() + TokenHeader.LENGTH, header.rrc());
        boolean sealed = header.isSealed();
        int checksumLength = key.type().checksumLength();
        int dataAt = sealed ? key.type().confounderLength() : 0;
        int afterData = sealed ? header.ec() + TokenHeader.LENGTH : 0;
        int dataLength = body.length() - dataAt - afterData - checksumLength;
        if (dataLength < 0 || !sealed && header.ec() != checksumLength) {
            throw TokenHeader.invalid("is too short for what it should contain");
        }
        body.copy(body.length() - checksumLength, scratch.checksum, checksumLength);
        body.add(scratch.message, 0, dataAt, sealed);
        MessageBuffers.addOnlySigned(buffers, 0, place, scratch.message);
        body.add(scratch.message, dataAt, dataLength, sealed);
        MessageBuffers.addOnlySigned(buffers, place + 1, buffers.size(), scratch.message);
        body.add(scratch.message, dataAt + dataLength, afterData, sealed);
        MessageResult result;
        if (sealed) {
            result = unsealed(scratch, inOrder);
        } else {
            header.rotated(0, 0);
            result = verified(sealKey(), scratch, inOrder);
        }
        buffers.get(place).become(SecBufferType.DATA, body.contiguous(dataAt, dataLength));
        return result;
    }

    private MessageResult unsealed(MessageScratch scratch, boolean inOrder) throws SspiException {
        var message = scratch.message;
        boolean received = false;
        try {
            sealKey().unseal(message, scratch.checksum, 0);
            message.copySealed(
                    message.sealedLength() - TokenHeader.LENGTH, scratch.decryptedHeader, 0, TokenHeader.LENGTH);
            if (!scratch.header.isProtectedBy(scratch.decryptedHeader)) {
                throw Receiver.altered(null);
            }
            var result = window.receive(MessageResult.SEALED, scratch.header.sequence(), inOrder);
            received = true;
            return result;
        } catch (DecodeException e) {
            throw TokenHeader.invalid("is too short: " + e.getMessage());
        } catch (IntegrityException e) {
            throw Receiver.altered(e);
        } finally {
            if (!received) {
                message.wipeSealed();
            }
        }
    }

    /** The header follows what it signs. */
    private MessageResult verified(SpecificKey with, MessageScratch scratch, boolean inOrder) throws SspiException {
        scratch.message.signed(scratch.header.bytes(), 0, TokenHeader.LENGTH);
        try {
            with.verify(scratch.message, scratch.checksum, 0);
        } catch (IntegrityException e) {
            throw Receiver.altered(e);
        }
        return window.receive(MessageResult.SIGNED, scratch.header.sequence(), inOrder);
    }

    private void checksumAt(ByteBuffer token, int at, MessageScratch scratch) {
        token.get(at, scratch.checksum, 0, key.type().checksumLength());
    }

    private SpecificKey sealKey() {
        if (seal == null) {
            seal = key.specificKey(fromAcceptor ? KeyUsage.ACCEPTOR_SEAL : KeyUsage.INITIATOR_SEAL);
        }
        return seal;
    }

    private SpecificKey signKey() {
        if (sign == null) {
            sign = key.specificKey(fromAcceptor ? KeyUsage.ACCEPTOR_SIGN : KeyUsage.INITIATOR_SIGN);
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
