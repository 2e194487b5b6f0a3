package org.sspi4j.interop;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
