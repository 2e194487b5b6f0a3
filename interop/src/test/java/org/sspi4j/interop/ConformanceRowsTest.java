package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The list of rows may not become shorter at its end, where the report would not notice. */
class ConformanceRowsTest {
    @Test
    void thereAre182() throws Exception {
        try (var lines = Files.lines(Path.of("conformance", "rows.txt"))) {
            assertEquals(182, lines.filter(line -> line.matches("S\\d+ .*")).count());
        }
    }
}
