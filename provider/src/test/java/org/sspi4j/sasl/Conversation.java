package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A client and a server in one thread. */
record Conversation(SaslClient client, SaslServer server) implements AutoCloseable {
    static final byte[] NOTHING = {};

    /** Ours; a factory that declines is an error. */
    static SaslClient client(String mechanism, String authorizationId, Map<String, ?> properties, CallbackHandler handler)
            throws SaslException {
        var client = new SspiSaslClientFactory()
                .createSaslClient(new String[] {mechanism}, authorizationId, "ldap", "dc.example.com", properties, handler);
        assertNotNull(client, mechanism + " is declined");
        return client;
    }

    static SaslServer server(String mechanism, Map<String, ?> properties, CallbackHandler handler) throws SaslException {
        var server = new SspiSaslServerFactory().createSaslServer(mechanism, "ldap", "dc.example.com", properties, handler);
        assertNotNull(server, mechanism + " is declined");
        return server;
    }

    /** Names and values by turns. */
    static Map<String, Object> properties(Object... namesAndValues) {
        var properties = new HashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    /** Lets everybody act as everybody. */
    static CallbackHandler permitting() {
        return callbacks -> ((AuthorizeCallback) callbacks[0]).setAuthorized(true);
    }

    /** To the end of both. */
    Conversation run() throws SaslException {
        var response = client.evaluateChallenge(NOTHING);
        while (!server.isComplete()) {
            var challenge = server.evaluateResponse(response);
            if (!server.isComplete()) {
                response = client.evaluateChallenge(challenge);
            } else if (challenge != null) {
                assertNull(client.evaluateChallenge(challenge), "nothing is sent after the server's last message");
            }
        }
        assertTrue(client.isComplete());
        return this;
    }

    /** A message each way. */
    void talk() throws SaslException {
        send("a question", client, server);
        var text = "an answer".getBytes(StandardCharsets.UTF_8);
        var wrapped = server.wrap(text, 0, text.length);
        assertArrayEquals(text, client.unwrap(wrapped, 0, wrapped.length));
        send("", client, server);
    }

    private static void send(String message, SaslClient from, SaslServer to) throws SaslException {
        var padded = ("<" + message + ">").getBytes(StandardCharsets.UTF_8);
        var wrapped = from.wrap(padded, 1, padded.length - 2);
        var moved = new byte[wrapped.length + 2];
        System.arraycopy(wrapped, 0, moved, 1, wrapped.length);
        assertArrayEquals(message.getBytes(StandardCharsets.UTF_8), to.unwrap(moved, 1, wrapped.length));
    }

    /** The status of a SaslException's cause, which says the same. */
    static SecurityStatus refusal(Executable call) {
        var refused = assertThrows(SaslException.class, call);
        var cause = (SspiException) refused.getCause();
        assertTrue(refused.getMessage().equals(cause.getMessage()), refused.getMessage());
        return cause.status();
    }

    @Override
    public void close() throws SaslException {
        client.dispose();
        server.dispose();
    }
}
