package org.sspi4j.tools.demo.web;

import java.util.Locale;
import java.util.stream.Collectors;

/** The page for a terminal. */
final class TextPage {
    private TextPage() {}

    static String of(Reader reader) {
        var text = new StringBuilder();
        reader.facts().forEach(fact -> line(text, fact.name(), fact.value()));
        line(text, "Flags", reader.flags().stream().map(Enum::name).sorted().collect(Collectors.joining(", ")));
        text.append('\n');
        for (var leg : reader.legs()) {
            line(text, "Request " + leg.number(), leg.request());
            line(text, String.valueOf(leg.status()), leg.response());
        }
        text.append('\n');
        reader.decisions().forEach(decision -> line(text, decision.about().toString(), decision.sentence()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %s", name, value).stripTrailing()).append('\n');
    }
}
