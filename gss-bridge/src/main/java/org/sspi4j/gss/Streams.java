package org.sspi4j.gss;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.ietf.jgss.GSSException;

/** Tokens and messages from and to streams; what fails there is a FAILURE whose cause is the IOException. */
final class Streams {
    private Streams() {}

    /** One token of a handshake. */
    static byte[] handshakeToken(InputStream in) throws GSSException {
        return token(in, InitialToken.LARGEST_OF_HANDSHAKE);
    }

    /** One token of a message. */
    static byte[] messageToken(InputStream in) throws GSSException {
        return token(in, InitialToken.LARGEST_OF_MESSAGE);
    }

    /** A message is all there is until the end of the stream. */
    static byte[] message(InputStream in) throws GSSException {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw GssStatus.FAILURE.because(e);
        }
    }

    /** @return how many bytes were written */
    static int write(byte[] token, OutputStream out) throws GSSException {
        write(ByteBuffer.wrap(token), out);
        return token.length;
    }

    /** @param bytes with an array */
    static void write(ByteBuffer bytes, OutputStream out) throws GSSException {
        try {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            out.flush();
        } catch (IOException e) {
            throw GssStatus.FAILURE.because(e);
        }
    }

    private static byte[] token(InputStream in, int largest) throws GSSException {
        try {
            return InitialToken.read(in, largest);
        } catch (IOException e) {
            throw GssStatus.FAILURE.because(e);
        }
    }
}
