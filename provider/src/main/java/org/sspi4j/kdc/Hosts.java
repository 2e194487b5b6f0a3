package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The system's own list of hosts: an address and its names in each line, the first of which is what the host is called. Of several
 * lines with the same name or address the first counts.
 *
 * @spec hosts(5)
 */
final class Hosts {
    /** @param canonical what it is called, in lower case, without a dot at the end */
    record Host(InetAddress address, String canonical) {}

    private record Lists(Map<String, Host> byName, Map<InetAddress, String> byAddress) {}

    private final LocalFile<Lists> file;

    Hosts(Path path) {
        this.file = new LocalFile<>(path, Hosts::lists);
    }

    Optional<Host> named(String host) {
        return Optional.ofNullable(file.content().byName().get(host.toLowerCase(Locale.ROOT)));
    }

    /** What the host with this address is called. */
    Optional<String> at(InetAddress address) {
        return Optional.ofNullable(file.content().byAddress().get(address));
    }

    private static Lists lists(List<List<String>> lines) {
        var lists = new Lists(new HashMap<>(), new HashMap<>());
        for (var words : lines) {
            if (words.size() > 1 && Names.isAddress(words.get(0))) {
                var canonical = canonical(words.get(1));
                // An address is what nobody is called.
                if (DnsQuery.isHost(canonical) && !Names.isAddress(canonical)) {
                    add(words, canonical, lists);
                }
            }
        }
        return lists;
    }

    private static String canonical(String name) {
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static void add(List<String> words, String canonical, Lists lists) {
        try {
            var host = new Host(InetAddress.getByName(words.get(0)), canonical);
            lists.byAddress().putIfAbsent(host.address(), canonical);
            lists.byName().putIfAbsent(canonical, host);
            for (var name : words.subList(1, words.size())) {
                lists.byName().putIfAbsent(name.toLowerCase(Locale.ROOT), host);
            }
        } catch (UnknownHostException e) {
            return; // the scope of an address that is not there
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
