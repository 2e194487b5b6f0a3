package org.sspi4j.kdc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which domains a name with few dots may be in: the last {@code search} or {@code domain}, and {@code options ndots}. At most
 * {@value #MOST}, for which there may be time.
 *
 * @spec resolv.conf(5)
 */
final class SearchDomains {
    private static final int MOST = 32;
    private static final int MOST_DOTS = 15;

    private final LocalFile<Rule> file;

    /** @param dots how many a name has that is tried as it is, and not in a domain */
    private record Rule(List<String> domains, int dots) {}

    SearchDomains(Path path) {
        this.file = new LocalFile<>(path, SearchDomains::rule);
    }

    /** What to look up for it, one after the other; the name itself is always among these. */
    List<String> candidates(String host) {
        var rule = file.content();
        boolean full = host.endsWith(".") || host.chars().filter(c -> c == '.').count() >= rule.dots();
        var candidates = new ArrayList<String>();
        if (!full) {
            rule.domains().forEach(domain -> candidates.add(host + "." + domain));
        }
        candidates.add(host);
        return candidates;
    }

    private static Rule rule(List<List<String>> lines) {
        List<String> domains = List.of();
        int dots = 1;
        for (var words : lines) {
            switch (words.get(0)) {
                case "search" -> domains = words.subList(1, Math.min(words.size(), MOST + 1));
                case "domain" -> domains = words.subList(1, Math.min(words.size(), 2));
                case "options" -> dots = dots(words, dots);
                default -> { }
            }
        }
        return new Rule(domains.stream().filter(domain -> !domain.equals(".")).toList(), dots);
    }

    private static int dots(List<String> options, int otherwise) {
        int dots = otherwise;
        for (var option : options) {
            if (option.matches("ndots:[0-9]{1,4}")) {
                dots = Math.min(MOST_DOTS, Integer.parseInt(option.substring("ndots:".length())));
            }
        }
        return dots;
    }
}
