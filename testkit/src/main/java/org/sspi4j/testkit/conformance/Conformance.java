package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All rows and where they stand after one build, held against what was reached before.
 *
 * @param problems each a sentence that names its row; the build fails if there is one
 * @param news rows that stand higher than the baseline knows, as lines to put there
 */
record Conformance(List<Standing> standings, List<String> problems, List<String> news) {
    static Conformance judge(Path root, Path lists, List<Outcome> outcomes) throws IOException {
        var judge = new Judge(root, Row.readAll(lists.resolve("rows.txt")), outcomes);
        return judge.judge(Anchor.readAll(lists.resolve("documented.txt")), State.readAll(lists.resolve("baseline.txt")));
    }

    long count(State state) {
        return standings.stream().filter(each -> each.state() == state).count();
    }

    private record Judge(Path root, List<Row> rows, List<Outcome> outcomes) {
        Conformance judge(Map<String, Anchor> documented, Map<String, State> baseline) throws IOException {
            Set<String> known = rows.stream().map(Row::id).collect(Collectors.toSet());
            List<String> problems = new ArrayList<>();
            for (Outcome outcome : outcomes) {
                unknown(outcome.rows(), known).forEach(id ->
                        problems.add(id + " is no row, but " + outcome.place() + " is tagged with it"));
            }
            unknown(documented.keySet(), known).forEach(id -> problems.add(id + " is no row, but documented.txt lists it"));
            unknown(baseline.keySet(), known).forEach(id -> problems.add(id + " is no row, but baseline.txt lists it"));

            List<Standing> standings = new ArrayList<>();
            List<String> news = new ArrayList<>();
            for (Row row : rows) {
                var anchor = Optional.ofNullable(documented.get(row.id()));
                if (anchor.isPresent() && !anchor.get().existsUnder(root)) {
                    problems.add(row.id() + " is not documented: there is no " + anchor.get());
                    anchor = Optional.empty();
                }
                var standing = new Standing(row, carrying(row), anchor);
                standings.add(standing);
                compare(standing, baseline.getOrDefault(row.id(), State.OPEN), problems, news);
            }
            return new Conformance(standings, problems.stream().distinct().toList(), news);
        }

        private static void compare(Standing standing, State before, List<String> problems, List<String> news) {
            String id = standing.row().id();
            State now = standing.state();
            if (now.compareTo(before) < 0) {
                problems.add(id + " is " + before + " no longer: " + reason(standing, before));
            } else if (now.compareTo(before) > 0) {
                news.add(id + " " + now);
            }
        }

        private static String reason(Standing standing, State before) {
            if (!standing.outcomes().isEmpty()) {
                return standing.tests();
            }
            return before == State.PROVEN ? "no test of this build carries it" : "documented.txt names no place that exists";
        }

        private List<Outcome> carrying(Row row) {
            return outcomes.stream().filter(each -> each.rows().contains(row.id())).toList();
        }

        private static List<String> unknown(Set<String> ids, Set<String> known) {
            return ids.stream().filter(id -> !known.contains(id)).toList();
        }
    }
}
