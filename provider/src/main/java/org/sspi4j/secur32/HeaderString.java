package org.sspi4j.secur32;

import java.util.Arrays;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A string as sspi.h passes it, in either form. */
sealed interface HeaderString permits SecurityString, AnsiString {
    /**
     * What it says, checked: no half of a character, no NUL, nothing that its charset cannot read.
     *
     * @param parameter the name of the parameter, for the message
     * @return the caller's to wipe
     * @throws SspiException SEC_E_INVALID_PARAMETER with the place
     */
    char[] chars(String parameter) throws SspiException;

    /** The text of an optional parameter; null for null. */
    static String text(String parameter, HeaderString string) throws SspiException {
        return string == null ? null : new String(string.chars(parameter));
    }

    /** A password, that no String ever held. */
    static Secret secret(String parameter, HeaderString string) throws SspiException {
        if (string == null) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, parameter + " is null");
        }
        char[] chars = string.chars(parameter);
        try {
            return Secret.password(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /**
     * @param unit what places are counted in
     * @param width how many of them a char takes
     */
    static void check(String parameter, char[] chars, String unit, int width) throws SspiException {
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] == '\0') {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_PARAMETER, parameter + " has a NUL at " + unit + " " + width * i
                        + ": it would end there");
            }
            if (Character.isHighSurrogate(chars[i]) && i + 1 < chars.length && Character.isLowSurrogate(chars[i + 1])) {
                i++;
            } else if (Character.isSurrogate(chars[i])) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_PARAMETER,
                        parameter + " has half of a surrogate pair at " + unit + " " + width * i);
            }
        }
    }
}
