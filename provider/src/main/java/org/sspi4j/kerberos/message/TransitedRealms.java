package org.sspi4j.kerberos.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.DecodeException;

/**
 * The realms that DOMAIN-X500-COMPRESS says a ticket came through, written out. Neither end is among them unless it was named.
 *
 * @spec RFC 4120 3.3.3.2
 */
public final class TransitedRealms {
    /** More realms than that are nobody's way. */
    public static final int MOST = 64;

    private final List<String> realms = new ArrayList<>();
    private final String client;
    private final String server;

    private TransitedRealms(String client, String server) {
        this.client = client;
        this.server = server;
    }

    /**
     * @param clientRealm what precedes the first realm
     * @param serverRealm what follows the last one
     */
    public static List<String> expand(byte[] contents, String clientRealm, String serverRealm) throws DecodeException {
        if (contents.length == 0) {
            return List.of();
        }
        var expansion = new TransitedRealms(clientRealm, serverRealm);
        expansion.addAll(subfields(new String(contents, StandardCharsets.UTF_8)));
        return List.copyOf(expansion.realms);
    }

    /** What is between commas; {@code quoted} says of each character whether a backslash stood before it. */
    private record Subfield(String text, List<Boolean> quoted) {
        boolean has(int index, char special) {
            return text.charAt(index) == special && !quoted.get(index);
        }
    }

    private static List<Subfield> subfields(String contents) throws DecodeException {
        var subfields = new ArrayList<Subfield>();
        var text = new StringBuilder();
        var quoted = new ArrayList<Boolean>();
        for (int i = 0; i < contents.length(); i++) {
            char c = contents.charAt(i);
            if (c == ',') {
                subfields.add(new Subfield(text.toString(), List.copyOf(quoted)));
                text.setLength(0);
                quoted.clear();
                continue;
            }
            boolean quotes = c == '\\';
            if (quotes && ++i == contents.length()) {
                throw failure("ends with a backslash that quotes nothing", i);
            }
            text.append(contents.charAt(i));
            quoted.add(quotes);
        }
        subfields.add(new Subfield(text.toString(), List.copyOf(quoted)));
        return subfields;
    }

    private void addAll(List<Subfield> subfields) throws DecodeException {
        var previous = "";
        boolean between = false;
        for (var subfield : subfields) {
            if (subfield.text().isEmpty()) {
                between = true;
                continue;
            }
            var realm = realm(subfield, previous);
            if (between) {
                addBetween(previous.isEmpty() ? client : previous, realm);
                between = false;
            }
            add(realm);
            previous = realm;
        }
        if (between) {
            addBetween(previous.isEmpty() ? client : previous, server);
        }
    }

    /** "A realm name ending with a "." is interpreted as being prepended to the previous realm", one beginning with "/" appended. */
    private static String realm(Subfield subfield, String previous) throws DecodeException {
        var text = subfield.text();
        int last = text.length() - 1;
        if (subfield.has(0, ' ')) {
            return text.substring(1);
        }
        if (subfield.has(last, '.')) {
            if (previous.isEmpty()) {
                throw failure("begins with " + text + ", which is prepended to nothing", 0);
            }
            return text + previous;
        }
        return subfield.has(0, '/') ? previous + text : text;
    }

    /**
     * "A null subfield preceding or following a "," indicates that all realms between the previous realm and the next realm have
     * been traversed": up to the closest realm above both, and down.
     */
    private void addBetween(String from, String to) throws DecodeException {
        var up = above(from);
        var down = above(to);
        int meeting = 0;
        while (meeting < up.size() && !down.contains(up.get(meeting))) {
            meeting++;
        }
        if (meeting == up.size()) {
            throw failure("leaves out the realms between " + from + " and " + to + ", which have none in common", 0);
        }
        for (String realm : up.subList(0, meeting + 1)) {
            addUnlessEnd(realm, from, to);
        }
        for (int i = down.indexOf(up.get(meeting)) - 1; i >= 0; i--) {
            addUnlessEnd(down.get(i), from, to);
        }
    }

    private void addUnlessEnd(String realm, String from, String to) throws DecodeException {
        if (!realm.equals(from) && !realm.equals(to)) {
            add(realm);
        }
    }

    private void add(String realm) throws DecodeException {
        if (realm.isEmpty()) {
            throw failure("names a realm without a name", 0);
        }
        if (realms.size() == MOST) {
            throw failure("names more than " + MOST + " realms", 0);
        }
        realms.add(realm);
    }

    /** The realm and those above it: {@code A.B.C}, {@code B.C}, {@code C}, or {@code /C/B/A}, {@code /C/B}, {@code /C}. */
    private static List<String> above(String realm) {
        var above = new ArrayList<String>();
        boolean x500 = realm.startsWith("/");
        for (var at = realm; !at.isEmpty() && above.size() <= MOST; at = x500 ? withoutLast(at) : withoutFirst(at)) {
            above.add(at);
        }
        return above;
    }

    private static String withoutFirst(String realm) {
        int dot = realm.indexOf('.');
        return dot < 0 ? "" : realm.substring(dot + 1);
    }

    private static String withoutLast(String realm) {
        return realm.substring(0, realm.lastIndexOf('/'));
    }

    private static DecodeException failure(String problem, int offset) {
        return new DecodeException("transited", problem, offset);
    }
}
