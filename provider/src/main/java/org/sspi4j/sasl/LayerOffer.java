package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.SspiException;

/**
 * What a server of GSSAPI says once the context is established.
 *
 * @param layers those it supports
 * @param maxBuffer the longest protected message that it takes; 0 if it has no layer but AUTH
 * @spec RFC 4752 3.2
 */
record LayerOffer(Set<QualityOfProtection> layers, int maxBuffer) {
    private static final int LENGTH = 4;

    byte[] encode() {
        int bits = layers.stream().mapToInt(QualityOfProtection::bit).sum();
        return ByteBuffer.allocate(LENGTH).putInt(bits << 24 | maxBuffer).array();
    }

    /**
     * The size that goes with AUTH alone is not looked at. It has to be 0, and the JDK's server says another one; nothing is ever sent in
     * it.
     *
     * @throws SspiException SEC_E_ILLEGAL_MESSAGE
     */
    static LayerOffer decode(byte[] message) throws SspiException {
        if (message.length != LENGTH) {
            throw new SspiException(
                    SEC_E_ILLEGAL_MESSAGE, "The server's offer of security layers has 4 octets and not " + message.length);
        }
        return new LayerOffer(QualityOfProtection.ofBits(message[0]), ByteBuffer.wrap(message).getInt() & SaslProperties.LARGEST_BUFFER);
    }

    /**
     * The first of those that are wanted.
     *
     * @throws SspiException SEC_E_QOP_NOT_SUPPORTED if there is none
     */
    QualityOfProtection choose(List<QualityOfProtection> wanted) throws SspiException {
        return wanted.stream().filter(layers::contains).findFirst().orElseThrow(() -> new SspiException(
                SEC_E_QOP_NOT_SUPPORTED, "The server offers the security layers " + layers + ", and none of " + wanted));
    }
}
