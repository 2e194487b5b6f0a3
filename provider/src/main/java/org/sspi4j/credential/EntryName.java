package org.sspi4j.credential;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.api.OneLine;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.DecodeException;

/**
 * Whose a keytab's entry is, as text and back. The file may be anybody's: what would not stay in a line is written as MIT krb5
 * does ({@code \n \t \b \0}) or as in Java (<code>&#92;u001b</code>), so that every name can be shown, and what is shown names it.
 */
final class EntryName {
    private static final String LETTERS = "ntb0";
    private static final String MEANT = "\n\t\b\0";
    private static final int HEX_DIGITS = 4;

    private final String text;
    private final List<String> components = new ArrayList<>();
    private int at;

    private EntryName(String text) {
        this.text = text;
    }

    static String of(StoredPrincipal principal) {
        return principal.components().stream().map(EntryName::quoted).collect(joining("/")) + "@" + quoted(principal.realm());
    }

    /** With the name type that MIT krb5 writes, whatever the name; nobody compares it. */
    static StoredPrincipal parse(String text) throws DecodeException {
        return new EntryName(text).principal();
    }

    /**
     * The same, of somebody whom a KDC may know: no part of his name is empty, and each can be written in UTF-8. A control character
     * stands in it only as {@link #of} writes it: one that is there as it is came with the line end of a file, say.
     */
    static StoredPrincipal parseKnown(String text) throws DecodeException {
        var name = new EntryName(text);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw name.failure("contains a control character");
        }
        var principal = name.principal();
        if (principal.realm().isEmpty() || principal.components().contains("")) {
            throw name.failure("has an empty part");
        }
        if (principal.realm().codePoints().anyMatch(EntryName::isHalf)
                || principal.components().stream().flatMapToInt(String::codePoints).anyMatch(EntryName::isHalf)) {
            throw name.failure("has an unpaired UTF-16 surrogate");
        }
        return principal;
    }

    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static String quoted(String part) {
        return part.codePoints().mapToObj(EntryName::quoted).collect(joining());
    }

    private static String quoted(int codePoint) {
        var character = Character.toString(codePoint);
        int letter = MEANT.indexOf(codePoint);
        if (letter >= 0) {
            return "\\" + LETTERS.charAt(letter);
        }
        if ("\\/@".contains(character)) {
            return "\\" + character;
        }
        return OneLine.of(character).equals(character)
                ? character
                : character.chars().mapToObj(unit -> String.format("\\u%04x", unit)).collect(joining());
    }

    private StoredPrincipal principal() throws DecodeException {
        components.add(part("/@"));
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
            components.add(part("/@"));
        }
        if (at == text.length()) {
            throw failure("has no realm, write it as in " + text + "@EXAMPLE.COM");
        }
        at++;
        var realm = part("@");
        if (at < text.length()) {
            throw failure("has an @ that should be written with a backslash");
        }
        return new StoredPrincipal(components, realm, NameType.NT_PRINCIPAL);
    }

    private String part(String ends) throws DecodeException {
        var part = new StringBuilder();
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at++);
            part.append(c == '\\' ? escaped() : c);
        }
        return part.toString();
    }

    private char escaped() throws DecodeException {
        if (at == text.length()) {
            throw failure("has a backslash that says nothing");
        }
        char c = text.charAt(at++);
        int letter = LETTERS.indexOf(c);
        if (letter >= 0) {
            return MEANT.charAt(letter);
        }
        return c == 'u' ? unit() : c;
    }

    private char unit() throws DecodeException {
        var digits = text.substring(at, Math.min(at + HEX_DIGITS, text.length()));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw failure("has a \\u without four hexadecimal digits");
        }
        at += HEX_DIGITS;
        return (char) Integer.parseInt(digits, 16);
    }

    private DecodeException failure(String problem) {
        return new DecodeException("principal", problem, at);
    }
}
