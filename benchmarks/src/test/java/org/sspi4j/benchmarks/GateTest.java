package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.benchmarks.Baseline.Ratios;
import org.sspi4j.kerberos.etype.EncryptionType;

class GateTest {
    @TempDir
    Path folder;

    @Test
    void allItsRowsExistAndHaveBothRatios() {
        Gate.ROWS.values().stream().flatMap(List::stream).forEach(id -> {
            var row = Row.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
            assertEquals(Row.EVERYONE, row.sides(), id);
        });
    }

    @Test
    void thatNothingIsRecordedIsNoSuccess() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        assertThrows(IllegalArgumentException.class, () -> gate(baseline).check(row -> true));
        baseline.put(17, EncryptionType.AES256_CTS_HMAC_SHA1_96, "context", new Ratios(1, 1));
        assertFalse(gate(baseline).check(row -> row.id().equals("verify-64")));
    }

    @Test
    void aRowThatIsNotMeasuredAnyMoreIsTold() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        Gate.ROWS.forEach((type, ids) -> {
            ids.forEach(id -> baseline.put(17, type, id, new Ratios(1, 1)));
            baseline.put(17, type, "gone", new Ratios(1, 1));
        });
        var refusal = assertThrows(IllegalArgumentException.class, () -> gate(baseline).check(row -> true));
        assertTrue(refusal.getMessage().contains("gone"), refusal.getMessage());
    }

    @Test
    void noRowIsNoSuccess() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        Gate.ROWS.forEach((type, ids) -> ids.forEach(id -> baseline.put(17, type, id, new Ratios(1, 1))));
        assertFalse(gate(baseline).check(row -> false));
    }

    private static Gate gate(Baseline baseline) {
        return new Gate(baseline, new Site.Options(Optional.empty(), List.of(), false));
    }
}
