package org.sspi4j.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * What a run said to people, searched for the secrets that it knew: as they are, in hexadecimal digits, in base64 and as a list of
 * numbers.
 *
 * <pre>{@code
 * var leaks = new Leaks();
 * leaks.secret("the password", password);
 * try (var log = leaks.listen("com.example")) {
 *     …
 * } catch (LoginException e) {
 *     leaks.told(e);
 * }
 * assertEquals(Set.of(), leaks.found());
 * }</pre>
 */
public final class Leaks {
    /** Shorter ones are found in any text. */
    private static final int SHORTEST = 6;
    private static final int SHORTEST_INNER = 10;

    private final Map<String, List<String>> forms = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    /** A log that is listened to until it is closed. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Something that must not be told.
     *
     * @param name what {@link #found} calls it
     * @param value at least 6 bytes
     */
    public synchronized void secret(String name, byte[] value) {
        if (value.length < SHORTEST) {
            throw new IllegalArgumentException(name + " is so short that it is found everywhere");
        }
        forms.put(name, formsOf(value));
    }

    /** A password, in UTF-8. */
    public void secret(String name, String value) {
        secret(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The secrets so far. */
    public synchronized Set<String> names() {
        return new TreeSet<>(forms.keySet());
    }

    /** How a secret may look, in the order raw, hexadecimal (plain, separated, capitals), base64, numbers. */
    public synchronized List<String> forms(String name) {
        return List.copyOf(forms.get(name));
    }

    private static List<String> formsOf(byte[] value) {
        var base64 = Base64.getEncoder().withoutPadding();
        return List.of(
                new String(value, StandardCharsets.ISO_8859_1),
                new String(value, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(value),
                HexFormat.ofDelimiter(":").formatHex(value),
                HexFormat.ofDelimiter(" ").formatHex(value),
                HexFormat.of().withUpperCase().formatHex(value),
                base64.encodeToString(value),
                Base64.getUrlEncoder().withoutPadding().encodeToString(value),
                // Inside of something longer it may begin at any of three places.
                inner(base64.encodeToString(shifted(value, 1))),
                inner(base64.encodeToString(shifted(value, 2))),
                Arrays.toString(value),
                inner(Arrays.toString(value)));
    }

    private static byte[] shifted(byte[] value, int by) {
        byte[] shifted = new byte[value.length + by];
        System.arraycopy(value, 0, shifted, by, value.length);
        return shifted;
    }

    /** Without what the neighbours have a part in, if enough is left to be sure. */
    private static String inner(String form) {
        return form.length() < SHORTEST_INNER + 6 ? form : form.substring(4, form.length() - 2);
    }

    /** Something that was said. */
    public synchronized void told(Object what) {
        text.append(what).append('\n');
    }

    /** A failure with its causes, what it suppressed, and the traces that a log would have of it. */
    public void told(Throwable failure) {
        var out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        told(out);
    }

    /** From now on all that a logger and those below it are told, of any level. */
    public Listening listen(String logger) {
        var heard = Logger.getLogger(logger);
        var level = heard.getLevel();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                var parameters = record.getParameters();
                told(parameters == null ? record.getMessage() : MessageFormat.format(record.getMessage(), parameters));
                if (record.getThrown() != null) {
                    told(record.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        heard.setLevel(Level.ALL);
        heard.addHandler(handler);
        return () -> {
            heard.removeHandler(handler);
            heard.setLevel(level);
        };
    }

    /** All that was said. */
    public synchronized String text() {
        return text.toString();
    }

    /** The names of those secrets that were told in any form. */
    public synchronized Set<String> found() {
        var told = text.toString();
        var lower = told.toLowerCase(Locale.ROOT);
        return forms.entrySet().stream()
                .filter(secret -> secret.getValue().stream().anyMatch(form -> told.contains(form) || isHex(form) && lower.contains(form)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isHex(String form) {
        return form.matches("[0-9a-f]{12,}");
    }
}
