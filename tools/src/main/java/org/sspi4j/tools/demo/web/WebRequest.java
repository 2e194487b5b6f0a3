package org.sspi4j.tools.demo.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request that has no body.
 *
 * @param target as the client wrote it
 * @param fields each name in small letters, with the values of all fields of that name behind each other, a comma between them
 * @param persistent whether the client goes on with the connection
 * @spec RFC 9112 3, 5; RFC 9110 5
 */
record WebRequest(String method, String target, Map<String, String> fields, boolean persistent) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7E]+) HTTP/1\\.([01])");
    /** No space in front of the colon, and no line that goes on with the one before. */
    private static final Pattern FIELD_LINE = Pattern.compile("(" + TOKEN + "):[ \\t]*(.*?)[ \\t]*");
    private static final List<String> ONCE = List.of("host", "authorization", "content-length");
    private static final int MOST_FIELDS = 100;

    /** @throws BadRequestException 400, 413, 431 */
    static WebRequest of(List<String> lines) throws BadRequestException {
        var first = REQUEST_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!first.matches()) {
            throw new BadRequestException(400, "This is no request of HTTP/1.1");
        }
        var fields = fields(lines.subList(1, lines.size()));
        refuseBody(fields);
        boolean old = first.group(3).equals("0");
        if (!old && !fields.containsKey("host")) {
            throw new BadRequestException(400, "The request has no Host");
        }
        return new WebRequest(first.group(1), first.group(2), fields, !old && !saysClose(fields.getOrDefault("connection", "")));
    }

    private static boolean saysClose(String options) {
        return List.of(options.toLowerCase(Locale.ROOT).split("[ \\t]*,[ \\t]*")).contains("close");
    }

    private static Map<String, String> fields(List<String> lines) throws BadRequestException {
        if (lines.size() > MOST_FIELDS) {
            throw new BadRequestException(431, "The request has too many fields");
        }
        var fields = new LinkedHashMap<String, String>();
        for (var line : lines) {
            var field = FIELD_LINE.matcher(line);
            if (!field.matches()) {
                throw new BadRequestException(400, "A line of the request is no field");
            }
            var name = field.group(1).toLowerCase(Locale.ROOT);
            if (fields.containsKey(name) && ONCE.contains(name)) {
                throw new BadRequestException(400, "The request has the field " + name + " twice");
            }
            fields.merge(name, field.group(2), (one, next) -> one + ", " + next);
        }
        return fields;
    }

    private static void refuseBody(Map<String, String> fields) throws BadRequestException {
        if (fields.containsKey("transfer-encoding") || !fields.getOrDefault("content-length", "0").equals("0")) {
            throw new BadRequestException(413, "Requests with a body are not served here");
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The target without its query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
