package org.sspi4j.interop;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/** A connection between two gss-sample programs: tokens in, tokens out, and no waiting for ever. */
final class SampleConnection implements Closeable {
    static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    SampleConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    void send(SampleToken token) throws IOException {
        token.write(out);
    }

    SampleToken receive() throws IOException {
        return SampleToken.read(in);
    }

    SampleToken exchange(SampleToken token) throws IOException {
        send(token);
        return receive();
    }

    /** Says NOOP and waits until the server hangs up, which it may have done before: then its log is complete. */
    void sayNoop() throws IOException {
        try (this) {
            exchange(SampleToken.empty(SampleToken.NOOP));
            throw new IOException("the server goes on after NOOP");
        } catch (EOFException | SocketException hungUp) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
