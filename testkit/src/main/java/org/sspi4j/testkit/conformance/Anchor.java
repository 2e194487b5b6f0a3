package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A place in the javadoc that says what a row says, such as {@code provider/src/main/java/…/package-info.java#S53}. */
record Anchor(String file, String name) {
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);

    /** Reads {@code documented.txt}: where each row is documented. */
    static Map<String, Anchor> readAll(Path list) throws IOException {
        Map<String, Anchor> anchors = new LinkedHashMap<>();
        for (Line line : Line.readAll(list)) {
            String[] fields = line.fields("\\s+|#", 3);
            if (anchors.put(fields[0], new Anchor(fields[1], fields[2])) != null) {
                throw line.wrong("listed twice");
            }
        }
        return anchors;
    }

    boolean existsUnder(Path root) throws IOException {
        Path source = root.resolve(file);
        if (!Files.isRegularFile(source)) {
            return false;
        }
        var element = Pattern.compile("<\\w+\\s+id=\"" + Pattern.quote(name) + "\"");
        return JAVADOC.matcher(Files.readString(source)).results()
                .anyMatch(comment -> element.matcher(comment.group()).find());
    }

    @Override
    public String toString() {
        return file + "#" + name;
    }
}
