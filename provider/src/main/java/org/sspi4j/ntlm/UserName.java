package org.sspi4j.ntlm;

import java.util.Optional;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A user as NTLM names one: {@code DOMAIN\alice}, {@code alice@example.com}, which is sent as it is without a domain, or {@code alice}.
 *
 * @param domain empty if none was named
 */
record UserName(String domain, String user) {
    /** In characters, as Windows has it. */
    static final int LONGEST_USER = 256;
    static final int LONGEST_DOMAIN = 15;
    /** Of a domain that a client names to a server, perhaps by its name in DNS. */
    static final int LONGEST_DNS_DOMAIN = 255;

    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    /** @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if that is no name, or too long */
    static UserName of(String written) throws SspiException {
        int backslash = written.indexOf('\\');
        var name = backslash < 0
                ? new UserName("", written)
                : new UserName(written.substring(0, backslash), written.substring(backslash + 1));
        if (name.user.isEmpty() && backslash >= 0 || name.user.indexOf('\\') >= 0) {
            throw unknown(written, "write DOMAIN\\user, user@domain or user");
        }
        if (name.user.length() > LONGEST_USER || name.domain.length() > LONGEST_DOMAIN) {
            throw unknown(written, "a user's name has at most " + LONGEST_USER + " characters, and a domain's in front of it "
                    + LONGEST_DOMAIN + ": write user@domain for a domain with a longer one");
        }
        if (hasUnpairedSurrogate(written)) {
            throw unknown(written, "it has an unpaired UTF-16 surrogate");
        }
        return name;
    }

    private static SspiException unknown(String written, String remedy) {
        var shown = written.length() > 2 * LONGEST_USER ? written.substring(0, 2 * LONGEST_USER) : written;
        return new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "\"" + OneLine.of(shown) + "\" is no name of a user of NTLM: " + remedy);
    }

    private static boolean hasUnpairedSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Whether there may be such a user: a name that is longer than Windows has them, or has a line end or a NUL in it, is nobody's. */
    boolean isPossible() {
        return user.length() <= LONGEST_USER && domain.length() <= LONGEST_DNS_DOMAIN && isText(user) && isText(domain);
    }

    private static boolean isText(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR) {
                return false;
            }
        }
        return true;
    }

    /** The begin, if it is longer than any. */
    UserName cut() {
        return new UserName(
                domain.substring(0, Math.min(domain.length(), LONGEST_DNS_DOMAIN)),
                user.substring(0, Math.min(user.length(), LONGEST_USER)));
    }

    /** Nobody in particular. */
    boolean isEmpty() {
        return user.isEmpty();
    }

    /** As NTOWFv2 compares users; domains are compared in the same way. */
    boolean isSameAs(UserName other) {
        return Ntowfv2.uppercase(user).equals(Ntowfv2.uppercase(other.user))
                && Ntowfv2.uppercase(domain).equals(Ntowfv2.uppercase(other.domain));
    }

    /** Whether there is one. */
    Optional<String> optional() {
        return isEmpty() ? Optional.empty() : Optional.of(toString());
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? user : domain + "\\" + user;
    }
}
