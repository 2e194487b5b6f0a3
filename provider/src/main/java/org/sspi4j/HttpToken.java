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
        for (var scheme : schemes) {
            if (scheme.equalsIgnoreCase(name)) {
                return Optional.of(new HttpToken(scheme, end < 0 ? new byte[0] : token(scheme, item.substring(end).strip())));
            }
        }
        return Optional.empty();
    }

    private static byte[] token(String scheme, String token68) throws SspiException {
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
