package org.sspi4j.kerberos;

import org.sspi4j.api.OneLine;
import org.sspi4j.kerberos.message.Principal;

/** A name that a stranger sent, fit for a message: short, and without characters that change how a line is read. */
final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    static String of(Principal principal) {
        return of(principal.toString());
    }

    static String of(String text) {
        return text.length() > LONGEST ? OneLine.of(text.substring(0, LONGEST)) + "…" : OneLine.of(text);
    }
}
