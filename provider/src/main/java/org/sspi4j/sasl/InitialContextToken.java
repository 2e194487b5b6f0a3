package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.api.SspiException;

/**
 * The frame of Kerberos' initial context token, {@code [APPLICATION 0]}, length and identifier, which GS2 leaves out: its mechanism's
 * name says as much.
 *
 * @spec RFC 2743 3.1
 * @spec RFC 5801 3.1
 */
final class InitialContextToken {
    private static final byte TAG = 0x60;
    private static final byte[] KERBEROS = {0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 0x01, 0x02, 0x02};

    private InitialContextToken() {}

    /** What the frame holds. */
    static byte[] unframed(byte[] token) throws SspiException {
        int content = token.length < 2 ? 0 : token[1] >= 0 ? 2 : 2 + (token[1] & 0x7F);
        int inner = content + KERBEROS.length;
        if (inner > token.length || token[0] != TAG || !MessageDigest.isEqual(KERBEROS, Arrays.copyOfRange(token, content, inner))) {
            throw new SspiException(SEC_E_INVALID_TOKEN, "This is no initial context token of Kerberos");
        }
        return Arrays.copyOfRange(token, inner, token.length);
    }

    /** The token again. */
    static byte[] framed(byte[] inner) {
        int length = KERBEROS.length + inner.length;
        int octets = length < 0x80 ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        var token = ByteBuffer.allocate(2 + octets + length).put(TAG).put((byte) (octets == 0 ? length : 0x80 | octets));
        for (int octet = octets - 1; octet >= 0; octet--) {
            token.put((byte) (length >> 8 * octet));
        }
        return token.put(KERBEROS).put(inner).array();
    }
}
