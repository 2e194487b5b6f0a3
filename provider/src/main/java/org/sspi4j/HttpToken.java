package org.sspi4j;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What a header of HTTP carries for one scheme.
 *
 * @param scheme as whoever looks for it writes it
 * @param token empty if the scheme stands alone
 * @spec RFC 9110 11.2, 11.3, 11.4; RFC 4559 4
 */
record HttpToken(String scheme, byte[] token) {
    private static final byte[] NTLM_SIGNATURE = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};
    private static final int INITIAL_CONTEXT_TOKEN = 0x60;
    /** What Windows lets MaxTokenSize be at most, in base64: no package makes a longer one. */
    private static final int LONGEST = (65_535 + 2) / 3 * 4;
    private static final String TCHAR = "!#$%&'*+-.^_`|~";

    /**
     * The name of a scheme that is new among those that there are.
     *
     * @throws IllegalArgumentException if it is no name, or there already, in capitals or not
     */
    static String newScheme(String scheme, Iterable<String> schemes) {
        if (scheme.isEmpty() || !scheme.chars().allMatch(HttpToken::isTchar)) {
            throw new IllegalArgumentException("\"" + OneLine.of(scheme) + "\" is not the name of a scheme");
        }
        for (var each : schemes) {
            if (isSame(each, scheme)) {
                throw new IllegalArgumentException("The scheme " + each + " is there already");
            }
        }
        return scheme;
    }

    private static boolean isTchar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TCHAR.indexOf(c) >= 0;
    }

    /** The header's value. */
    static String header(String scheme, byte[] token) {
        return token.length == 0 ? scheme : scheme + " " + Base64.getEncoder().encodeToString(token);
    }

    /**
     * Authorization: one scheme.
     *
     * @return empty if it is none of these
     * @throws SspiException SEC_E_INVALID_TOKEN if what stands behind the scheme is no token68
     */
    static Optional<HttpToken> ofCredentials(String authorization, Iterable<String> schemes) throws SspiException {
        return of(authorization.strip(), schemes);
    }

    /**
     * WWW-Authenticate: a list of challenges, in one line or several, with parameters among them that are not ours.
     *
     * @return those of these schemes
     */
    static List<HttpToken> ofChallenges(List<String> lines, Iterable<String> schemes) throws SspiException {
        var found = new ArrayList<HttpToken>();
        for (var line : lines) {
            for (var item : items(line)) {
                of(item, schemes).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<HttpToken> of(String item, Iterable<String> schemes) throws SspiException {
        int end = item.indexOf(' ');
        var name = end < 0 ? item : item.substring(0, end);
        var behind = end < 0 ? "" : item.substring(end).strip();
        if (behind.startsWith("=")) {
            return Optional.empty();            // RFC 9110 11.2: a parameter of the scheme before, with a space in it (BWS)
        }
        for (var scheme : schemes) {
            if (isSame(scheme, name)) {
                return Optional.of(new HttpToken(scheme, token(scheme, behind)));
            }
        }
        return Optional.empty();
    }

    /** Capitals count as small letters, and no other character as one of them, as equalsIgnoreCase has it with dotless i or long s. */
    private static boolean isSame(String scheme, String name) {
        return scheme.equalsIgnoreCase(name) && name.chars().allMatch(c -> c < 0x80);
    }

    private static byte[] token(String scheme, String token68) throws SspiException {
        if (token68.length() > LONGEST) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "What stands behind " + scheme + " in the header has " + token68.length() + " characters, and no token has more than "
                            + LONGEST);
        }
        try {
            return Base64.getDecoder().decode(token68);
        } catch (IllegalArgumentException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "What stands behind " + scheme + " in the header is no base64 (" + OneLine.of(e.getMessage())
                            + "): a token was cut, or something between the peers altered it",
                    e);
        }
    }

    /** What stands between commas, those in quotes not counted. */
    private static List<String> items(String line) {
        var items = new ArrayList<String>();
        int begin = 0;
        boolean quoted = false;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                items.add(line.substring(begin, at).strip());
                begin = at + 1;
            }
        }
        items.add(line.substring(begin).strip());
        return items;
    }

    /** Whether no handshake goes on with it: a token with the frame of GSS-API, or NTLM's first message. */
    boolean begins() {
        return token.length > 0 && Byte.toUnsignedInt(token[0]) == INITIAL_CONTEXT_TOKEN || isNtlmNegotiate();
    }

    private boolean isNtlmNegotiate() {
        if (token.length <= NTLM_SIGNATURE.length || token[NTLM_SIGNATURE.length] != 1) {
            return false;
        }
        for (int i = 0; i < NTLM_SIGNATURE.length; i++) {
            if (token[i] != NTLM_SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }
}
