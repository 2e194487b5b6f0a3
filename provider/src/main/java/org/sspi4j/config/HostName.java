package org.sspi4j.config;

/**
 * Case of host names: of ASCII letters only. Unicode knows other characters that fold to them, such as the Kelvin sign to k, and
 * a name that somebody else takes for another host must not find that host's realm.
 *
 * @spec RFC 4343 3
 */
final class HostName {
    private HostName() {}

    static String lowerCase(String name) {
        return mapped(name, 'A', 'Z', 'a' - 'A');
    }

    static String upperCase(String name) {
        return mapped(name, 'a', 'z', 'A' - 'a');
    }

    private static String mapped(String name, char first, char last, int by) {
        var mapped = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= first && c <= last) {
                mapped.setCharAt(i, (char) (c + by));
            }
        }
        return mapped.toString();
    }
}
