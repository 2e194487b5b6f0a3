package org.sspi4j.testkit.conformance;

import java.util.ArrayList;
import java.util.List;

/** The page that people read, {@code target/conformance.md}: counts, what is wrong, what is new, then every row. */
record ConformancePage(Conformance conformance) {
    String markdown() {
        List<String> lines = new ArrayList<>(List.of(
                "# Conformance",
                "",
                "| proven | documented | open | all |",
                "|---:|---:|---:|---:|",
                "| " + conformance.count(State.PROVEN) + " | " + conformance.count(State.DOCUMENTED) + " | "
                        + conformance.count(State.OPEN) + " | " + conformance.standings().size() + " |",
                "",
                "*Proven*: tests tagged with the row ran in this build and all of them succeeded. *Documented*: a note that the",
                "javadoc carries. *Open*: neither, or a test of the row failed, was aborted or skipped."));
        section("Wrong", conformance.problems(), lines);
        section("New: add to the baseline", conformance.news(), lines);
        String group = "";
        for (Standing standing : conformance.standings()) {
            if (!standing.row().group().equals(group)) {
                group = standing.row().group();
                lines.addAll(List.of(
                        "", "## " + group, "", "| row | state | what it says | § | shown by |", "|---|---|---|---|---|"));
            }
            lines.add(row(standing));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void section(String title, List<String> items, List<String> lines) {
        if (!items.isEmpty()) {
            lines.addAll(List.of("", "## " + title, ""));
            items.forEach(each -> lines.add("- " + escape(each)));
        }
    }

    private static String row(Standing standing) {
        Row row = standing.row();
        String state = standing.state() == State.OPEN ? "open" : "**" + standing.state() + "**";
        return "| " + String.join(" | ", row.id(), state, escape(row.wording()), row.section(), shownBy(standing)) + " |";
    }

    /** Tests by name, the anchor as a link from {@code target/} into the sources. */
    private static String shownBy(Standing standing) {
        List<String> shown = new ArrayList<>();
        if (!standing.outcomes().isEmpty()) {
            shown.add(escape(standing.tests()));
        }
        standing.anchor().ifPresent(anchor -> shown.add(
                "[" + anchor.file().replaceFirst(".*/(?=[^/]+/[^/]+$)", "") + "#" + anchor.name() + "](../" + anchor.file() + ")"));
        return String.join("; ", shown);
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
