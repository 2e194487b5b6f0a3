package org.sspi4j.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The text of a {@code krb5.conf} as relations, in the order of the file. Comments stand on lines of their own.
 *
 * @spec MIT krb5 krb5.conf(5) "Structure"
 */
final class Krb5Conf {
    private static final int MAX_DEPTH = 10;

    /**
     * {@code foo = bar} in a section.
     *
     * @param tags the tags of the braces around it, and its own
     */
    record Relation(String origin, int line, String section, List<String> tags, String value) {
        ConfigException refused(String problem) {
            return new ConfigException(origin, line, problem);
        }

        /** Without the value, which may be anything. */
        String path() {
            return "[" + section + "] " + String.join(" ", tags);
        }
    }

    private record Open(String tag, int line) {}

    private final String origin;
    private final List<Relation> relations = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private String section = "";
    private boolean braceExpected;
    private int line;

    private Krb5Conf(String origin) {
        this.origin = origin;
    }

    static List<Relation> parse(String origin, String text) throws ConfigException {
        var conf = new Krb5Conf(origin);
        for (String line : text.split("\r?\n", -1)) {
            conf.line++;
            conf.line(line.strip());
        }
        if (!conf.open.isEmpty()) {
            throw new ConfigException(origin, conf.open.peek().line,
                    "the braces of " + conf.open.peek().tag + " are not closed: add a line with }");
        }
        return conf.relations;
    }

    private void line(String text) throws ConfigException {
        if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
            return;
        }
        if (braceExpected) {
            braceExpected(text);
        } else if (text.matches("(include|includedir|module)\\s.*")) {
            throw refused(text.split("\\s")[0] + " is not supported: put the settings into this file");
        } else if (text.startsWith("[")) {
            section(text);
        } else if (text.matches("}\\s*\\*?")) {
            close();
        } else {
            relation(text);
        }
    }

    private void section(String text) throws ConfigException {
        if (!open.isEmpty()) {
            throw refused("a section begins inside the braces of " + open.peek().tag + " (line " + open.peek().line + "): add a line with } before it");
        }
        if (!text.matches("\\[[^\\]]+]\\s*\\*?")) {
            throw refused("a section is written [name], alone on its line");
        }
        section = text.substring(1, text.indexOf(']'));
    }

    private void close() throws ConfigException {
        if (open.isEmpty()) {
            throw refused("} closes nothing: remove it");
        }
        open.pop();
    }

    private void relation(String text) throws ConfigException {
        int equals = text.indexOf('=');
        String tag = equals < 0 ? "" : text.substring(0, equals).strip().replaceAll("\\*$", "").strip();
        if (tag.isEmpty() || tag.matches(".*\\s.*")) {
            throw refused("write name = value, name = {, [section] or a comment");
        }
        if (section.isEmpty()) {
            throw refused(tag + " stands before the first [section]");
        }
        String value = text.substring(equals + 1).strip();
        if (value.equals("{") || value.isEmpty()) {
            open(tag, value.isEmpty());
        } else {
            var tags = new ArrayList<String>();
            open.descendingIterator().forEachRemaining(around -> tags.add(around.tag));
            tags.add(tag);
            relations.add(new Relation(origin, line, section, List.copyOf(tags), value.startsWith("\"") ? quoted(value) : value));
        }
    }

    /** A tag without a value opens braces, which may stand in the next line. */
    private void open(String tag, boolean braceFollows) throws ConfigException {
        if (open.size() == MAX_DEPTH) {
            throw refused("more than " + MAX_DEPTH + " braces in one another");
        }
        open.push(new Open(tag, line));
        braceExpected = braceFollows;
    }

    private void braceExpected(String text) throws ConfigException {
        if (!text.equals("{")) {
            throw new ConfigException(origin, open.peek().line, open.peek().tag + " has no value: write one, or { in the next line");
        }
        braceExpected = false;
    }

    private String quoted(String value) throws ConfigException {
        var text = new StringBuilder();
        int at = 1;
        while (at < value.length() && value.charAt(at) != '"') {
            char c = value.charAt(at++);
            text.append(c == '\\' && at < value.length() ? escaped(value.charAt(at++)) : c);
        }
        if (at != value.length() - 1) {
            throw refused(at < value.length() ? "something follows the closing quote: remove it" : "the closing quote is missing");
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

    private ConfigException refused(String problem) {
        return new ConfigException(origin, line, problem);
    }
}
