package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
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
final class SendingSide {
    private final ProtocolKey key;
    private final RandomSource random;
    private final int flags;
    private final int sealUsage;
    private final int signUsage;
    private final int checksumLength;
    private final int confounderLength;
    private final TokenHeader header = new TokenHeader();
    private final ScatteredBytes message = new ScatteredBytes();
    private final byte[] checksum;
    private SpecificKey seal;
    private SpecificKey sign;
    private long sequence;

    /** @param flags of the token's header, without SEALED */
    SendingSide(ProtocolKey key, RandomSource random, boolean acceptor, int flags, long sequence) {
        this.key = key;
        this.random = random;
        this.flags = flags;
        this.sequence = sequence;
        this.sealUsage = acceptor ? KeyUsage.ACCEPTOR_SEAL : KeyUsage.INITIATOR_SEAL;
        this.signUsage = acceptor ? KeyUsage.ACCEPTOR_SIGN : KeyUsage.INITIATOR_SIGN;
        this.checksumLength = key.type().checksumLength();
        this.confounderLength = key.type().confounderLength();
        this.checksum = new byte[checksumLength];
    }

    static int trailer(ProtocolKey key) {
        return 2 * TokenHeader.LENGTH + key.type().checksumLength() + key.type().confounderLength();
    }

    static int signature(ProtocolKey key) {
        return TokenHeader.LENGTH + key.type().checksumLength();
    }

    /** A Wrap token with confidentiality. */
    void seal(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, trailer(key));
        MessageBuffers.requireWritableData(buffers);
        int checksumAt = token.position() + 2 * TokenHeader.LENGTH;
        header.wrap(flags | TokenHeader.SEALED, sequence);
        token.put(token.position() + TokenHeader.LENGTH, header.bytes());
        message.clear();
        add(token, checksumAt + checksumLength, confounderLength);
        MessageBuffers.addData(buffers, message, true);
        add(token, token.position() + TokenHeader.LENGTH, TokenHeader.LENGTH);
        sealKey().seal(message, random, checksum, 0);
        message.clear();
        token.put(checksumAt, checksum);
        finish(token, header.rotated(0, TokenHeader.LENGTH + checksumLength), trailer(key));
    }

    /** A Wrap token without confidentiality: the data stays as it is. */
    void wrap(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, signature(key));
        MessageBuffers.requireData(buffers);
        // RFC 4121 4.2.4: the checksum covers the header with EC and RRC 0, under the key usage of sealing.
        sign(sealKey(), token, header.wrap(flags, sequence), buffers);
        finish(token, header.rotated(checksumLength, checksumLength), signature(key));
    }

    /** A MIC token. */
    void sign(List<SecBuffer> buffers) throws SspiException {
        var token = MessageBuffers.token(buffers, signature(key));
        MessageBuffers.requireData(buffers);
        sign(signKey(), token, header.mic(flags, sequence), buffers);
        finish(token, header, signature(key));
    }

    private void sign(SpecificKey with, ByteBuffer token, TokenHeader header, List<SecBuffer> buffers) {
        message.clear();
        MessageBuffers.addData(buffers, message, false);
        message.signed(header.bytes(), 0, TokenHeader.LENGTH);
        with.sign(message, checksum, 0);
        message.clear();
        token.put(token.position() + TokenHeader.LENGTH, checksum);
    }

    private void finish(ByteBuffer token, TokenHeader header, int length) {
        token.put(token.position(), header.bytes());
        token.limit(token.position() + length);
        sequence++;
    }

    private void add(ByteBuffer token, int at, int length) {
        MessageBuffers.addSealed(message, token, at, length);
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
