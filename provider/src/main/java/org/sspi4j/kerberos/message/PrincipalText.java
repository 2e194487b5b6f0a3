package org.sspi4j.kerberos.message;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.DecodeException;

/**
 * Principals as people write them. The escapes of RFC 1964 2.1.1 for newline, tab, backspace and NUL are refused, as these characters are.
 *
 * @spec RFC 1964 2.1.1
 */
final class PrincipalText {
    private final String text;
    private int at;

    PrincipalText(String text) {
        this.text = text;
    }

    static String of(List<String> components) {
        var out = new StringBuilder();
        for (String component : components) {
            out.append(out.isEmpty() ? "" : "/").append(escaped(component, "/@\\"));
        }
        return out.toString();
    }

    static String escaped(String part, String special) {
        var out = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            if (special.indexOf(part.charAt(i)) >= 0) {
                out.append('\\');
            }
            out.append(part.charAt(i));
        }
        return out.toString();
    }

    PrincipalName name() throws DecodeException {
        var components = new ArrayList<String>();
        do {
            if (components.size() == PrincipalName.MAX_COMPONENTS) {
                throw failure("has more than " + PrincipalName.MAX_COMPONENTS + " components");
            }
            components.add(part("/@"));
        } while (next('/'));
        return new PrincipalName(components.size() == 1 ? NameType.NT_PRINCIPAL : NameType.NT_SRV_INST, components);
    }

    /** A realm may contain {@code /}, as X.500 names do. */
    String realm(String defaultRealm) throws DecodeException {
        return next('@') ? part("@") : defaultRealm;
    }

    void end() throws DecodeException {
        if (at != text.length()) {
            throw failure("has a " + text.charAt(at) + " that should be written with a backslash");
        }
    }

    private boolean next(char separator) {
        if (at < text.length() && text.charAt(at) == separator) {
            at++;
            return true;
        }
        return false;
    }

    private String part(String ends) throws DecodeException {
        var part = new StringBuilder();
        for (; at < text.length() && ends.indexOf(text.charAt(at)) < 0; at++) {
            if (text.charAt(at) == '\\') {
                at++;
                if (at == text.length() || "ntb0".indexOf(text.charAt(at)) >= 0) {
                    throw failure("has a backslash that says nothing");
                }
            }
            if (isUnpaired(at)) {
                throw failure("has an unpaired UTF-16 surrogate");
            }
            if (Character.isISOControl(text.charAt(at))) {
                throw failure("contains a control character");
            }
            part.append(text.charAt(at));
        }
        if (part.isEmpty()) {
            throw failure("has an empty part");
        }
        return part.toString();
    }

    /** Half of a character, which UTF-8 cannot say. */
    private boolean isUnpaired(int index) {
        char c = text.charAt(index);
        return Character.isHighSurrogate(c) && (index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1)))
                || Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private DecodeException failure(String problem) {
        return new DecodeException("principal", problem, at);
    }
}
