package org.sspi4j.schannel.certificate;

/**
 * Names of DNS in the form in which they are compared: labels of letters, digits, hyphens and the underscore that is seen in
 * practice, of ASCII alone. Everything else is no name and equal to nothing: NUL, blanks, what Unicode folds to letters.
 *
 * @spec RFC 9525 6.3; RFC 1034 3.5; RFC 4343
 */
final class DnsName {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private DnsName() {}

    /** Whether it is a name, without a dot at its end, and none that could be taken for an IPv4 address. */
    static boolean is(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NAME) {
            return false;
        }
        int label = 0;
        for (int end = text.indexOf('.'); end >= 0; end = text.indexOf('.', label)) {
            if (!isLabel(text, label, end)) {
                return false;
            }
            label = end + 1;
        }
        return isLabel(text, label, text.length()) && !isNumber(text.substring(label));
    }

    private static boolean isLabel(String text, int from, int to) {
        if (from == to || to - from > LONGEST_LABEL) {
            return false;
        }
        for (int at = from; at < to; at++) {
            if (!isLetterDigitHyphen(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    /**
     * RFC 9525 6.3: "there is only one wildcard character", "appears only as the complete content of the left-most label", and
     * stands for one label. Not for all names of a top-level domain, which nobody owns.
     *
     * @param presented as it stands in the certificate
     * @param reference {@linkplain #is a name}
     */
    static boolean matches(String presented, String reference) {
        if (!presented.startsWith("*.")) {
            return is(presented) && presented.equalsIgnoreCase(reference);
        }
        var domain = presented.substring(2);
        int dot = reference.indexOf('.');
        return is(domain) && domain.indexOf('.') > 0 && dot > 0 && domain.equalsIgnoreCase(reference.substring(dot + 1));
    }

    private static boolean isLetterDigitHyphen(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** Resolvers take names that end so for addresses. */
    private static boolean isNumber(String label) {
        int at = 0;
        while (at < label.length() && label.charAt(at) >= '0' && label.charAt(at) <= '9') {
            at++;
        }
        return at == label.length() || label.startsWith("0x") || label.startsWith("0X");
    }
}
