package org.sspi4j.interop;

import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * One side of a TLS connection as a program for Windows has it: it keeps what it received and was not consumed, does what the statuses
 * say, and knows nothing of TLS.
 *
 * @spec "Creating a Secure Connection Using Schannel"
 */
final class SchannelConnection implements Closeable {
    private static final int TIMEOUT_MILLIS = 15_000;
    /** SCHANNEL_SHUTDOWN. */
    private static final byte[] SHUTDOWN = {1, 0, 0, 0};

    /** Initialize or accept. */
    private interface Leg {
        ContextResult call(CredHandle credential, CtxtHandle context, List<SecBuffer> input) throws SspiException;
    }

    private final Socket socket;
    private final InputStream stream;
    private final IntSupplier pieces;
    private final boolean client;
    private final Leg leg;
    private final List<SecBuffer> more = new ArrayList<>();
    private final List<SecurityStatus> statuses = new ArrayList<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private CredHandle credential;
    private CtxtHandle context;
    private ContextResult last;
    private byte[] received = new byte[1 << 10];
    private int length;

    private SchannelConnection(Socket socket, IntSupplier pieces, boolean client, Leg leg) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.stream = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.pieces = pieces;
        this.client = client;
        this.leg = leg;
    }

    /** @param pieces how much is received at once at most */
    static SchannelConnection client(Socket socket, IntSupplier pieces, String target, Set<ContextFlag> flags) throws IOException {
        return new SchannelConnection(socket, pieces, true, (credential, context, input) ->
                Sspi.initializeSecurityContext(credential, context, target, flags, input));
    }

    static SchannelConnection server(Socket socket, IntSupplier pieces, Set<ContextFlag> flags) throws IOException {
        return new SchannelConnection(socket, pieces, false, (credential, context, input) ->
                Sspi.acceptSecurityContext(credential, context, flags, input));
    }

    /** With one input buffer more in the first call. */
    SchannelConnection with(SecBuffer buffer) {
        more.add(buffer);
        return this;
    }

    /**
     * To its end, or until another credential is needed; then it is called once more.
     *
     * @return SEC_E_OK or SEC_I_INCOMPLETE_CREDENTIALS
     */
    SecurityStatus handshake(CredHandle credential) throws IOException, SspiException {
        this.credential = credential;
        if (client && context == null) {
            leg();
        }
        while (true) {
            if (length == 0) {
                receive();
            }
            var status = leg();
            if (status == SEC_E_INCOMPLETE_MESSAGE) {
                receive();
            } else if (status != SEC_I_CONTINUE_NEEDED) {
                return status;
            }
        }
    }

    private SecurityStatus leg() throws IOException, SspiException {
        var input = new ArrayList<>(List.of(SecBuffer.token(Arrays.copyOf(received, length)), SecBuffer.empty()));
        input.addAll(more);
        try {
            last = leg.call(credential, context, input);
        } catch (SspiException e) {
            throw told(e);
        }
        context = last.context();
        statuses.add(last.status());
        send(last.token());
        if (last.isComplete() || last.status() == SEC_I_CONTINUE_NEEDED) {
            more.clear();
            keep(ByteBuffer.wrap(received, length - last.extra(), last.extra()));
        }
        return last.status();
    }

    /** The next piece of what the peer says; empty when it has said that this was all. */
    Optional<byte[]> read() throws IOException, SspiException {
        while (true) {
            var memory = ByteBuffer.wrap(received, 0, length);
            var message = List.of(SecBuffer.data(memory), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
            var status = decrypt(message);
            statuses.add(status);
            switch (status) {
                case SEC_E_INCOMPLETE_MESSAGE -> receive();
                case SEC_I_CONTEXT_EXPIRED -> {
                    return Optional.empty();
                }
                case SEC_I_RENEGOTIATE -> {
                    keep(extra(message));
                    leg();
                }
                default -> {
                    var data = SecBuffer.find(message, SecBufferType.DATA).orElseThrow().toBytes();
                    keep(extra(message));
                    if (data.length > 0) {
                        return Optional.of(data);
                    }
                }
            }
        }
    }

    private SecurityStatus decrypt(List<SecBuffer> message) throws SspiException {
        try {
            return context.decryptMessage(message).status();
        } catch (SspiException e) {
            throw told(e);
        }
    }

    /** As many bytes of what the peer says. */
    byte[] read(int wanted) throws IOException, SspiException {
        while (read.size() < wanted) {
            read.writeBytes(read().orElseThrow(() -> new EOFException("The peer has said all: " + this)));
        }
        var all = read.toByteArray();
        read.reset();
        read.write(all, wanted, all.length - wanted);
        return Arrays.copyOf(all, wanted);
    }

    void write(byte[] text) throws IOException, SspiException {
        int most = sizes().maximumMessage();
        for (int from = 0; from < text.length; from += most) {
            send(sealed(Arrays.copyOfRange(text, from, Math.min(text.length, from + most))));
        }
    }

    /** What the peer says, for a protocol that takes it an octet at a time. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    return Byte.toUnsignedInt(SchannelConnection.this.read(1)[0]);
                } catch (SspiException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] text, int offset, int length) throws IOException {
                try {
                    SchannelConnection.this.write(Arrays.copyOfRange(text, offset, offset + length));
                } catch (SspiException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    private byte[] sealed(byte[] text) throws SspiException {
        var sizes = sizes();
        var memory = ByteBuffer.allocate(sizes.header() + text.length + sizes.trailer()).put(sizes.header(), text);
        var message = List.of(
                buffer(SecBufferType.STREAM_HEADER, memory.slice(0, sizes.header())),
                buffer(SecBufferType.DATA, memory.slice(sizes.header(), text.length)),
                buffer(SecBufferType.STREAM_TRAILER, memory.slice(sizes.header() + text.length, sizes.trailer())),
                SecBuffer.empty());
        context.encryptMessage(message);
        var record = new ByteArrayOutputStream();
        message.forEach(part -> record.writeBytes(part.toBytes()));
        return record.toByteArray();
    }

    private static SecBuffer buffer(SecBufferType type, ByteBuffer memory) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, memory);
    }

    private ContextAttribute.StreamSizes sizes() throws SspiException {
        return query(ContextAttribute.STREAM_SIZES);
    }

    /** Says that this was all. */
    void shutDown() throws IOException, SspiException {
        Sspi.applyControlToken(context, List.of(SecBuffer.token(SHUTDOWN)));
        var rest = Arrays.copyOf(received, length);
        keep(ByteBuffer.allocate(0));
        leg();
        keep(ByteBuffer.wrap(rest));
    }

    <T> T query(ContextAttribute<T> attribute) throws SspiException {
        return context.query(attribute);
    }

    CtxtHandle context() {
        return context;
    }

    /** What the last initialize or accept came to. */
    ContextResult last() {
        return last;
    }

    /** What each call came to, up to now. */
    List<SecurityStatus> statuses() {
        return List.copyOf(statuses);
    }

    private void receive() throws IOException {
        if (received.length - length < 1 << 10) {
            received = Arrays.copyOf(received, 2 * received.length);
        }
        int n;
        try {
            n = stream.read(received, length, Math.min(pieces.getAsInt(), received.length - length));
        } catch (SocketException e) {
            n = -1;                     // a reset is an end without a word too
        }
        if (n < 0) {
            throw new EOFException("The stream has ended: " + this);
        }
        length += n;
    }

    private static ByteBuffer extra(List<SecBuffer> message) {
        return SecBuffer.find(message, SecBufferType.EXTRA).map(SecBuffer::memory).orElseGet(() -> ByteBuffer.allocate(0));
    }

    private void keep(ByteBuffer rest) {
        int left = rest.remaining();
        rest.get(rest.position(), received, 0, left);
        length = left;
    }

    private void send(byte[] token) throws IOException {
        if (token.length > 0) {
            socket.getOutputStream().write(token);
        }
    }

    /** Last words may come too late. */
    private SspiException told(SspiException failure) {
        try {
            send(failure.token());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        if (context != null) {
            context.close();
        }
    }

    @Override
    public String toString() {
        return statuses.size() <= 20 ? statuses.toString() : "... " + statuses.subList(statuses.size() - 20, statuses.size());
    }
}
