package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/**
 * Messages that are signed, or sealed, as what GSS_Wrap makes. Whoever sends them puts the length in front. One direction may be used by
 * one thread and the other by another one.
 *
 * @spec RFC 4422 3.7
 * @spec RFC 4752 3.3
 */
final class SecurityLayer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final CtxtHandle context;
    private final ContextAttribute.Sizes sizes;
    private final boolean seals;
    private final int maxBuffer;
    private final int rawSendSize;
    // How long the last token was: the next one will be as long, and the result can be made in its length.
    private int lastToken;

    private SecurityLayer(CtxtHandle context, boolean seals, int maxBuffer, int rawSendSize) throws SspiException {
        this.context = context;
        this.sizes = context.sizes();
        this.seals = seals;
        this.maxBuffer = maxBuffer;
        this.rawSendSize = rawSendSize;
        this.lastToken = seals ? sizes.securityTrailer() : sizes.maxSignature();
    }

    /**
     * @param maxBuffer the longest protected message that this side takes
     * @param maxBufferOfPeer the longest that the peer takes
     * @throws SspiException SEC_E_BUFFER_TOO_SMALL if the peer takes none at all
     */
    static SecurityLayer of(CtxtHandle context, QualityOfProtection qop, int maxBuffer, int maxBufferOfPeer) throws SspiException {
        boolean seals = qop == QualityOfProtection.AUTH_CONF;
        int rawSendSize = context.wrapSizeLimit(number(seals), maxBufferOfPeer);
        if (rawSendSize == 0) {
            throw new SspiException(
                    SEC_E_BUFFER_TOO_SMALL,
                    "The peer wants " + qop.text() + " and takes messages of " + maxBufferOfPeer + " bytes, which is room for none");
        }
        return new SecurityLayer(context, seals, maxBuffer, rawSendSize);
    }

    /** The longest protected message that this side takes. */
    int maxBuffer() {
        return maxBuffer;
    }

    /** The longest message that fits into what the peer takes. */
    int rawSendSize() {
        return rawSendSize;
    }

    private static int number(boolean seals) {
        return seals ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT;
    }

    /** @throws SspiException SEC_E_BUFFER_TOO_SMALL for more than {@link #rawSendSize} */
    byte[] wrap(byte[] message, int offset, int length) throws SspiException {
        if (length > rawSendSize) {
            throw new SspiException(
                    SEC_E_BUFFER_TOO_SMALL,
                    "The peer takes messages of " + rawSendSize + " bytes, and this one has " + length + ": send it in parts");
        }
        int expected = lastToken;
        var result = new byte[expected + length];
        System.arraycopy(message, offset, result, expected, length);
        var small = new byte[sizes.securityTrailer() + Math.max(1, sizes.blockSize())];
        var token = SecBuffer.token(ByteBuffer.wrap(small, 0, sizes.securityTrailer()));
        var data = SecBuffer.data(ByteBuffer.wrap(result, expected, length));
        var padding =
                SecBuffer.padding(ByteBuffer.wrap(small, sizes.securityTrailer(), small.length - sizes.securityTrailer()));
        context.encryptMessage(number(seals), List.of(token, data, padding));
        if (token.size() == expected && padding.size() == 0) {
            System.arraycopy(small, token.memory().position(), result, 0, expected);
            return result;
        }
        lastToken = token.size();
        var all = ByteBuffer.allocate(token.size() + length + padding.size());
        return all.put(token.memory()).put(data.memory()).put(padding.memory()).array();
    }

    /**
     * What a protected message held.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN, also for more than {@link #maxBuffer}; SEC_E_QOP_NOT_SUPPORTED for one that is readable
     *     where messages are sealed; SEC_E_MESSAGE_ALTERED; SEC_E_OUT_OF_SEQUENCE
     */
    byte[] unwrap(byte[] message, int offset, int length) throws SspiException {
        if (length > maxBuffer) {
            throw new SspiException(
                    SEC_E_INVALID_TOKEN,
                    "The peer was told that messages have " + maxBuffer + " bytes at most, and has sent one of " + length);
        }
        return unwrap(context, Arrays.copyOfRange(message, offset, offset + length), seals);
    }

    /** GSS_Wrap with conf_flag FALSE, for a message of the exchange itself. */
    static byte[] sign(CtxtHandle context, byte[] message) throws SspiException {
        return new SecurityLayer(context, false, message.length, message.length).wrap(message, 0, message.length);
    }

    /** GSS_Unwrap, for a message of the exchange itself. */
    static byte[] verify(CtxtHandle context, byte[] token) throws SspiException {
        return unwrap(context, token.clone(), false);
    }

    /** @param token is overwritten */
    private static byte[] unwrap(CtxtHandle context, byte[] token, boolean sealed) throws SspiException {
        var data = SecBuffer.data(NOTHING.duplicate());
        var result = context.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(token)), data));
        if (sealed && result.qop() == Qop.WRAP_NO_ENCRYPT) {
            throw new SspiException(
                    SEC_E_QOP_NOT_SUPPORTED, "Messages are to be encrypted, and the peer has sent one that everybody can read");
        }
        return data.toBytes();
    }
}
