package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/**
 * One connection of an LDAP server that knows SASL binds and one entry: the root, with the attributes {@code authzId}, the client, and
 * {@code qop}. It is done when the client unbinds or goes.
 *
 * @spec RFC 4511 4.2, 4.5; RFC 4422 3.7
 */
final class LdapStub implements Callable<Void> {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int ENUMERATED = 0x0A;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int BIND_REQUEST = 0x60;
    private static final int BIND_RESPONSE = 0x61;
    private static final int UNBIND_REQUEST = 0x42;
    private static final int SEARCH_REQUEST = 0x63;
    private static final int SEARCH_RESULT_ENTRY = 0x64;
    private static final int SEARCH_RESULT_DONE = 0x65;
    private static final int SASL = 0xA3;
    private static final int SERVER_SASL_CREDENTIALS = 0x87;
    private static final int SUCCESS = 0;
    private static final int SASL_BIND_IN_PROGRESS = 14;
    private static final int INVALID_CREDENTIALS = 49;

    /** Makes a server for the mechanism that the client names. */
    interface Servers {
        SaslServer of(String mechanism) throws SaslException;
    }

    private record Element(int tag, byte[] content) {
        DataInputStream inside() {
            return new DataInputStream(new ByteArrayInputStream(content));
        }
    }

    private final ServerSocket socket;
    private final Servers servers;
    private Optional<SaslServer> server = Optional.empty();

    LdapStub(ServerSocket socket, Servers servers) {
        this.socket = socket;
        this.servers = servers;
    }

    @Override
    public Void call() throws IOException {
        try (var connection = socket.accept()) {
            connection.setSoTimeout(30_000);
            var in = new DataInputStream(connection.getInputStream());
            var out = new DataOutputStream(connection.getOutputStream());
            while (answered(in, out)) {
                out.flush();
            }
        }
        return null;
    }

    private boolean answered(DataInputStream in, DataOutputStream out) throws IOException {
        var layer = server.filter(its -> its.isComplete() && !"auth".equals(its.getNegotiatedProperty(Sasl.QOP)));
        int first = in.read();
        if (first < 0) {
            return false;
        }
        Element message;
        if (layer.isPresent()) {
            var wrapped = in.readNBytes(first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort());
            message = element(new DataInputStream(new ByteArrayInputStream(layer.get().unwrap(wrapped, 0, wrapped.length))));
        } else {
            message = element(first, in);
        }
        var parts = message.inside();
        var messageId = element(parts).content;
        var request = element(parts);
        switch (request.tag) {
            case BIND_REQUEST -> send(out, Optional.empty(), messageId, bound(request.inside()));
            case SEARCH_REQUEST -> {
                send(out, layer, messageId, entry());
                send(out, layer, messageId, result(SEARCH_RESULT_DONE, SUCCESS));
            }
            case UNBIND_REQUEST -> {
                return false;
            }
            default -> throw new IOException("no answer to a request of tag " + request.tag);
        }
        return true;
    }

    private byte[] bound(DataInputStream request) throws IOException {
        element(request);
        element(request);
        var sasl = element(request);
        if (sasl.tag != SASL) {
            throw new IOException("a bind without SASL");
        }
        var choice = sasl.inside();
        var mechanism = new String(element(choice).content, UTF_8);
        var token = choice.available() > 0 ? element(choice).content : new byte[0];
        if (server.isEmpty()) {
            server = Optional.of(servers.of(mechanism));
        }
        try {
            var challenge = server.get().evaluateResponse(token);
            int code = server.get().isComplete() ? SUCCESS : SASL_BIND_IN_PROGRESS;
            return challenge == null
                    ? result(BIND_RESPONSE, code)
                    : result(BIND_RESPONSE, code, of(SERVER_SASL_CREDENTIALS, challenge));
        } catch (SaslException e) {
            return result(BIND_RESPONSE, INVALID_CREDENTIALS);
        }
    }

    private byte[] entry() {
        var authorizationId = server.map(SaslServer::getAuthorizationID).orElse("nobody");
        var qop = server.map(its -> (String) its.getNegotiatedProperty(Sasl.QOP)).orElse("none");
        return of(SEARCH_RESULT_ENTRY, of(OCTET_STRING), of(SEQUENCE, attribute("authzId", authorizationId), attribute("qop", qop)));
    }

    private static byte[] attribute(String name, String value) {
        return of(SEQUENCE, of(OCTET_STRING, name.getBytes(UTF_8)), of(SET, of(OCTET_STRING, value.getBytes(UTF_8))));
    }

    private static byte[] result(int tag, int code, byte[]... more) {
        return of(tag, of(ENUMERATED, new byte[] {(byte) code}), of(OCTET_STRING), of(OCTET_STRING), concatenated(more));
    }

    private static void send(DataOutputStream out, Optional<SaslServer> layer, byte[] messageId, byte[] response) throws IOException {
        var message = of(SEQUENCE, of(INTEGER, messageId), response);
        if (layer.isPresent()) {
            message = layer.get().wrap(message, 0, message.length);
            out.writeInt(message.length);
        }
        out.write(message);
    }

    private static Element element(DataInputStream in) throws IOException {
        return element(in.readUnsignedByte(), in);
    }

    private static Element element(int tag, DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        int octets = length > 0x80 ? length - 0x80 : 0;
        for (int i = 0; i < octets; i++) {
            length = (i == 0 ? 0 : length << 8) | in.readUnsignedByte();
        }
        return new Element(tag, in.readNBytes(length));
    }

    /** With a length of two octets throughout: RFC 4511 5.1 does not ask for the shortest. */
    private static byte[] of(int tag, byte[]... contents) {
        var content = concatenated(contents);
        return concatenated(
                new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length}, content);
    }

    private static byte[] concatenated(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
