package org.sspi4j.kerberos;

import org.sspi4j.kerberos.message.Principal;

/** A name that a stranger sent, fit for a message: short, and without characters that change how a line is read. */
final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    static String of(Principal principal) {
        return of(principal.toString());
    }

    static String of(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(LONGEST, text.length()); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean steers = type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.CONTROL;
            shown.append(steers ? '?' : c);
        }
        return text.length() > LONGEST ? shown + "…" : shown.toString();
    }
}
