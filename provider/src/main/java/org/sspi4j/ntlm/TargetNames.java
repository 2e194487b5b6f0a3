package org.sspi4j.ntlm;

import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.NtlmServerNames;

/**
 * The SPNs that a server answers to. They are compared by their exact code units, but for the case of ASCII letters: two hosts that
 * somebody else's folding makes one are two here.
 *
 * @param names such as {@code HTTP/web.example.com}; may be empty
 */
record TargetNames(Set<String> names) {
    private static final int LONGEST_NET_BIOS_NAME = 15;
    private static final String NOBODY = "LOCALHOST";

    /** Whether the server looks at what a client wants to reach. */
    boolean isConfigured() {
        return !names.isEmpty();
    }

    /** Nobody answers to an empty name: it is that of a client that names no target. */
    boolean contain(String spn) {
        if (spn.isEmpty()) {
            return false;
        }
        for (var name : names) {
            if (isSame(name, spn)) {
                return true;
            }
        }
        return false;
    }

    static boolean isSame(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (lower(one.charAt(i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /**
     * What a server says of itself that was not told: the first host that it answers to tells its names, else there is nothing to tell.
     * It has to say something, since clients read the pairs, and nobody looks at which name it is.
     */
    NtlmServerNames serverNames() {
        return names.stream()
                .sorted()
                .map(TargetNames::host)
                .filter(host -> host.indexOf('.') > 0 && Character.isLetter(host.charAt(0)) && host.length() <= 255)
                .findFirst()
                .map(TargetNames::ofHost)
                .orElse(NtlmServerNames.standalone(NOBODY));
    }

    private static String host(String spn) {
        int slash = spn.indexOf('/');
        var rest = spn.substring(slash + 1);
        int end = 0;
        while (end < rest.length() && "/:@".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    private static NtlmServerNames ofHost(String host) {
        int dot = host.indexOf('.');
        var label = Ntowfv2.uppercase(host.substring(0, dot));
        int end = Math.min(label.length(), LONGEST_NET_BIOS_NAME);
        var netBios = label.substring(0, Character.isHighSurrogate(label.charAt(end - 1)) ? end - 1 : end);
        var domain = host.substring(dot + 1);
        return new NtlmServerNames(
                netBios, netBios, Optional.of(host), domain.isEmpty() ? Optional.empty() : Optional.of(domain), Optional.empty(), false);
    }

    @Override
    public String toString() {
        return isConfigured() ? names.toString() : "every name";
    }
}
