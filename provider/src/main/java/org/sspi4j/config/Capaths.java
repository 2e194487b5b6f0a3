package org.sspi4j.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which realms lie between two others.
 *
 * @spec RFC 4120 1.2
 * @spec MIT krb5 krb5.conf(5) "[capaths]"
 */
final class Capaths {
    private final Map<String, Map<String, List<String>>> paths = new LinkedHashMap<>();

    Capaths copy() {
        var copy = new Capaths();
        paths.forEach((client, servers) ->
                servers.forEach((server, realms) -> realms.forEach(realm -> copy.add(client, server, realm))));
        return copy;
    }

    /** @param intermediate the next realm on the way, or {@code .} for none */
    void add(String client, String server, String intermediate) {
        paths.computeIfAbsent(client, unknown -> new LinkedHashMap<>())
                .computeIfAbsent(server, unknown -> new ArrayList<>())
                .add(intermediate);
    }

    List<String> between(String client, String server) {
        if (client.equals(server)) {
            return List.of();
        }
        var configured = paths.getOrDefault(client, Map.of()).get(server);
        return configured == null ? hierarchical(client, server) : intermediates(configured);
    }

    /** As MIT reads it: a dot in the first place means a direct way, whatever follows. */
    private static List<String> intermediates(List<String> configured) {
        return configured.get(0).equals(".") ? List.of() : List.copyOf(configured);
    }

    /** Up to the closest realm above both, and down; if there is none, up to the client's top, over to the server's, and down. */
    private static List<String> hierarchical(String client, String server) {
        var path = upwards(client);
        var down = upwards(server);
        int meeting = 0;
        while (meeting < path.size() && !down.contains(path.get(meeting))) {
            meeting++;
        }
        if (meeting < path.size()) {
            down.subList(down.indexOf(path.get(meeting)), down.size()).clear();
            path.subList(meeting + 1, path.size()).clear();
        }
        Collections.reverse(down);
        path.addAll(down);
        path.removeIf(realm -> realm.equals(client) || realm.equals(server));
        return List.copyOf(path);
    }

    /** {@code A.B.C}, {@code B.C}, {@code C}. */
    private static List<String> upwards(String realm) {
        var realms = new ArrayList<String>();
        for (int at = 0; at < realm.length(); at = after(realm, at)) {
            realms.add(realm.substring(at));
        }
        return realms;
    }

    private static int after(String realm, int at) {
        int dot = realm.indexOf('.', at);
        return dot < 0 ? realm.length() : dot + 1;
    }

    /** Each configured way, for people. */
    Map<String, List<String>> described() {
        var described = new LinkedHashMap<String, List<String>>();
        paths.forEach((client, servers) ->
                servers.forEach((server, realms) -> described.put(client + " to " + server, intermediates(realms))));
        return described;
    }
}
