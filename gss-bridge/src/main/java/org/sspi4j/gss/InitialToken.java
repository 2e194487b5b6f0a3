package org.sspi4j.gss;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/**
 * The frame of mechanism-independent tokens: {@code [APPLICATION 0]}, length, mechanism.
 *
 * @spec RFC 2743 3.1
 */
final class InitialToken {
    static final byte TAG = 0x60;
    private static final byte OBJECT_IDENTIFIER = 0x06;
    /** More than any package's largest token of a handshake: a stranger may not make us keep more. */
    static final int LARGEST_OF_HANDSHAKE = 1 << 20;
    /** What a message may have: the caller knows the peer. */
    static final int LARGEST_OF_MESSAGE = Integer.MAX_VALUE - 64;

    private InitialToken() {}

    /** The identifier that a framed token names. */
    static Oid mechanism(byte[] token) throws GSSException {
        int at = 2;
        if (token.length > 1 && token[1] < 0) {
            at += token[1] & 0x7F;
        }
        if (at + 2 > token.length || token[at] != OBJECT_IDENTIFIER || token[at + 1] < 0) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The token names no mechanism");
        }
        int end = at + 2 + token[at + 1];
        if (end > token.length) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The mechanism's identifier is longer than the token");
        }
        try {
            return new Oid(Arrays.copyOfRange(token, at, end));
        } catch (GSSException e) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The mechanism's identifier is malformed");
        }
    }

    /**
     * Reads one token from a stream: a framed one to its end, so that what follows stays in the stream; one without a frame
     * has no length, and is what can be read without waiting for more.
     *
     * @param largest how many bytes it may have
     */
    static byte[] read(InputStream in, int largest) throws IOException, GSSException {
        int tag = in.read();
        if (tag < 0) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The stream ends where a token should begin");
        }
        var head = new byte[6];
        head[0] = (byte) tag;
        if (tag != TAG) {
            return joined(head, 1, available(in, largest));
        }
        int first = next(in);
        head[1] = (byte) first;
        int filled = 2;
        int length = first;
        if (first > 0x7F) {
            int octets = first & 0x7F;
            if (octets == 0 || octets > 4) {
                throw GssStatus.DEFECTIVE_TOKEN.saying("The token's length has " + octets + " octets");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                int octet = next(in);
                head[filled++] = (byte) octet;
                length = length << 8 | octet;
            }
        }
        if (length < 0 || length > largest) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The token says that it is longer than " + largest + " bytes");
        }
        var content = in.readNBytes(length);
        if (content.length < length) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The stream ends inside a token");
        }
        return joined(head, filled, content);
    }

    private static int next(InputStream in) throws IOException, GSSException {
        int octet = in.read();
        if (octet < 0) {
            throw GssStatus.DEFECTIVE_TOKEN.saying("The stream ends inside a token");
        }
        return octet;
    }

    /**
     * GSSContext: "If the start and end of the token are not definitive, then the method will attempt to treat all available
     * bytes as part of the token." Some streams never say how much is available; they are read once.
     */
    private static byte[] available(InputStream in, int largest) throws IOException, GSSException {
        var rest = new ByteArrayOutputStream();
        var some = new byte[8192];
        int read = in.read(some);
        while (read > 0) {
            rest.write(some, 0, read);
            if (rest.size() >= largest) {
                throw GssStatus.DEFECTIVE_TOKEN.saying("A token without a frame is longer than " + largest + " bytes");
            }
            read = in.available() > 0 ? in.read(some) : 0;
        }
        return rest.toByteArray();
    }

    private static byte[] joined(byte[] head, int filled, byte[] content) {
        var token = Arrays.copyOf(head, filled + content.length);
        System.arraycopy(content, 0, token, filled, content.length);
        return token;
    }
}
