package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("unchecked")
    void aChosenRowIsMeasuredInAJvmOfItsOwnAndWritten() throws Exception {
        Benchmarks.main("--quick", "--out", folder.toString(), "^replay-cache$");
        var json = JSON.std.mapFrom(Files.readString(folder.resolve("benchmarks.json")));
        var rows = (Map<String, Map<String, Object>>) json.get("rows");
        assertEquals(Set.of("replay-cache"), rows.keySet());
        assertTrue(((Number) rows.get("replay-cache").get("ours")).doubleValue() > 0);
        assertTrue(Files.readString(folder.resolve("benchmarks.md")).startsWith("# Benchmarks"));
    }

    @Test
    void whatIsUntimedIsTakenOff() throws Exception {
        long bytes = Untimed.bytes();
        long nanos = Untimed.nanos();
        var kept = new byte[1][];
        Untimed.run(() -> kept[0] = new byte[1 << 20]);
        assertTrue(Untimed.bytes() - bytes >= kept[0].length);
        assertTrue(Untimed.nanos() > nanos);
    }
}
