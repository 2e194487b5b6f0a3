package org.sspi4j.gss;

import org.ietf.jgss.GSSException;

/**
 * {@code service@host}. The host's case does not matter; only ASCII letters have one, so that no two hosts of different names
 * become one.
 *
 * @param host empty if there is none
 * @spec RFC 2743 4.1
 */
record HostbasedService(String service, String host) {
    static HostbasedService parse(String text) throws GSSException {
        int at = text.indexOf('@');
        var service = at < 0 ? text : text.substring(0, at);
        var host = at < 0 ? "" : text.substring(at + 1);
        if (service.isEmpty() || at >= 0 && host.isEmpty() || !isPlain(service) || !isPlain(host)) {
            throw GssStatus.BAD_NAME.saying("\"" + text + "\" is not of the form service@host");
        }
        return new HostbasedService(service, lowerCase(host));
    }

    /** {@code service/host}, or the service if there is no host. */
    String principal() {
        return host.isEmpty() ? service : service + "/" + host;
    }

    /** Separators of principals would make another name of it. */
    private static boolean isPlain(String part) {
        return part.chars().noneMatch(c -> c == '/' || c == '@' || c == '\\' || Character.isISOControl(c));
    }

    private static String lowerCase(String host) {
        var lower = new StringBuilder(host);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }
}
