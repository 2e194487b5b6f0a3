package org.sspi4j.gss;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/**
 * GSS-API's per-message tokens from SSPI's buffers: a wrap token is TOKEN, DATA and PADDING one behind the other, a MIC is a
 * TOKEN.
 *
 * @spec RFC 2743 2.3
 */
final class Protection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final CtxtHandle context;
    private final ContextAttribute.Sizes sizes;
    // How long the last tokens were: the next ones will be as long, and the result can be made in its length.
    private int sealedToken;
    private int signedToken;

    Protection(CtxtHandle context) throws SspiException {
        this.context = context;
        this.sizes = context.sizes();
        this.sealedToken = sizes.securityTrailer();
        this.signedToken = sizes.maxSignature();
    }

    /** Signs and, if asked to, encrypts. The input stays as it is. */
    byte[] wrap(byte[] in, int offset, int length, boolean seal) throws SspiException {
        int expected = seal ? sealedToken : signedToken;
        var result = new byte[expected + length];
        System.arraycopy(in, offset, result, expected, length);
        var small = new byte[sizes.securityTrailer() + Math.max(1, sizes.blockSize())];
        var token = SecBuffer.token(ByteBuffer.wrap(small, 0, sizes.securityTrailer()));
        var data = SecBuffer.data(ByteBuffer.wrap(result, expected, length));
        var padding = SecBuffer.padding(
                ByteBuffer.wrap(small, sizes.securityTrailer(), small.length - sizes.securityTrailer()));
        context.encryptMessage(seal ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT, List.of(token, data, padding));
        if (token.size() == expected && padding.size() == 0) {
            System.arraycopy(small, token.memory().position(), result, 0, expected);
            return result;
        }
        if (seal) {
            sealedToken = token.size();
        } else {
            signedToken = token.size();
        }
        var all = ByteBuffer.allocate(token.size() + length + padding.size());
        return all.put(token.memory()).put(data.memory()).put(padding.memory()).array();
    }

    /**
     * What a wrap token held.
     *
     * @param plaintext a slice of the memory that the token was in
     */
    record Unwrapped(MessageResult result, ByteBuffer plaintext) {}

    /** Opens a token in its own memory. */
    Unwrapped unwrap(ByteBuffer token) throws SspiException {
        var data = SecBuffer.data(NOTHING.duplicate());
        var result = context.decryptMessageUnordered(List.of(SecBuffer.stream(token), data));
        return new Unwrapped(result, data.memory());
    }

    byte[] getMic(byte[] in, int offset, int length) throws SspiException {
        var mic = new byte[sizes.maxSignature()];
        var token = SecBuffer.token(ByteBuffer.wrap(mic));
        context.makeSignature(List.of(token, SecBuffer.data(ByteBuffer.wrap(in, offset, length))));
        return token.size() == mic.length ? mic : Arrays.copyOf(mic, token.size());
    }

    MessageResult verifyMic(ByteBuffer mic, ByteBuffer message) throws SspiException {
        return context.verifySignatureUnordered(List.of(SecBuffer.token(mic), SecBuffer.data(message)));
    }

    /** The longest message whose wrap token has at most this many bytes; 0 if there is none. */
    int wrapSizeLimit(boolean seal, int largestToken) throws SspiException {
        return context.wrapSizeLimit(seal ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT, largestToken);
    }
}
