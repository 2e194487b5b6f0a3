package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.benchmarks.Baseline.Ratios;

class GateTest {
    @TempDir
    Path folder;

    @Test
    void allItsRowsExistAndHaveARatioThatCanFall() {
        Stream.of(Group.values()).map(Group::rows).flatMap(List::stream).forEach(id -> {
            var row = Row.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
            assertTrue(row.sides().contains(Side.OURS) && row.sides().size() > 1, id);
        });
    }

    @Test
    void everyGroupIsFoundByItsName() {
        for (var group : Group.values()) {
            assertEquals(group, Group.of(group.toString()));
        }
        assertThrows(IllegalArgumentException.class, () -> Group.of("gone"));
    }

    @Test
    void thatNothingIsRecordedIsNoSuccess() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        assertThrows(IllegalArgumentException.class, () -> gate(baseline).check(row -> true));
        baseline.put(17, Group.AES256_SHA1, "context", new Ratios(1, 1));
        assertFalse(gate(baseline).check(row -> row.id().equals("verify-64")));
    }

    @Test
    void aRowThatIsNotMeasuredAnyMoreIsTold() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        recordAll(baseline);
        baseline.put(17, Group.AES128_SHA256, "gone", new Ratios(1, 1));
        var refusal = assertThrows(IllegalArgumentException.class, () -> gate(baseline).check(row -> true));
        assertTrue(refusal.getMessage().contains("gone"), refusal.getMessage());
    }

    @Test
    void noRowIsNoSuccess() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        recordAll(baseline);
        assertFalse(gate(baseline).check(row -> false));
    }

    private static void recordAll(Baseline baseline) {
        for (var group : Group.values()) {
            group.rows().forEach(id -> baseline.put(17, group, id, new Ratios(1, 1)));
        }
    }

    private static Gate gate(Baseline baseline) {
        return new Gate(baseline, new Site.Options(Optional.empty(), List.of(), false));
    }
}
