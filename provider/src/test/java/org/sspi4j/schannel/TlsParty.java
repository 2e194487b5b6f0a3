package org.sspi4j.schannel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.StandardEngine;

/**
 * One side of a connection as a program would have it that was written for Windows: it keeps what it received and was not consumed,
 * and knows nothing of TLS.
 */
final class TlsParty implements AutoCloseable {
    private final CredHandle credential;
    private final boolean client;
    private final String target;
    private final Set<ContextFlag> flags;
    private final List<SecBuffer> extraInput = new ArrayList<>();
    private final Deque<byte[]> texts = new ArrayDeque<>();
    private final List<SecurityStatus> statuses = new ArrayList<>();
    private Engine engine = StandardEngine.INSTANCE;
    private byte[] received = {};
    private CredHandle next;
    CtxtHandle context;
    ContextResult last;
    boolean established;
    boolean expired;

    private TlsParty(CredHandle credential, boolean client, String target, Set<ContextFlag> flags) {
        this.credential = credential;
        this.next = credential;
        this.client = client;
        this.target = target;
        this.flags = flags;
    }

    static TlsParty client(CredHandle credential, String target, ContextFlag... flags) {
        return new TlsParty(credential, true, target, set(flags));
    }

    static TlsParty server(CredHandle credential, ContextFlag... flags) {
        return new TlsParty(credential, false, "", set(flags));
    }

    private static Set<ContextFlag> set(ContextFlag... flags) {
        var set = EnumSet.noneOf(ContextFlag.class);
        set.addAll(List.of(flags));
        return set;
    }

    /** With one input buffer more in each call of the handshake. */
    TlsParty with(SecBuffer buffer) {
        extraInput.add(buffer);
        return this;
    }

    /** Whose the credential is. */
    TlsParty of(Engine engine) {
        this.engine = engine;
        return this;
    }

    /** The credential of the calls that follow. */
    void goOnWith(CredHandle other) {
        next = other;
    }

    /** The first call of a client, which brings nothing. */
    byte[] begin() throws SspiException {
        return leg(new byte[0]);
    }

    /** Takes bytes of the peer, as many as there are; what has to be sent. */
    byte[] receive(byte[] bytes) throws SspiException {
        received = concat(received, bytes);
        var out = new ByteArrayOutputStream();
        while (received.length > 0 && !established && !waitsForCredentials()) {
            out.writeBytes(leg(received));
            if (last.status() == SecurityStatus.SEC_E_INCOMPLETE_MESSAGE) {
                return out.toByteArray();
            }
        }
        while (received.length > 0 && established && !expired) {
            var reply = read();
            if (reply == null) {
                return out.toByteArray();
            }
            out.writeBytes(reply);
        }
        return out.toByteArray();
    }

    /** What was received and not consumed. */
    byte[] pending() {
        return received.clone();
    }

    boolean waitsForCredentials() {
        return last != null && last.status() == SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS;
    }

    /** After SEC_I_INCOMPLETE_CREDENTIALS: the same input once more. */
    byte[] again() throws SspiException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(leg(received));
        out.writeBytes(receive(new byte[0]));
        return out.toByteArray();
    }

    /** One call of the handshake. */
    byte[] leg(byte[] token) throws SspiException {
        var input = new ArrayList<>(extraInput);
        input.add(0, SecBuffer.token(token));
        last = client
                ? engine.initialize(next, context, target, flags, input)
                : engine.accept(next, context, flags, input);
        context = last.context();
        statuses.add(last.status());
        if (last.status() == SecurityStatus.SEC_E_OK) {
            established = true;
        }
        if (last.status() == SecurityStatus.SEC_E_OK || last.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
            received = Arrays.copyOfRange(token, token.length - last.extra(), token.length);
        }
        return last.token();
    }

    /** One message; null if more bytes are needed. */
    private byte[] read() throws SspiException {
        var buffers = List.of(
                SecBuffer.data(ByteBuffer.wrap(received)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
        var result = decrypt(buffers);
        statuses.add(result.status());
        switch (result.status()) {
            case SEC_E_INCOMPLETE_MESSAGE:
                return null;
            case SEC_I_CONTEXT_EXPIRED:
                expired = true;
                received = extra(buffers);
                return new byte[0];
            case SEC_I_RENEGOTIATE:
                return leg(extra(buffers));
            default:
                texts.add(SecBuffer.find(buffers, SecBufferType.DATA).orElseThrow().toBytes());
                received = extra(buffers);
                return new byte[0];
        }
    }

    private MessageResult decrypt(List<SecBuffer> buffers) throws SspiException {
        return context.decryptMessage(buffers);
    }

    private static byte[] extra(List<SecBuffer> buffers) {
        return SecBuffer.find(buffers, SecBufferType.EXTRA).map(SecBuffer::toBytes).orElse(new byte[0]);
    }

    /** A message as bytes to be sent. */
    byte[] write(byte[] text) throws SspiException {
        var sizes = context.query(ContextAttribute.STREAM_SIZES);
        var memory = ByteBuffer.allocate(sizes.header() + text.length + sizes.trailer());
        memory.put(sizes.header(), text);
        var header = memory.slice(0, sizes.header());
        var data = memory.slice(sizes.header(), text.length);
        var trailer = memory.slice(sizes.header() + text.length, sizes.trailer());
        context.encryptMessage(List.of(
                new SecBuffer(SecBufferType.STREAM_HEADER, SecBuffer.Access.READ_WRITE, header),
                SecBuffer.data(data),
                new SecBuffer(SecBufferType.STREAM_TRAILER, SecBuffer.Access.READ_WRITE, trailer),
                SecBuffer.empty()));
        var sent = new ByteArrayOutputStream();
        for (var part : List.of(header, data, trailer)) {
            var bytes = new byte[part.remaining()];
            part.get(part.position(), bytes);
            sent.writeBytes(bytes);
        }
        return sent.toByteArray();
    }

    /** The next text that came; null if there is none. */
    byte[] text() {
        return texts.poll();
    }

    /** What each call came to. */
    List<SecurityStatus> statuses() {
        return statuses;
    }

    /** ApplyControlToken(SCHANNEL_SHUTDOWN) and one call more. */
    byte[] shutDown() throws SspiException {
        Sspi.applyControlToken(context, List.of(SecBuffer.token(new byte[] {1, 0, 0, 0})));
        return leg(new byte[0]);
    }

    /** Both until neither has anything to say. */
    static void connect(TlsParty client, TlsParty server) throws SspiException {
        goOn(client.begin(), client, server);
    }

    /** The same from the client's first token on. */
    static void goOn(byte[] first, TlsParty client, TlsParty server) throws SspiException {
        var toServer = first;
        while (toServer.length > 0) {
            var toClient = server.receive(toServer);
            toServer = client.receive(toClient);
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
