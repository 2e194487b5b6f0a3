package org.sspi4j.gss.peer;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;
import org.sspi4j.testkit.ForkedJvm;

/** A {@link JdkPeer} in a JVM of its own, and the sides that it holds. One test at a time. */
public final class Jdk implements AutoCloseable {
    private final FutureTask<ForkedJvm.Result> jvm;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int sides;

    private Jdk(FutureTask<ForkedJvm.Result> jvm, Socket socket) throws IOException {
        this.jvm = jvm;
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /** @param scratch for the replay cache and whatever else the JDK leaves behind */
    public static Jdk start(Path krb5Conf, Path scratch, String client, Path clientKeytab, String service, Path serviceKeytab)
            throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Nothing of ours but these tests is on its class path.
            var tests = Path.of(JdkPeer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            var jvm = new FutureTask<>(() -> ForkedJvm.of(JdkPeer.class)
                    .classPath(tests)
                    .property("java.security.krb5.conf", krb5Conf)
                    .property("java.io.tmpdir", scratch)
                    .jvmOptions("--add-exports=java.security.jgss/sun.security.jgss.krb5.internal=ALL-UNNAMED")
                    .arguments(String.valueOf(server.getLocalPort()))
                    .arguments(client, clientKeytab.toString(), service, serviceKeytab.toString())
                    .timeLimit(Duration.ofMinutes(3))
                    .run());
            var thread = new Thread(jvm, "JDK peer");
            thread.setDaemon(true);
            thread.start();
            return new Jdk(jvm, accepted(server, jvm));
        }
    }

    private static Socket accepted(ServerSocket server, FutureTask<ForkedJvm.Result> jvm) throws Exception {
        server.setSoTimeout(200);
        while (true) {
            try {
                return server.accept();
            } catch (SocketTimeoutException e) {
                if (jvm.isDone()) {
                    throw new IllegalStateException("The JVM ended: " + jvm.get(), e);
                }
            }
        }
    }

    /** Begins a context there. */
    public Side side(Side.Wishes wishes) throws GSSException {
        int number = sides++;
        call("new", number, wishes.target().orElse("").getBytes(), JdkPeer.bytes(wishes.states()), wishes.binding().name().getBytes());
        return new Remote(number);
    }

    /** The exported form of a name that is canonicalized there. */
    public byte[] exportedName(String name, Oid type) throws GSSException {
        return call("name", 0, name.getBytes(), type.toString().getBytes()).get(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        if (!(ending() instanceof ForkedJvm.Result result) || result.exitStatus() != 0) {
            throw new IllegalStateException("The JVM did not end well: " + ending());
        }
    }

    private synchronized List<byte[]> call(String command, int side, byte[]... arguments) throws GSSException {
        try {
            out.writeUTF(command);
            out.writeInt(side);
            JdkPeer.writeAll(out, List.of(arguments));
            out.flush();
            int major = in.readInt();
            var answer = JdkPeer.readAll(in);
            if (major != 0) {
                throw new GSSException(major, 0, new String(answer.get(0)));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("The JDK's side is gone: " + ending(), e);
        }
    }

    /** The result, or why there is none. */
    private Object ending() {
        try {
            return jvm.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return e;
        }
    }

    private final class Remote implements Side {
        private final int number;

        Remote(int number) {
            this.number = number;
        }

        private byte[] one(String command, byte[]... arguments) throws GSSException {
            return call(command, number, arguments).get(0);
        }

        @Override
        public byte[] next(byte[] token) throws GSSException {
            return one("next", token);
        }

        @Override
        public byte[] wrap(byte[] text, boolean privacy) throws GSSException {
            return one(privacy ? "seal" : "sign", text);
        }

        @Override
        public Opened unwrap(byte[] token) throws GSSException {
            var answer = call("unwrap", number, token);
            return new Opened(answer.get(0), JdkPeer.words(answer.get(1)));
        }

        @Override
        public byte[] getMic(byte[] text) throws GSSException {
            return one("mic", text);
        }

        @Override
        public Set<String> verifyMic(byte[] mic, byte[] text) throws GSSException {
            return JdkPeer.words(one("verify", mic, text));
        }

        @Override
        public Set<State> states() throws GSSException {
            return JdkPeer.statesOf(one("states"));
        }

        @Override
        public String[] facts() throws GSSException {
            return call("facts", number).stream().map(String::new).toArray(String[]::new);
        }

        @Override
        public byte[] wrapStream(byte[] text, boolean privacy) throws GSSException {
            return one(privacy ? "seal stream" : "sign stream", text);
        }

        @Override
        public Opened unwrapStream(byte[] token) throws GSSException {
            var answer = call("unwrap stream", number, token);
            return new Opened(answer.get(0), JdkPeer.words(answer.get(1)));
        }

        @Override
        public byte[] getMicStream(byte[] text) throws GSSException {
            return one("mic stream", text);
        }

        @Override
        public Set<String> verifyMicStream(byte[] mic, byte[] text) throws GSSException {
            return JdkPeer.words(one("verify stream", mic, text));
        }

        @Override
        public String[] ticket() throws GSSException {
            return call("ticket", number).stream().map(String::new).toArray(String[]::new);
        }

        @Override
        public int wrapSizeLimit(boolean privacy, int largest) throws GSSException {
            var yes = privacy ? new byte[1] : new byte[0];
            return Integer.parseInt(new String(one("limit", yes, String.valueOf(largest).getBytes())));
        }
    }
}
