package org.sspi4j.tools.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A response. All have the same strict fields: nothing is loaded, framed, sniffed, kept or told to others.
 *
 * @param type its media type, of text in UTF-8
 * @param style the source of styles that the page names: a hash, or {@code 'none'}
 * @param fields names and values, more than one of a name perhaps
 * @spec RFC 9112 4; RFC 9110 15
 */
record WebResponse(int status, String type, String style, List<Map.Entry<String, String>> fields, String body) {
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(413, "Content Too Large"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(431, "Request Header Fields Too Large"));

    static WebResponse text(int status, String sentence) {
        return new WebResponse(status, "text/plain", "'none'", List.of(), sentence + "\n");
    }

    static WebResponse html(int status, String page) {
        return new WebResponse(status, "text/html", Style.SOURCE, List.of(), page);
    }

    WebResponse with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(Map.entry(name, value));
        return new WebResponse(status, type, style, more, body);
    }

    /**
     * Sends it.
     *
     * @param headOnly whether the method was HEAD
     * @param persistent whether the connection goes on
     */
    void write(OutputStream out, boolean headOnly, boolean persistent) throws IOException {
        var content = body.getBytes(UTF_8);
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(REASONS.get(status)).append("\r\n");
        field(head, "Content-Type", type + "; charset=utf-8");
        field(head, "Content-Length", String.valueOf(content.length));
        field(head, "Content-Security-Policy",
                "default-src 'none'; style-src " + style + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        field(head, "X-Content-Type-Options", "nosniff");
        field(head, "Referrer-Policy", "no-referrer");
        field(head, "Cross-Origin-Resource-Policy", "same-origin");
        field(head, "Cache-Control", "no-store");
        field(head, "Vary", "Accept, Authorization");
        fields.forEach(each -> field(head, each.getKey(), each.getValue()));
        if (!persistent) {
            field(head, "Connection", "close");
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(RequestHead.bytes(head.append("\r\n").toString()));
        if (!headOnly) {
            all.writeBytes(content);
        }
        out.write(all.toByteArray());
        out.flush();
    }

    private static void field(StringBuilder head, String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("The value of " + name + " would end its line");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
