package org.sspi4j.account;

import org.sspi4j.api.OneLine;

/**
 * Who an entry is for: {@code EXAMPLE\alice} is alice of that domain; {@code alice}, or {@code alice@example.com}, is who names no
 * domain; {@code *\alice} is alice, whichever domain is named, or none.
 *
 * @param domain empty for none, {@code *} for any
 */
record AccountName(String domain, String user) {
    private static final String ANY_DOMAIN = "*";
    /** UNLEN of lmcons.h. */
    private static final int LONGEST_USER = 256;

    private static final int LONGEST_DOMAIN = 255;

    /** @throws IllegalArgumentException saying what is wrong, to be read behind the name */
    static AccountName parse(String text) {
        int backslash = text.indexOf('\\');
        var name = new AccountName(backslash < 0 ? "" : text.substring(0, backslash), text.substring(backslash + 1));
        requirePart("domain", name.domain, LONGEST_DOMAIN, backslash < 0);
        requirePart("user", name.user, LONGEST_USER, false);
        if (name.domain.startsWith("#") || name.domain.isEmpty() && name.user.startsWith("#")) {
            throw new IllegalArgumentException("begins with #, as comments do");
        }
        return name;
    }

    /** As it is compared. */
    AccountName folded() {
        return new AccountName(folded(domain), folded(user));
    }

    boolean isOfAnyDomain() {
        return domain.equals(ANY_DOMAIN);
    }

    AccountName ofAnyDomain() {
        return new AccountName(ANY_DOMAIN, user);
    }

    /** The name that contexts tell: that of any domain tells none. */
    String told() {
        return isOfAnyDomain() ? user : toString();
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? user : domain + "\\" + user;
    }

    /**
     * Capitals where two characters are one another's capital and small letter; all others stay: a dotless i is no I, a long s no S,
     * as in Windows' tables, and nobody becomes somebody else who is written alike.
     */
    private static String folded(String name) {
        var folded = new StringBuilder(name.length());
        name.codePoints().map(AccountName::folded).forEach(folded::appendCodePoint);
        return folded.toString();
    }

    private static int folded(int letter) {
        int capital = Character.toUpperCase(letter);
        return Character.toLowerCase(capital) == letter ? capital : letter;
    }

    private static void requirePart(String what, String part, int most, boolean mayBeEmpty) {
        if (part.isEmpty() && !mayBeEmpty || part.length() > most) {
            throw new IllegalArgumentException("has a " + what + " of " + part.length() + " characters, where 1 to " + most + " are");
        }
        if (!part.equals(part.strip())) {
            throw new IllegalArgumentException("has a " + what + " with a blank at one end");
        }
        if (part.indexOf(':') >= 0 || part.indexOf('\\') >= 0 || !OneLine.of(part).equals(part)) {
            throw new IllegalArgumentException("has a " + what + " with a colon, a second backslash or a character that does not show");
        }
    }
}
