package org.sspi4j.tomcat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One connection of a client to a web server, which is kept for all its requests, whoever sends them. */
final class HttpConnection implements AutoCloseable {
    private static final int MILLISECONDS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** What the server answered. */
    record Response(int status, List<String> fields, String body) {
        /** The values of these fields. */
        List<String> values(String name) {
            return fields.stream()
                    .filter(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(field -> field.substring(name.length() + 1).strip())
                    .toList();
        }

        List<String> challenges() {
            return values("WWW-Authenticate");
        }

        /** The line of the body that begins with this word, without it. */
        String line(String word) {
            return body.lines()
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line " + word + " in " + this));
        }

        /** The session that it begins, as the client sends it. */
        Optional<String> cookie() {
            return values("Set-Cookie").stream().map(value -> value.substring(0, value.indexOf(';'))).findFirst();
        }
    }

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(MILLISECONDS);
        this.in = socket.getInputStream();
    }

    static HttpConnection open(int port) throws IOException {
        return new HttpConnection(new Socket(InetAddress.getByName("127.0.0.1"), port));
    }

    /** Over TLS; the server's name is not looked at. */
    static HttpConnection openTls(int port, KeyStore trusted, String protocol) throws Exception {
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return new HttpConnection(socket);
    }

    /** What the server has shown. */
    X509Certificate serverCertificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** @param fields such as {@code Authorization: Basic eA==} */
    Response get(String path, String... fields) throws IOException {
        var lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: web.example.com"));
        lines.addAll(List.of(fields));
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
        return read();
    }

    private Response read() throws IOException {
        var status = line();
        var fields = new ArrayList<String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            fields.add(line);
        }
        var response = new Response(Integer.parseInt(status.split(" ")[1]), fields, "");
        return new Response(response.status, fields, new String(body(response), UTF_8));
    }

    private byte[] body(Response response) throws IOException {
        if (response.values("Transfer-Encoding").contains("chunked")) {
            var body = new ByteArrayOutputStream();
            for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
                body.write(bytes(length));
                line();
            }
            line();
            return body.toByteArray();
        }
        var lengths = response.values("Content-Length");
        return lengths.isEmpty() ? new byte[0] : bytes(Integer.parseInt(lengths.get(0)));
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The server has closed the connection in a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("The server has closed the connection");
            }
            line.write(octet);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
