package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.sspi4j.api.SspiException;

/**
 * What a client of GSSAPI answers to a {@link LayerOffer}.
 *
 * @param maxBuffer the longest protected message that it takes; 0 with AUTH
 * @param authorizationId whom the client wants to act as; empty for itself
 * @spec RFC 4752 3.1
 */
record LayerChoice(QualityOfProtection layer, int maxBuffer, String authorizationId) {
    private static final int FIXED_PART = 4;

    byte[] encode() {
        var identity = authorizationId.getBytes(UTF_8);
        return ByteBuffer.allocate(FIXED_PART + identity.length).putInt(layer.bit() << 24 | maxBuffer).put(identity).array();
    }

    /**
     * @param offered what the server said it supports
     * @throws SspiException SEC_E_ILLEGAL_MESSAGE; SEC_E_QOP_NOT_SUPPORTED for anything but one of those offered
     */
    static LayerChoice decode(byte[] message, Set<QualityOfProtection> offered) throws SspiException {
        if (message.length < FIXED_PART) {
            throw new SspiException(
                    SEC_E_ILLEGAL_MESSAGE, "The client's choice of a security layer has at least 4 octets and not " + message.length);
        }
        var layer = offered.stream().filter(each -> each.bit() == (message[0] & 0xFF)).findFirst().orElseThrow(() -> new SspiException(
                SEC_E_QOP_NOT_SUPPORTED, "The client chose the security layer " + (message[0] & 0xFF) + ", which is none of " + offered));
        int maxBuffer = ByteBuffer.wrap(message).getInt() & SaslProperties.LARGEST_BUFFER;
        // Where there is no layer the size MUST be 0.
        if (layer == QualityOfProtection.AUTH && maxBuffer != 0) {
            throw new SspiException(
                    SEC_E_ILLEGAL_MESSAGE,
                    "The client chose to have no security layer, and takes protected messages of " + maxBuffer + " bytes");
        }
        return new LayerChoice(layer, maxBuffer, AuthorizationId.decode(Arrays.copyOfRange(message, FIXED_PART, message.length)));
    }
}
