package org.sspi4j.credential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A daemon on a Unix socket that answers what the test says, and remembers what it was asked. */
final class ScriptedKcm implements AutoCloseable {
    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Function<Asked, byte[]> script;

    /**
     * A request.
     *
     * @param arguments everything behind the opcode
     */
    record Asked(int version, int opcode, byte[] arguments) {}

    /** @param script the whole reply with its length and code; of no bytes to hang up */
    ScriptedKcm(Path socket, Function<Asked, byte[]> script) throws IOException {
        this.script = script;
        server.bind(UnixDomainSocketAddress.of(socket));
        var acceptor = new Thread(this::serve, "scripted KCM");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    List<Integer> opcodes() {
        return asked.stream().map(Asked::opcode).toList();
    }

    List<Asked> asked() {
        return asked;
    }

    static byte[] reply(int status, byte[] content) {
        return ByteBuffer.allocate(12 + content.length).putInt(4 + content.length).putInt(0).putInt(status).put(content).array();
    }

    private void serve() {
        try {
            while (true) {
                var client = server.accept();
                var thread = new Thread(() -> answer(client), "scripted KCM client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (ClosedChannelException e) {
            // the test is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(SocketChannel client) {
        try (client) {
            var in = new DataInputStream(Channels.newInputStream(client));
            var out = new DataOutputStream(Channels.newOutputStream(client));
            while (true) {
                byte[] request = new byte[in.readInt() - 4];
                int version = in.readUnsignedShort();
                int opcode = in.readUnsignedShort();
                in.readFully(request);
                var what = new Asked(version, opcode, request);
                asked.add(what);
                byte[] reply = script.apply(what);
                if (reply.length == 0) {
                    return;
                }
                out.write(reply);
                out.flush();
            }
        } catch (IOException e) {
            // it went away
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
