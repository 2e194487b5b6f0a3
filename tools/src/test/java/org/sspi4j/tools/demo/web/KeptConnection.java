package org.sspi4j.tools.demo.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A connection of a client that is written and read by hand. */
final class KeptConnection implements Closeable {
    private final Socket socket;
    private final InputStream in;

    private KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static KeptConnection to(int port) throws IOException {
        var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(20_000);
        return new KeptConnection(socket);
    }

    /** @param fields a line each, in their order */
    record Response(int status, List<String> fields, String body) {
        List<String> values(String name) {
            return fields.stream()
                    .filter(field -> field.startsWith(name + ": "))
                    .map(field -> field.substring(name.length() + 2))
                    .toList();
        }
    }

    /** A request for the page, as a browser makes it. */
    Response get(String... fields) throws IOException {
        var all = Stream.concat(Stream.of("Host: localhost", "Accept: text/html"), Stream.of(fields));
        return ask("GET / HTTP/1.1", all.toArray(String[]::new));
    }

    Response ask(String requestLine, String... fields) throws IOException {
        say(requestLine + "\r\n" + Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining()) + "\r\n");
        return response(requestLine.startsWith("HEAD "));
    }

    /** Whatever it is. */
    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    Response response(boolean headOnly) throws IOException {
        var status = line();
        var fields = new ArrayList<String>();
        for (var field = line(); !field.isEmpty(); field = line()) {
            fields.add(field);
        }
        var response = new Response(Integer.parseInt(status.split(" ")[1]), fields, "");
        int length = headOnly ? 0 : Integer.parseInt(response.values("Content-Length").get(0));
        return new Response(response.status, fields, new String(in.readNBytes(length), UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The server hung up behind \"" + line + "\"");
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("No line ends behind \"" + line + "\"");
        }
        return line.toString();
    }

    /** Whether the server has hung up, or does so soon. */
    boolean hasEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
