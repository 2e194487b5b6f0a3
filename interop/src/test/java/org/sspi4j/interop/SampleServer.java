package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * What gss-server does, over any GSSContext: accepts it, takes messages, sends MICs over them.
 *
 * @spec krb5 src/appl/gss-sample/gss-server.c
 */
final class SampleServer implements Closeable {
    /** A message as it arrived: how it travelled, what came, what it says, what its verification says. */
    record Heard(int flags, byte[] body, byte[] message, MessageProp found) {}

    /** All that one client said; {@code contextTokens} are those it sent to establish the context. */
    record Conversation(String client, List<byte[]> contextTokens, List<Heard> messages) {}

    private final ServerSocket socket;

    SampleServer() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(SampleConnection.TIMEOUT_MILLIS);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Serves the next client until it says NOOP. The caller disposes of the context. */
    Conversation serve(GSSContext context) throws IOException, GSSException {
        try (var connection = new SampleConnection(socket.accept())) {
            var contextTokens = establish(connection, context);
            return new Conversation(context.getSrcName().toString(), contextTokens, converse(connection, context));
        }
    }

    /** What takes an acceptor's one context token and answers with its own. */
    interface Accepting {
        byte[] accept(byte[] token) throws GeneralSecurityException, GSSException;
    }

    /** {@link #collect(Accepting)} for a mechanism that needs one token. */
    List<byte[]> collect(GSSContext context) throws IOException, GeneralSecurityException, GSSException {
        return collect(token -> context.acceptSecContext(token, 0, token.length));
    }

    /** Serves the next client, which must not want MICs, and opens none of its messages. */
    List<byte[]> collect(Accepting context) throws IOException, GeneralSecurityException, GSSException {
        try (var connection = new SampleConnection(socket.accept())) {
            beginning(connection);
            byte[] first = connection.receive().expect(SampleToken.CONTEXT, "a context token").value();
            reply(connection, context.accept(first));
            var bodies = new ArrayList<byte[]>();
            for (var token = connection.receive(); !token.has(SampleToken.NOOP); token = connection.receive()) {
                bodies.add(token.expect(SampleToken.DATA, "data").value());
                connection.send(SampleToken.empty(SampleToken.NOOP));
            }
            return bodies;
        }
    }

    private static List<byte[]> establish(SampleConnection connection, GSSContext context)
            throws IOException, GSSException {
        beginning(connection);
        var received = new ArrayList<byte[]>();
        while (!context.isEstablished()) {
            byte[] token = connection.receive().expect(SampleToken.CONTEXT, "a context token").value();
            received.add(token);
            reply(connection, context.acceptSecContext(token, 0, token.length));
        }
        return received;
    }

    private static void beginning(SampleConnection connection) throws IOException {
        connection.receive().expect(SampleToken.NOOP, "NOOP").expect(SampleToken.CONTEXT_NEXT, "authentication");
    }

    private static void reply(SampleConnection connection, byte[] token) throws IOException {
        if (token != null && token.length > 0) {
            connection.send(new SampleToken(SampleToken.CONTEXT, token));
        }
    }

    private static List<Heard> converse(SampleConnection connection, GSSContext context)
            throws IOException, GSSException {
        var messages = new ArrayList<Heard>();
        for (var token = connection.receive(); !token.has(SampleToken.NOOP); token = connection.receive()) {
            var heard = hear(token, context);
            messages.add(heard);
            connection.send(token.has(SampleToken.SEND_MIC)
                    ? new SampleToken(SampleToken.MIC, mic(heard.message(), context))
                    : SampleToken.empty(SampleToken.NOOP));
        }
        return messages;
    }

    private static Heard hear(SampleToken token, GSSContext context) throws IOException, GSSException {
        byte[] body = token.expect(SampleToken.DATA, "data").value();
        var found = new MessageProp(0, false);
        byte[] message = token.has(SampleToken.WRAPPED) ? context.unwrap(body, 0, body.length, found) : body;
        return new Heard(token.flags(), body, message, found);
    }

    private static byte[] mic(byte[] message, GSSContext context) throws GSSException {
        return context.getMIC(message, 0, message.length, new MessageProp(0, false));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
