package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How far a row has come, the least first. */
enum State {
    OPEN, DOCUMENTED, PROVEN;

    /** Reads {@code baseline.txt}: what each row must not fall below. */
    static Map<String, State> readAll(Path list) throws IOException {
        Map<String, State> states = new LinkedHashMap<>();
        for (Line line : Line.readAll(list)) {
            String[] fields = line.fields("\\s+", 2);
            State state = switch (fields[1]) {
                case "proven" -> PROVEN;
                case "documented" -> DOCUMENTED;
                default -> throw line.wrong("neither proven nor documented");
            };
            if (states.put(fields[0], state) != null) {
                throw line.wrong("listed twice");
            }
        }
        return states;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
