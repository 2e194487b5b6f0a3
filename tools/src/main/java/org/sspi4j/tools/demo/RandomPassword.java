package org.sspi4j.tools.demo;

import java.security.SecureRandom;

/** A password that nobody has chosen. */
final class RandomPassword {
    private static final String ALPHABET = "abcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 20;

    private RandomPassword() {}

    /** The caller's to wipe. */
    static char[] made() {
        var random = new SecureRandom();
        var password = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            password[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return password;
    }
}
