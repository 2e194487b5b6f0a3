package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.benchmarks.Baseline.Ratios;

class BaselineTest {
    private static final Group GROUP = Group.AES256_SHA1;
    private static final Row ROW = Row.all().get(0);

    @TempDir
    Path folder;

    @Test
    void bothRatiosMayBeAQuarterWorse() {
        var expected = new Ratios(8, 3);
        assertEquals(List.of(), expected.fallen(measured(6.01, 3.99)));
        assertEquals(List.of(), expected.fallen(measured(100, 1)));
    }

    @Test
    void moreThanAQuarterOfBothIsTold() {
        assertEquals(
                List.of("5.99 times the JDK's speed, which was 8.00", "4.01 times the floor's time, which was 3.00"),
                new Ratios(8, 3).fallen(measured(5.99, 4.01)));
    }

    @Test
    void oneRatioAloneIsTheOtherSidesDoing() {
        var expected = new Ratios(8, 3);
        assertEquals(List.of(), expected.fallen(measured(1, 3.99)), "the JDK got faster");
        assertEquals(List.of(), expected.fallen(measured(6.01, 30)), "the floor got faster");
    }

    @Test
    void aRowWithOneRatioFallsByThatOne() {
        var noJdk = new Ratios(OptionalDouble.empty(), OptionalDouble.of(3));
        assertEquals(List.of(), noJdk.fallen(withoutJdk(3.99)));
        assertEquals(List.of("4.01 times the floor's time, which was 3.00"), noJdk.fallen(withoutJdk(4.01)));
        var noFloor = new Ratios(OptionalDouble.of(8), OptionalDouble.empty());
        assertEquals(List.of(), noFloor.fallen(withoutFloor(6.01)));
        assertEquals(List.of("5.99 times the JDK's speed, which was 8.00"), noFloor.fallen(withoutFloor(5.99)));
    }

    @Test
    void aRowWithoutAnyRatioCannotFallAndIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Ratios.of(new Result(ROW, Map.of(Side.OURS, 1.0), Map.of())));
    }

    @Test
    void oneRatioIsWrittenAndRead() throws Exception {
        Path file = folder.resolve("baseline.json");
        var noJdk = new Ratios(OptionalDouble.empty(), OptionalDouble.of(3));
        var baseline = Baseline.read(file);
        baseline.put(17, GROUP, "context", noJdk);
        baseline.write();
        assertEquals(Map.of(GROUP, Map.of("context", noJdk)), Baseline.read(file).of(17));
    }

    @Test
    void whatIsWrittenIsReadAndANewerJdkHasToReachItToo() throws Exception {
        Path file = folder.resolve("baseline.json");
        var baseline = Baseline.read(file);
        baseline.put(17, GROUP, "context", new Ratios(8.126, 3));
        baseline.put(25, GROUP, "context", new Ratios(6, 2));
        baseline.write();
        var read = Baseline.read(file);
        assertEquals(Map.of(GROUP, Map.of("context", new Ratios(8.13, 3))), read.of(17));
        assertEquals(read.of(17), read.of(21));
        assertEquals(Map.of(GROUP, Map.of("context", new Ratios(6, 2))), read.of(26));
        assertThrows(IllegalArgumentException.class, () -> read.of(16));
    }

    @Test
    void whatIsNotMeasuredAnyMoreIsForgotten() throws Exception {
        var baseline = Baseline.read(folder.resolve("baseline.json"));
        var other = Group.AES128_SHA256;
        baseline.put(17, GROUP, "context", new Ratios(8, 3));
        baseline.put(17, GROUP, "gone", new Ratios(8, 3));
        baseline.put(17, other, "context", new Ratios(8, 3));
        baseline.put(25, other, "context", new Ratios(8, 3));
        baseline.retain(17);
        assertEquals(Map.of(GROUP, Map.of("context", new Ratios(8, 3)), other, Map.of("context", new Ratios(8, 3))), baseline.of(17));
        assertEquals(Map.of(other, Map.of("context", new Ratios(8, 3))), baseline.of(25));
    }

    @Test
    void theCommittedOneHasNoOthersThanTheRowsOfTheGate() throws Exception {
        Path file = Files.exists(Path.of("baseline.json")) ? Path.of("baseline.json") : Path.of("benchmarks/baseline.json");
        for (int version : new int[] {17, 25}) {
            var groups = Baseline.read(file).of(version);
            assertTrue(groups.containsKey(GROUP), "nothing is recorded on JDK " + version);
            groups.forEach((group, rows) -> assertTrue(group.rows().containsAll(rows.keySet()), version + " " + group));
        }
    }

    private static Result measured(double jdkToOurs, double oursToFloor) {
        return new Result(
                ROW, Map.of(Side.JDK, jdkToOurs * oursToFloor, Side.FLOOR, 1.0, Side.OURS, oursToFloor), Map.of());
    }

    private static Result withoutJdk(double oursToFloor) {
        return new Result(ROW, Map.of(Side.FLOOR, 1.0, Side.OURS, oursToFloor), Map.of());
    }

    private static Result withoutFloor(double jdkToOurs) {
        return new Result(ROW, Map.of(Side.JDK, jdkToOurs, Side.OURS, 1.0), Map.of());
    }
}
