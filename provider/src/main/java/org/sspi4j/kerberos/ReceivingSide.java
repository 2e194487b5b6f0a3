package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.etype.SpecificKey;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.wire.DecodeException;

/**
 * Checks and opens messages of the other side. A token may be rotated by any count: nothing is moved, the parts are read from
 * where they are. A message that fails changes nothing but its own buffers.
 *
 * @spec RFC 4121 4.2
 */
final class ReceivingSide {
    private final ProtocolKey key;
    private final int flags;
    private final int sealUsage;
    private final int signUsage;
    private final int checksumLength;
    private final int confounderLength;
    private final SequenceWindow window;
    private final TokenHeader header = new TokenHeader();
    private final ScatteredBytes message = new ScatteredBytes();
    private final byte[] decryptedHeader = new byte[TokenHeader.LENGTH];
    private final byte[] checksum;
    private SpecificKey seal;
    private SpecificKey sign;

    /** @param flags what the peer's headers have to say, apart from SEALED */
    ReceivingSide(ProtocolKey key, boolean fromAcceptor, int flags, SequenceWindow window) {
        this.key = key;
        this.flags = flags;
        this.window = window;
        this.sealUsage = fromAcceptor ? KeyUsage.ACCEPTOR_SEAL : KeyUsage.INITIATOR_SEAL;
        this.signUsage = fromAcceptor ? KeyUsage.ACCEPTOR_SIGN : KeyUsage.INITIATOR_SIGN;
        this.checksumLength = key.type().checksumLength();
        this.confounderLength = key.type().confounderLength();
        this.checksum = new byte[checksumLength];
    }

    /** A MIC token in TOKEN, over DATA. */
    MessageResult verify(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.received(buffers);
        MessageBuffers.requireData(buffers);
        header.read(token, TokenHeader.MIC, flags);
        if (token.remaining() != TokenHeader.LENGTH + checksumLength) {
            throw TokenHeader.invalid("has another length than a signature");
        }
        token.get(token.position() + TokenHeader.LENGTH, checksum);
        message.clear();
        MessageBuffers.addData(buffers, message, false);
        verify(signKey());
        return result(MessageResult.SIGNED, window.add(header.sequence()));
    }

    /** A Wrap token: whole in STREAM, or as {@link SendingSide} leaves it in TOKEN and DATA. */
    MessageResult open(List<SecBuffer> buffers) throws SspiException {
        var stream = MessageBuffers.stream(buffers);
        if (stream != null) {
            return open(stream, MessageBuffers.place(buffers));
        }
        var token = MessageBuffers.received(buffers);
        MessageBuffers.requireData(buffers);
        header.read(token, TokenHeader.WRAP, flags);
        if (header.isSealed()) {
            unseal(token, buffers);
            return result(MessageResult.SEALED, window.add(header.sequence()));
        }
        unwrap(token, buffers);
        return result(MessageResult.SIGNED, window.add(header.sequence()));
    }

    private void unseal(ByteBuffer token, List<SecBuffer> buffers) throws SspiException {
        MessageBuffers.requireWritableData(buffers);
        int rotation = TokenHeader.LENGTH + checksumLength;
        requireSplit(token, 0, rotation, TokenHeader.LENGTH + rotation + confounderLength);
        int headerAt = token.position() + TokenHeader.LENGTH;
        int checksumAt = headerAt + TokenHeader.LENGTH;
        // The caller's token may be read-only, and what it holds is short.
        byte[] outside = new byte[confounderLength + TokenHeader.LENGTH];
        token.get(checksumAt + checksumLength, outside, 0, confounderLength);
        token.get(headerAt, outside, confounderLength, TokenHeader.LENGTH);
        token.get(checksumAt, checksum);
        message.clear();
        message.sealed(outside, 0, confounderLength);
        MessageBuffers.addData(buffers, message, true);
        message.sealed(outside, confounderLength, TokenHeader.LENGTH);
        unseal();
    }

    private void unwrap(ByteBuffer token, List<SecBuffer> buffers) throws SspiException {
        requireSplit(token, checksumLength, checksumLength, TokenHeader.LENGTH + checksumLength);
        token.get(token.position() + TokenHeader.LENGTH, checksum);
        message.clear();
        MessageBuffers.addData(buffers, message, false);
        header.rotated(0, 0);
        verify(sealKey());
    }

    private void requireSplit(ByteBuffer token, int ec, int rrc, int length) throws SspiException {
        if (header.ec() != ec || header.rrc() != rrc || token.remaining() != length) {
            throw TokenHeader.invalid("is not split as EncryptMessage splits it: pass token and data as one STREAM");
        }
    }

    /** What follows the header is read as if rotated back: byte k of it stands at (k + RRC) mod its length. */
    private MessageResult open(ByteBuffer stream, SecBuffer place) throws SspiException {
        header.read(stream, TokenHeader.WRAP, flags);
        var body = new RotatedBody(stream, stream.position() + TokenHeader.LENGTH, header.rrc());
        boolean sealed = header.isSealed();
        int dataAt = sealed ? confounderLength : 0;
        int dataLength = sealed
                ? body.length() - confounderLength - header.ec() - TokenHeader.LENGTH - checksumLength
                : body.length() - checksumLength;
        if (dataLength < 0 || !sealed && header.ec() != checksumLength) {
            throw TokenHeader.invalid("is too short for what it should contain");
        }
        int coveredLength = body.length() - checksumLength;
        body.copy(coveredLength, checksum);
        message.clear();
        if (sealed) {
            body.addSealed(message, 0, coveredLength);
            unseal();
        } else {
            body.addSigned(message, 0, coveredLength);
            header.rotated(0, 0);
            verify(sealKey());
        }
        place.become(SecBufferType.DATA, body.contiguous(dataAt, dataLength));
        return result(sealed ? MessageResult.SEALED : MessageResult.SIGNED, window.add(header.sequence()));
    }

    private void unseal() throws SspiException {
        try {
            sealKey().unseal(message, checksum, 0);
            message.copySealed(message.sealedLength() - TokenHeader.LENGTH, decryptedHeader, 0, TokenHeader.LENGTH);
        } catch (DecodeException e) {
            throw TokenHeader.invalid("is too short: " + e.getMessage());
        } catch (IntegrityException e) {
            throw altered(e);
        } finally {
            message.clear();
        }
        if (!header.isProtectedBy(decryptedHeader)) {
            throw altered(null);
        }
    }

    /** The header follows what it signs. */
    private void verify(SpecificKey with) throws SspiException {
        message.signed(header.bytes(), 0, TokenHeader.LENGTH);
        try {
            with.verify(message, checksum, 0);
        } catch (IntegrityException e) {
            throw altered(e);
        } finally {
            message.clear();
        }
    }

    private static SspiException altered(IntegrityException e) {
        return new SspiException(
                SecurityStatus.SEC_E_MESSAGE_ALTERED, "The message was altered, or is protected with another key", e);
    }

    private static MessageResult result(MessageResult inOrder, Sequence sequence) {
        return sequence == Sequence.IN_ORDER
                ? inOrder
                : new MessageResult(SecurityStatus.SEC_E_OK, inOrder.qop(), sequence, 0);
    }

    private SpecificKey sealKey() {
        if (seal == null) {
            seal = key.specificKey(sealUsage);
        }
        return seal;
    }

    private SpecificKey signKey() {
        if (sign == null) {
            sign = key.specificKey(signUsage);
        }
        return sign;
    }

    void wipe() {
        if (seal != null) {
            seal.close();
        }
        if (sign != null) {
            sign.close();
        }
    }
}
