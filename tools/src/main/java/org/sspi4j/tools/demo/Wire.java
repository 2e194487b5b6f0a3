package org.sspi4j.tools.demo;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** A TCP connection that carries messages, each behind its length in four bytes, and remembers every byte. */
final class Wire implements AutoCloseable {
    private static final int LONGEST = 1 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    /** @param patience how long to wait for a message */
    Wire(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) patience.toMillis());
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    void send(byte[] message) throws IOException {
        var framed = new ByteArrayOutputStream();
        new DataOutputStream(framed).writeInt(message.length);
        framed.writeBytes(message);
        seen.writeBytes(framed.toByteArray());
        framed.writeTo(out);
        out.flush();
    }

    byte[] receive() throws IOException {
        return receiveIfAny().orElseThrow(() -> new EOFException("The other side hung up"));
    }

    /** The next message; empty if the other side has hung up. */
    Optional<byte[]> receiveIfAny() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return Optional.empty();
        }
        if (length < 0 || length > LONGEST) {
            throw new IOException("A message of " + length + " bytes is none of ours");
        }
        var message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException("The other side hung up in the middle of a message");
        }
        seen.writeBytes(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        seen.writeBytes(message);
        return Optional.of(message);
    }

    /** What went over the connection so far, in both directions. */
    byte[] seen() {
        return seen.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
