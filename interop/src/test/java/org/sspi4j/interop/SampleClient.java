package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * What gss-client does, over any GSSContext: establishes it with a gss-server, sends messages, verifies the MICs that
 * come back.
 *
 * @spec krb5 src/appl/gss-sample/gss-client.c
 */
final class SampleClient implements Closeable {
    private final SampleConnection connection;
    private final GSSContext context;

    private SampleClient(SampleConnection connection, GSSContext context) {
        this.connection = connection;
        this.context = context;
    }

    /** The context must be new and of an initiator, with its flags requested. The caller disposes of it. */
    static SampleClient connect(InetSocketAddress server, GSSContext context) throws IOException, GSSException {
        var connection = new SampleConnection(new Socket(server.getAddress(), server.getPort()));
        try {
            connection.send(SampleToken.empty(SampleToken.NOOP | SampleToken.CONTEXT_NEXT));
            byte[] received = new byte[0];
            while (true) {
                byte[] token = context.initSecContext(received, 0, received.length);
                if (token != null && token.length > 0) {
                    connection.send(new SampleToken(SampleToken.CONTEXT, token));
                }
                if (context.isEstablished()) {
                    return new SampleClient(connection, context);
                }
                received = connection.receive().expect(SampleToken.CONTEXT, "a context token").value();
            }
        } catch (IOException | GSSException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Sends the message and answers with what the verification of the server's MIC over it says. */
    MessageProp signedBack(byte[] message, Protection protection) throws IOException, GSSException {
        return verify(message, exchange(protect(message, protection, SampleToken.SEND_MIC)));
    }

    /** Sends the message and waits for the answer, which says nothing. */
    void taken(byte[] message, Protection protection) throws IOException, GSSException {
        exchange(protect(message, protection, 0));
    }

    /** The message as it goes over the wire, for tests that send it twice or change it. */
    SampleToken protect(byte[] message, Protection protection, int more) throws GSSException {
        byte[] body = protection == Protection.PLAIN
                ? message
                : context.wrap(message, 0, message.length, new MessageProp(0, protection == Protection.ENCRYPTED));
        return new SampleToken(SampleToken.DATA | protection.flags | more, body);
    }

    SampleToken exchange(SampleToken token) throws IOException {
        return connection.exchange(token);
    }

    MessageProp verify(byte[] message, SampleToken reply) throws IOException, GSSException {
        byte[] mic = reply.expect(SampleToken.MIC, "a MIC").value();
        var found = new MessageProp(0, false);
        context.verifyMIC(mic, 0, mic.length, message, 0, message.length, found);
        return found;
    }

    @Override
    public void close() throws IOException {
        connection.sayNoop();
    }
}
