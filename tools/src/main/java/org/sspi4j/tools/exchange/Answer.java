package org.sspi4j.tools.exchange;

import java.util.Base64;
import java.util.HexFormat;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A line out: a status and what came with it. */
final class Answer {
    private final StringBuilder line;

    private Answer(String first) {
        line = new StringBuilder(first);
    }

    static Answer of(SecurityStatus status) {
        return new Answer(status.name());
    }

    /** Why a call failed; the status that the message begins with is not said twice. */
    static Answer failure(SspiException e) {
        return of(e.status()).text(sentence(e));
    }

    /** The same for a call that has a token for the peer even so. */
    static Answer failureWithToken(SspiException e) {
        return of(e.status()).blob("token", e.token()).text(sentence(e));
    }

    /** A line in that is none of the language. */
    static Answer bad(BadLineException e) {
        return new Answer("BAD " + escaped(e.getMessage()));
    }

    /** {@code name=B64}, {@code name=-} if it is empty. */
    Answer blob(String name, byte[] bytes) {
        var base64 = bytes.length == 0 ? "-" : Base64.getEncoder().encodeToString(bytes);
        line.append(' ').append(name).append('=').append(base64);
        return this;
    }

    Answer hex(byte[] bytes) {
        line.append(" hex=").append(HexFormat.of().formatHex(bytes));
        return this;
    }

    Answer number(String name, int value) {
        line.append(' ').append(name).append('=').append(value);
        return this;
    }

    /** The number, unless there is nothing to say. */
    Answer numberIfAny(String name, int value) {
        return value == 0 ? this : number(name, value);
    }

    Answer json(String json) {
        line.append(' ').append(json);
        return this;
    }

    Answer text(String text) {
        line.append(" text=\"").append(escaped(text)).append('"');
        return this;
    }

    @Override
    public String toString() {
        return line.toString();
    }

    /** What happened, without the status that the message begins with. */
    static String sentence(SspiException e) {
        var prefix = e.status() + ": ";
        var message = String.valueOf(e.getMessage());
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029'
                        ? String.format("\\u%04x", (int) c)
                        : String.valueOf(c));
            }
        }
        return escaped.toString();
    }
}
