package org.sspi4j.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.testkit.conformance.Outcome.Result.FAILED;
import static org.sspi4j.testkit.conformance.Outcome.Result.SUCCESSFUL;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConformanceReportTest {
    private static final String RUN = "this-build";

    @TempDir
    private Path root;

    @BeforeEach
    void threeRowsOfWhichOneIsANote() throws IOException {
        write("interop/conformance/rows.txt",
                "# Rows", "== One", "S1 | 3.5 | a thing", "S2 | 2.3, 7 | SEC_E_OK", "", "== Two", "S3 | 4 | a note");
        write("interop/conformance/documented.txt", "S3 provider/Note.java#S3");
        write("interop/conformance/baseline.txt", "# Baseline", "S1 proven", "S3 documented");
        write("provider/Note.java", "/** <dt id=\"S3\">A note</dt> */", "class Note {}");
    }

    @Nested
    @DisplayName("the baseline holds")
    class Holds {
        @Test
        void whenItsRowsAreProvenAndDocumented() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            assertEquals("0: 1 proven, 1 documented, 1 open", verdict());
        }

        @Test
        void whenSeveralModulesAndKindsProveARow() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            ran("provider", "failsafe", RUN, outcome(SUCCESSFUL, "S1"));
            ran("adapters/jgss", "surefire", RUN, outcome(SUCCESSFUL, "S2"));
            assertEquals("0: 2 proven, 1 documented, 0 open", verdict());
            assertTrue(output().contains("new, add to the baseline: S2 proven"), output());
        }

        @Test
        void whenANoteIsProvenOnTopOfIt() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1", "S3"));
            assertEquals("0: 2 proven, 0 documented, 1 open", verdict());
            assertTrue(output().contains("new, add to the baseline: S3 proven"), output());
        }

        @ParameterizedTest
        @EnumSource(value = Outcome.Result.class, names = "SUCCESSFUL", mode = EnumSource.Mode.EXCLUDE)
        void whenARowThatItDoesNotListFails(Outcome.Result result) throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"), outcome(result, "S2"));
            assertEquals("0: 1 proven, 1 documented, 1 open", verdict());
        }
    }

    @Nested
    @DisplayName("the build fails")
    class Fails {
        @Test
        void whenNoTestCarriesARowAnyLonger() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S2"));
            assertEquals(List.of("S1 is proven no longer: no test of this build carries it"), problems());
        }

        @ParameterizedTest
        @EnumSource(value = Outcome.Result.class, names = "SUCCESSFUL", mode = EnumSource.Mode.EXCLUDE)
        void whenOneTestOfARowDidNotSucceed(Outcome.Result result) throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            ran("interop", "failsafe", RUN, outcome(result, "S1"));
            assertEquals(1, problems().size());
            assertTrue(problems().get(0).startsWith("S1 is proven no longer: "), output());
            assertTrue(problems().get(0).contains(result.name().toLowerCase(Locale.ROOT) + ": XTest.works"), output());
        }

        @Test
        void whenOnlyAnotherBuildProvedARow() throws IOException {
            ran("provider", "surefire", "last-week", outcome(SUCCESSFUL, "S1"));
            assertEquals(List.of("S1 is proven no longer: no test of this build carries it"), problems());
            assertTrue(output().contains("1 result files of other builds do not count"), output());
        }

        @Test
        void whenAProvenRowIsOnlyDocumentedNow() throws IOException {
            write("interop/conformance/documented.txt", "S1 provider/Note.java#S3", "S3 provider/Note.java#S3");
            assertEquals(List.of("S1 is proven no longer: no test of this build carries it"), problems());
        }

        @Test
        void whenAnAnchorIsGone() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            write("provider/Note.java", "/** <dt id=\"S33\">A note</dt> */", "class Note {}");
            assertEquals(
                    List.of("S3 is not documented: there is no provider/Note.java#S3",
                            "S3 is documented no longer: documented.txt names no place that exists"),
                    problems());
        }

        @Test
        void whenTheFileOfAnAnchorIsGone() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            Files.delete(root.resolve("provider/Note.java"));
            assertTrue(problems().contains("S3 is not documented: there is no provider/Note.java#S3"), output());
        }

        @Test
        void whenAnAnchorStandsOutsideOfJavadoc() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            write("provider/Note.java", "/** A note. */", "// <dt id=\"S3\">", "/* <dt id=\"S3\"> */", "class Note {}");
            assertTrue(problems().contains("S3 is not documented: there is no provider/Note.java#S3"), output());
        }

        @Test
        void whenATestCarriesARowThatDoesNotExist() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1", "S4"));
            assertEquals(List.of("S4 is no row, but org.sspi4j.XTest.works is tagged with it"), problems());
        }

        @Test
        void whenAListNamesARowThatDoesNotExist() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"));
            write("interop/conformance/documented.txt", "S3 provider/Note.java#S3", "S5 provider/Note.java#S3");
            write("interop/conformance/baseline.txt", "S1 proven", "S3 documented", "S6 proven");
            assertEquals(
                    List.of("S5 is no row, but documented.txt lists it", "S6 is no row, but baseline.txt lists it"),
                    problems());
        }

        @Test
        void whenARowIsMissingFromTheMiddleOfTheList() throws IOException {
            write("interop/conformance/rows.txt", "S1 | 3.5 | a thing", "S3 | 4 | a note");
            var e = assertThrows(IllegalArgumentException.class, ConformanceReportTest.this::output);
            assertEquals("rows.txt:2: S2 was expected here: S3 | 4 | a note", e.getMessage());
        }

        @Test
        void whenTheBaselineHasAnUnknownState() throws IOException {
            write("interop/conformance/baseline.txt", "S1 done");
            assertThrows(IllegalArgumentException.class, ConformanceReportTest.this::output);
        }

        @Test
        void whenARowStandsTwiceInAList() throws IOException {
            write("interop/conformance/baseline.txt", "S1 proven", "S1 documented");
            assertThrows(IllegalArgumentException.class, ConformanceReportTest.this::output);
        }
    }

    @Nested
    @DisplayName("the page")
    class Page {
        @Test
        void showsCountsThenEveryRowWithItsTests() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S1"), outcome(SUCCESSFUL, "S1"), outcome(FAILED, "S2"));
            output();
            String page = page();
            assertTrue(page.contains("| 1 | 1 | 1 | 3 |"), page);
            assertTrue(page.contains("| S1 | **proven** | a thing | 3.5 | XTest.works (2) |"), page);
            assertTrue(page.contains("| S2 | open | SEC_E_OK | 2.3, 7 | failed: XTest.works |"), page);
            assertTrue(page.contains(
                    "| S3 | **documented** | a note | 4 | [provider/Note.java#S3](../provider/Note.java) |"), page);
            assertTrue(page.indexOf("## One") < page.indexOf("| S1") && page.indexOf("| S2") < page.indexOf("## Two"), page);
            assertFalse(page.contains("## Wrong"), page);
        }

        @Test
        void saysWhatIsWrongAndWhatIsNew() throws IOException {
            ran("provider", "surefire", RUN, outcome(SUCCESSFUL, "S2"));
            output();
            assertTrue(page().contains("## Wrong\n\n- S1 is proven no longer: no test of this build carries it"), page());
            assertTrue(page().contains("## New: add to the baseline\n\n- S2 proven"), page());
        }

        private String page() throws IOException {
            return Files.readString(root.resolve("target/conformance.md"));
        }
    }

    @Test
    void nothingIsComparedWhereTestsAreSkipped() throws IOException {
        var out = new ByteArrayOutputStream();
        assertEquals(0, ConformanceReport.run(new String[] {root.toString(), RUN, "false", "true"}, new PrintStream(out)));
        assertFalse(Files.exists(root.resolve("target/conformance.md")));
    }

    private void ran(String module, String kind, String run, Outcome... outcomes) throws IOException {
        Path directory = root.resolve(module).resolve("target/conformance").resolve(kind);
        Files.createDirectories(directory);
        new ResultFiles(directory, run).write(List.of(outcomes));
    }

    private static Outcome outcome(Outcome.Result result, String... rows) {
        return new Outcome(result, Set.of(rows), "org.sspi4j.XTest.works", "works()", "[id]");
    }

    private List<String> problems() throws IOException {
        assertTrue(verdict().startsWith("1: "), verdict());
        String mark = "conformance: WRONG: ";
        return output().lines().filter(line -> line.startsWith(mark)).map(line -> line.substring(mark.length())).toList();
    }

    private String verdict() throws IOException {
        var out = new ByteArrayOutputStream();
        int code = run(out);
        String first = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        return code + ": " + first.replaceAll("^conformance: |: [^:]*$", "");
    }

    private String output() throws IOException {
        var out = new ByteArrayOutputStream();
        run(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(ByteArrayOutputStream out) throws IOException {
        return ConformanceReport.run(
                new String[] {root.toString(), RUN, "false"}, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private void write(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }
}
