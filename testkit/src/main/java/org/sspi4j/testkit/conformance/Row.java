package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One statement of the documents of SSPI, as listed in {@code rows.txt}. */
record Row(String group, String id, String section, String wording) {
    static boolean looksLikeAnId(String tag) {
        return tag.matches("S\\d+");
    }

    static List<Row> readAll(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        String group = "";
        for (Line line : Line.readAll(file)) {
            if (line.text().startsWith("==")) {
                group = line.text().substring(2).strip();
                continue;
            }
            String[] fields = line.fields("\\s*\\|\\s*", 3);
            // Without gaps, so that no row can vanish from the middle of the list unseen.
            if (!fields[0].equals("S" + (rows.size() + 1))) {
                throw line.wrong("S" + (rows.size() + 1) + " was expected here");
            }
            rows.add(new Row(group, fields[0], fields[1], fields[2]));
        }
        return rows;
    }
}
