package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sspi4j.api.SspiException;

/**
 * A connection of an LDAP client that logs on with tokens of SASL, and then asks for what only users may know, or who it is.
 *
 * @spec RFC 4511 4.2, 4.10, 4.12; RFC 4422 3.7; RFC 4532
 */
final class LdapConnection implements Closeable {
    static final int SUCCESS = 0;
    static final int COMPARE_FALSE = 5;
    static final int COMPARE_TRUE = 6;
    static final int STRONGER_AUTH_REQUIRED = 8;
    static final int SASL_BIND_IN_PROGRESS = 14;
    static final int INVALID_CREDENTIALS = 49;
    static final int OTHER = 80;

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int ENUMERATED = 0x0A;
    private static final int SEQUENCE = 0x30;
    private static final int BIND_REQUEST = 0x60;
    private static final int BIND_RESPONSE = 0x61;
    private static final int COMPARE_REQUEST = 0x6E;
    private static final int COMPARE_RESPONSE = 0x6F;
    private static final int EXTENDED_REQUEST = 0x77;
    private static final int EXTENDED_RESPONSE = 0x78;
    private static final int SASL = 0xA3;
    private static final int SERVER_SASL_CREDENTIALS = 0x87;
    private static final int REQUEST_NAME = 0x80;
    private static final int RESPONSE_VALUE = 0x8B;
    private static final String WHO_AM_I = "1.3.6.1.4.1.4203.1.11.3";
    private static final int TIMEOUT_MILLIS = 15_000;

    /** The result of an operation, the server's words about it, and a token or another value that comes with it. */
    record Result(int code, String diagnosticMessage, byte[] value) {}

    private final Closeable connection;
    private final DataInputStream in;
    private final DataOutputStream out;
    private Optional<SealedMessages> layer = Optional.empty();
    private int messageId;

    private LdapConnection(Closeable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    static LdapConnection connect(InetSocketAddress server) throws IOException {
        var socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new LdapConnection(socket, socket.getInputStream(), socket.getOutputStream());
    }

    static LdapConnection over(SchannelConnection tls) {
        return new LdapConnection(tls, tls.input(), tls.output());
    }

    /** A step of the logon. */
    Result bind(String mechanism, byte[] token) throws Exception {
        var sasl = element(SASL, element(OCTET_STRING, mechanism.getBytes(UTF_8)), element(OCTET_STRING, token));
        return exchange(
                element(BIND_REQUEST, element(INTEGER, new byte[] {3}), element(OCTET_STRING), sasl),
                BIND_RESPONSE);
    }

    /** From here on, every message is encrypted. */
    void seal(SealedMessages messages) {
        layer = Optional.of(messages);
    }

    /** Whether an attribute has this value; {@link #COMPARE_TRUE}, {@link #COMPARE_FALSE} or another result. */
    int compare(String entry, String attribute, String value) throws Exception {
        var assertion = element(SEQUENCE, element(OCTET_STRING, attribute.getBytes(UTF_8)), element(OCTET_STRING, value.getBytes(UTF_8)));
        return exchange(element(COMPARE_REQUEST, element(OCTET_STRING, entry.getBytes(UTF_8)), assertion), COMPARE_RESPONSE).code;
    }

    /** Whom the server takes the client for. */
    String whoAmI() throws Exception {
        var answer = exchange(element(EXTENDED_REQUEST, element(REQUEST_NAME, WHO_AM_I.getBytes(UTF_8))), EXTENDED_RESPONSE);
        assertEquals(SUCCESS, answer.code, answer.diagnosticMessage);
        return new String(answer.value, UTF_8);
    }

    private Result exchange(byte[] request, int responseTag) throws Exception {
        send(element(SEQUENCE, element(INTEGER, new byte[] {(byte) ++messageId}), request));
        var message = ByteBuffer.wrap(receive());
        var parts = content(message, SEQUENCE);
        content(parts, INTEGER);
        var response = content(parts, responseTag);
        int code = content(response, ENUMERATED).get();
        content(response, OCTET_STRING);
        var diagnosticMessage = new String(bytes(content(response, OCTET_STRING)), UTF_8);
        while (response.hasRemaining()) {
            int tag = Byte.toUnsignedInt(response.get(response.position()));
            var value = content(response, tag);
            if (tag == SERVER_SASL_CREDENTIALS || tag == RESPONSE_VALUE) {
                return new Result(code, diagnosticMessage, bytes(value));
            }
        }
        return new Result(code, diagnosticMessage, new byte[0]);
    }

    private void send(byte[] message) throws IOException, SspiException {
        if (layer.isPresent()) {
            var wrapped = layer.get().seal(message);
            out.writeInt(wrapped.length);
            out.write(wrapped);
        } else {
            out.write(message);
        }
        out.flush();
    }

    private byte[] receive() throws IOException, SspiException {
        if (layer.isPresent()) {
            return layer.get().unseal(in.readNBytes(in.readInt()));
        }
        int tag = in.readUnsignedByte();
        int first = in.readUnsignedByte();
        int length = first;
        if (first > 0x80) {
            length = 0;
            for (int i = 0x80; i < first; i++) {
                length = length << 8 | in.readUnsignedByte();
            }
        }
        return element(tag, in.readNBytes(length));
    }

    private static ByteBuffer content(ByteBuffer from, int tag) {
        assertEquals(tag, Byte.toUnsignedInt(from.get()));
        int length = Byte.toUnsignedInt(from.get());
        if (length > 0x80) {
            int octets = length - 0x80;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | Byte.toUnsignedInt(from.get());
            }
        }
        var content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    private static byte[] bytes(ByteBuffer from) {
        var bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    /** With a length of four octets throughout: RFC 4511 5.1 does not ask for the shortest. */
    private static byte[] element(int tag, byte[]... contents) {
        var all = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            all.writeBytes(content);
        }
        return ByteBuffer.allocate(6 + all.size()).put((byte) tag).put((byte) 0x84).putInt(all.size()).put(all.toByteArray()).array();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
