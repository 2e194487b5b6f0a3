package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sspi4j.kerberos.etype.EncryptionType;

class ReportTest {
    private static final Row CONTEXT = row("context");
    private static final Row ADDED = row("ntlm-negotiate-adds");
    private static final Row ADDED_TO_KERBEROS = row("negotiate-adds");
    private static final Row ENTRY = row("replay-cache");
    private static final Row IDLE = row("idle-context");
    private static final Row THREADS = row("two-threads");

    private final Report report = new Report(
            EncryptionType.AES256_CTS_HMAC_SHA1_96.toString(),
            Forks.Effort.QUICK,
            List.of(
                    new Result(
                            CONTEXT,
                            Map.of(Side.JDK, 72_000.0, Side.FLOOR, 3_000.0, Side.OURS, 9_000.0),
                            Map.of(Side.JDK, 160_000.0, Side.FLOOR, 0.0, Side.OURS, 9_999.0)),
                    new Result(ENTRY, Map.of(Side.OURS, 130.0), Map.of(Side.OURS, 0.0)),
                    new Result(THREADS, Map.of(Side.JDK, 1.8, Side.FLOOR, 2.0, Side.OURS, 1.95), Map.of()),
                    new Result(IDLE, Map.of(Side.JDK, 1800.0, Side.OURS, 900.0), Map.of()),
                    new Result(ADDED, Map.of(Side.FLOOR, 5_700.0, Side.OURS, 7_800.0), Map.of()),
                    new Result(ADDED_TO_KERBEROS, Map.of(Side.JDK, 14_000.0, Side.OURS, 1_100.0), Map.of())));

    @Test
    void theTableHasTimesInMicrosecondsBothRatiosAndWhatWasAllocated() {
        assertEquals(
                List.of(CONTEXT.title(), "72.0", "3.00", "9.00", "8.00", "3.00", "160 KB, 0 B, 9999 B"), cells(CONTEXT));
    }

    @Test
    void aSideThatIsMissingIsAnEmptyCell() {
        assertEquals(List.of(ENTRY.title(), "", "", "0.13", "", "", "-, -, 0 B"), cells(ENTRY));
    }

    @Test
    void scalingAndHeapHaveTablesOfTheirOwn() {
        assertEquals(List.of(THREADS.title(), "1.80", "2.00", "1.95", "0.98"), cells(THREADS));
        assertEquals(List.of(IDLE.title(), "1800 B", "900 B", "2.00"), cells(IDLE));
    }

    @Test
    void whatIsAddedHasATableOfItsOwnToo() {
        assertEquals(List.of(ADDED.title(), "", "5.70", "7.80", "2.10"), cells(ADDED));
        assertEquals(List.of(ADDED_TO_KERBEROS.title(), "14.0", "", "1.10", "1.10"), cells(ADDED_TO_KERBEROS));
    }

    @Test
    void everyTableIsMarkdown() {
        assertEquals(4, report.toMarkdown().lines().filter(line -> line.matches("\\|-+\\|(-+:\\|)+")).count());
    }

    @Test
    void theHeadSaysWhatWasMeasuredWith() {
        assertTrue(report.toMarkdown().contains(Runtime.version().toString()));
        assertTrue(report.toMarkdown().contains("aes256-cts-hmac-sha1-96"));
        assertTrue(report.toMarkdown().contains(Runtime.getRuntime().availableProcessors() + " cores"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void theJsonHasTheRatiosByRow() throws Exception {
        var rows = (Map<String, Map<String, Object>>) JSON.std.mapFrom(report.toJson()).get("rows");
        assertEquals(8.0, rows.get("context").get("jdkToOurs"));
        assertEquals(3.0, rows.get("context").get("oursToFloor"));
        assertEquals("nanoseconds", rows.get("context").get("unit"));
        assertFalse(rows.get("replay-cache").containsKey("jdkToOurs"));
        assertEquals(2.0, rows.get("idle-context").get("jdkToOurs"));
    }

    private List<String> cells(Row row) {
        String line = report.toMarkdown().lines().filter(each -> each.startsWith("| " + row.title() + " ")).findFirst().orElseThrow();
        return List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
    }

    private static Row row(String id) {
        return Row.all().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
    }
}
