package org.sspi4j.testkit.conformance;

import static org.sspi4j.testkit.conformance.Outcome.Result.SUCCESSFUL;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where one row stands.
 *
 * @param anchor where it is documented, if it is and the place exists
 */
record Standing(Row row, List<Outcome> outcomes, Optional<Anchor> anchor) {
    /** Proven takes a test that succeeded and none that did not; one that did not outweighs any document. */
    State state() {
        if (outcomes.isEmpty()) {
            return anchor.isPresent() ? State.DOCUMENTED : State.OPEN;
        }
        return outcomes.stream().allMatch(each -> each.result() == SUCCESSFUL) ? State.PROVEN : State.OPEN;
    }

    /** The tests of this row, such as {@code engine.AsyncTest.itIsPending (3)}, failed: {@code …}; empty if there are none. */
    String tests() {
        Map<Outcome.Result, Map<String, Long>> places = outcomes.stream().collect(Collectors.groupingBy(
                Outcome::result, TreeMap::new, Collectors.groupingBy(Standing::shortPlace, TreeMap::new, Collectors.counting())));
        return places.entrySet().stream().map(each -> label(each.getKey()) + list(each.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String shortPlace(Outcome outcome) {
        return outcome.place().replaceFirst("^org\\.sspi4j\\.", "").replace('$', '.');
    }

    private static String label(Outcome.Result result) {
        return result == SUCCESSFUL ? "" : result.name().toLowerCase(Locale.ROOT) + ": ";
    }

    private static String list(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getValue() == 1 ? each.getKey() : each.getKey() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
