package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A line of a committed list, which is neither empty nor a comment, and knows where it stands. */
record Line(Path file, int number, String text) {
    static List<Line> readAll(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(file)) {
            number++;
            if (!text.isBlank() && !text.startsWith("#")) {
                lines.add(new Line(file, number, text.strip()));
            }
        }
        return lines;
    }

    String[] fields(String separator, int count) {
        String[] fields = text.split(separator, -1);
        if (fields.length != count) {
            throw wrong("expected " + count + " fields");
        }
        return fields;
    }

    IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException(file.getFileName() + ":" + number + ": " + problem + ": " + text);
    }
}
