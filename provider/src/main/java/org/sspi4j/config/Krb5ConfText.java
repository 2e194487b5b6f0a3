package org.sspi4j.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads one text: the file itself or one that it includes, each complete in its braces and beginning before any section. What MIT
 * refuses is refused, and what MIT passes over in silence is noted as ignored. Two things that MIT lets pass are refused, since
 * they are what a file that was cut off looks like: braces and quotes that do not close.
 *
 * @spec MIT krb5 krb5.conf(5) "Structure"
 */
final class Krb5ConfText {
    private static final int MAX_DEPTH = 100;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private record Open(List<String> path, int line) {
        String tag() {
            return path.get(path.size() - 1);
        }
    }

    private final String origin;
    private final Krb5ConfFiles files;
    private final Krb5Conf conf;
    private final Deque<Open> open = new ArrayDeque<>();
    /** Empty before the first section. */
    private List<String> section = List.of();
    private boolean preambleNoted;
    private boolean braceExpected;
    private int line;

    private Krb5ConfText(String origin, Krb5ConfFiles files, Krb5Conf conf) {
        this.origin = origin;
        this.files = files;
        this.conf = conf;
    }

    static void read(String origin, String text, Krb5ConfFiles files, Krb5Conf conf) throws ConfigException {
        var reader = new Krb5ConfText(origin, files, conf);
        for (String line : reader.withoutMark(text).split("\n", -1)) {
            reader.line++;
            reader.line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        reader.end();
    }

    /** What editors put there. MIT takes it for text, and with it the line for a comment. */
    private String withoutMark(String text) {
        if (!text.startsWith(BYTE_ORDER_MARK)) {
            return text;
        }
        conf.ignored.add(new KerberosConfig.Ignored(origin, 1, "byte order mark", "MIT krb5 takes the line behind it for a comment"));
        return text.substring(BYTE_ORDER_MARK.length());
    }

    private void line(String text) throws ConfigException {
        String stripped = stripped(text);
        if (isDirective(text, "include")) {
            files.include(named(text, "include"), this::refused, conf);
        } else if (isDirective(text, "includedir")) {
            files.includeFolder(named(text, "includedir"), this::refused, conf);
        } else if (braceExpected) {
            braceExpected(stripped);
        } else if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
            return;
        } else if (section.isEmpty() && !text.startsWith("[")) {
            preamble(text, stripped);
        } else if (stripped.startsWith("[")) {
            section(stripped);
        } else if (stripped.startsWith("}")) {
            close(stripped);
        } else {
            relation(stripped);
        }
    }

    private void end() throws ConfigException {
        if (braceExpected) {
            braceExpected("");
        }
        if (!open.isEmpty()) {
            throw new ConfigException(origin, open.peek().line, "the braces of " + open.peek().tag()
                    + " are not closed: add a line with }");
        }
    }

    /** At the beginning of a line, wherever that is. */
    private static boolean isDirective(String text, String name) {
        return text.startsWith(name) && text.length() > name.length() && isBlank(text.charAt(name.length()));
    }

    private static String named(String text, String directive) {
        int at = directive.length();
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return text.substring(at);
    }

    /** MIT takes all lines for comments until a [ stands at the beginning of one. */
    private void preamble(String text, String stripped) throws ConfigException {
        if (isDirective(text, "module")) {
            throw refused("module is not supported: put the settings into this file");
        }
        if (!preambleNoted) {
            ignored("text", stripped.startsWith("[")
                    ? "the first [section] begins at the beginning of a line, and what is before it is a comment"
                    : "what stands before the first [section] is a comment");
            preambleNoted = true;
        }
    }

    private void section(String text) throws ConfigException {
        if (!open.isEmpty()) {
            throw refused("a section begins inside the braces of " + open.peek().tag() + " (line " + open.peek().line
                    + "): add a line with } before it");
        }
        if (!text.matches("\\[[^\\]]+]\\*?")) {
            throw refused("a section is written [name] or [name]*, alone on its line");
        }
        section = List.of(text.substring(1, text.indexOf(']')));
        if (text.endsWith("*")) {
            conf.makeFinal(section);
        }
    }

    private void close(String text) throws ConfigException {
        if (open.isEmpty()) {
            throw refused("} closes nothing: remove it");
        }
        var closed = open.pop();
        boolean isFinal = text.startsWith("}*");
        if (isFinal) {
            conf.makeFinal(closed.path);
        }
        if (text.length() > (isFinal ? 2 : 1)) {
            ignored(shown(closed.path), "what follows its closing brace is not read");
        }
    }

    private void relation(String text) throws ConfigException {
        int equals = text.indexOf('=');
        String marked = equals < 0 ? "" : stripped(text.substring(0, equals));
        int star = marked.indexOf('*');
        String tag = star < 0 ? marked : marked.substring(0, star);
        if (tag.isEmpty() || marked.chars().anyMatch(c -> isBlank((char) c))) {
            throw refused("write name = value, name = {, [section] or a comment");
        }
        String value = stripped(text.substring(equals + 1));
        if (value.equals("{") || value.isEmpty()) {
            open(tag, star >= 0, value.isEmpty());
            return;
        }
        if (star >= 0) {
            ignored(shown(around()) + " " + tag, "* has a meaning behind sections and braces only");
        }
        conf.relations.add(new Krb5Conf.Relation(origin, line, around(), tag, value.startsWith("\"") ? quoted(tag, value) : value));
    }

    /** A tag without a value opens braces, which may stand in the next line. */
    private void open(String tag, boolean isFinal, boolean braceFollows) throws ConfigException {
        if (open.size() == MAX_DEPTH) {
            throw refused("more than " + MAX_DEPTH + " braces in one another");
        }
        var path = new ArrayList<>(around());
        path.add(tag);
        open.push(new Open(List.copyOf(path), line));
        if (isFinal) {
            conf.makeFinal(path);
        }
        braceExpected = braceFollows;
    }

    private void braceExpected(String text) throws ConfigException {
        if (!text.startsWith("{")) {
            throw new ConfigException(origin, open.peek().line, open.peek().tag() + " has no value: write one, or { in the next line");
        }
        if (text.length() > 1) {
            ignored(shown(around()), "what follows its opening brace is not read");
        }
        braceExpected = false;
    }

    private List<String> around() {
        return open.isEmpty() ? section : open.peek().path;
    }

    private String quoted(String tag, String value) throws ConfigException {
        var text = new StringBuilder();
        int at = 1;
        while (at < value.length() && value.charAt(at) != '"') {
            char c = value.charAt(at++);
            text.append(c == '\\' && at < value.length() ? escaped(value.charAt(at++)) : c);
        }
        if (at == value.length()) {
            throw refused("the closing quote is missing");
        }
        if (at < value.length() - 1) {
            ignored(shown(around()) + " " + tag, "what follows the closing quote is not read");
        }
        return text.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'b' -> '\b';
            default -> c;
        };
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** C's isspace. */
    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static String shown(List<String> path) {
        return "[" + path.get(0) + "]" + (path.size() > 1 ? " " + String.join(" ", path.subList(1, path.size())) : "");
    }

    private void ignored(String what, String why) {
        conf.ignored.add(new KerberosConfig.Ignored(origin, line, what, why));
    }

    private ConfigException refused(String problem) {
        return new ConfigException(origin, line, problem);
    }
}
