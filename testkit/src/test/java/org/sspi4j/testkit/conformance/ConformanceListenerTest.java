package org.sspi4j.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherFactory;

class ConformanceListenerTest {
    private static final String SAMPLES = "(org\\.sspi4j\\.testkit\\.conformance\\.)?ConformanceListenerTest\\$";

    @TempDir
    private Path directory;

    @Nested
    @DisplayName("when it writes")
    class Writing {
        @Test
        void itSleepsUnlessTheBuildNamesADirectory() {
            var listener = new ConformanceListener();
            LauncherFactory.create().execute(request().selectors(selectClass(Plain.class)).build(), listener);
            assertTrue(listener.isAsleep());
        }

        @Test
        void itWakesWhenTheBuildNamesADirectory() {
            var listener = new ConformanceListener();
            LauncherFactory.create().execute(request().selectors(selectClass(Plain.class))
                    .configurationParameter(ConformanceListener.DIRECTORY, directory.toString()).build(), listener);
            assertFalse(listener.isAsleep());
        }

        @Test
        void testsWithoutARowLeaveNoFile() throws IOException {
            run("a", Untagged.class);
            assertEquals(List.of(), files());
        }

        @Test
        void twoJvmsOfOneRunStandBesideEachOther() throws IOException {
            run("a", Plain.class);
            run("a", Enclosing.class);
            assertEquals(2, files().size());
            assertEquals(5, new ResultFiles(directory, "a").read().size());
        }

        @Test
        void theFilesOfAnEarlierRunGoAway() throws IOException {
            run("a", Plain.class);
            run("b", Enclosing.class);
            assertEquals(1, files().size());
            assertEquals(List.of(), new ResultFiles(directory, "a").read());
        }

        @Test
        void theyGoAwayEvenIfTheLaterRunHasNothingToSay() throws IOException {
            run("a", Plain.class);
            run("b", Untagged.class);
            assertEquals(List.of(), files());
        }

        @Test
        void aRunWhoseNameBeginsLikeAnotherIsAnother() throws IOException {
            run("aa", Plain.class);
            assertEquals(List.of(), new ResultFiles(directory, "a").read());
            assertEquals(1, new ResultFiles(directory, "a").countOfOtherRuns());
        }
    }

    @Nested
    @DisplayName("which rows a test carries")
    class Rows {
        @Test
        void itsOwnTagsThatLookLikeRows() throws IOException {
            assertTrue(lines(Plain.class).contains("SUCCESSFUL S1,S2 Plain.succeeds succeeds()"));
        }

        @Test
        void theTagsOfItsClassAndOfTheClassesAround() throws IOException {
            assertEquals(List.of("SUCCESSFUL S10,S11,S12 Enclosing$Inner.succeeds succeeds()"), lines(Enclosing.class));
        }

        @Test
        void everyInvocationOfAParameterizedTestCounts() throws IOException {
            assertEquals(
                    List.of("SUCCESSFUL S20 Parameterized.isOne [1] 1", "FAILED S20 Parameterized.isOne [2] 2"),
                    lines(Parameterized.class));
        }

        @Test
        void dynamicTestsCarryTheTagsOfTheirFactory() throws IOException {
            assertEquals(
                    List.of("SUCCESSFUL S21 Dynamic.factory a", "FAILED S21 Dynamic.factory b"), lines(Dynamic.class));
        }

        @Test
        void aFactoryWithoutTestsProvesNothing() throws IOException {
            assertEquals(List.of(), lines(EmptyFactory.class));
        }
    }

    @Nested
    @DisplayName("how a test ended")
    class Results {
        @Test
        void failedAbortedAndSkippedAreTold() throws IOException {
            assertEquals(
                    List.of("ABORTED S4 Plain.aborts aborts()", "FAILED S3 Plain.fails fails()",
                            "SKIPPED S5 Plain.isSkipped isSkipped()", "SUCCESSFUL S1,S2 Plain.succeeds succeeds()"),
                    lines(Plain.class));
        }

        @Test
        void aSkippedClassSpeaksForTheTestsInIt() throws IOException {
            assertEquals(List.of("SKIPPED S30,S31 SkippedClass SkippedClass"), lines(SkippedClass.class));
        }

        @Test
        void aClassThatCannotBeSetUpSpeaksForTheTestsInIt() throws IOException {
            assertEquals(List.of("FAILED S32 BrokenBefore BrokenBefore"), lines(BrokenBefore.class));
        }

        @Test
        void aClassThatFailsInTheEndTakesItsTestsWithIt() throws IOException {
            assertEquals(
                    List.of("FAILED S33 BrokenAfter BrokenAfter", "SUCCESSFUL S33 BrokenAfter.succeeds succeeds()"),
                    lines(BrokenAfter.class));
        }
    }

    @Test
    void aNameWithTabsAndLinesStaysOnOneLine() {
        var outcome = new Outcome(Outcome.Result.SUCCESSFUL, Set.of("S1"), "a.B.c", "one\ttwo\nthree", "id");
        assertEquals("one two three", Outcome.parse(outcome.line()).name());
    }

    private List<String> lines(Class<?> sample) throws IOException {
        run("a", sample);
        return new ResultFiles(directory, "a").read().stream()
                .map(each -> each.result() + " " + String.join(",", each.rows()) + " " + each.place() + " " + each.name())
                .map(line -> line.replaceAll(SAMPLES, "")).toList();
    }

    /** Through the launcher's own registration of listeners, which shows that the ServiceLoader finds ours. */
    private void run(String name, Class<?> sample) {
        LauncherFactory.create().execute(request().selectors(selectClass(sample))
                .configurationParameter(ConformanceListener.DIRECTORY, directory.toString())
                .configurationParameter(ConformanceListener.RUN, name)
                .build());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    // Samples. No build runs them by itself: they are static members, which are no test classes of their own there.

    static class Plain {
        @Test
        @Tag("S1")
        @Tag("S2")
        @Tag("slow")
        @Tag("S3a")
        void succeeds() {}

        @Test
        @Tag("S3")
        void fails() {
            fail("on purpose");
        }

        @Test
        @Tag("S4")
        void aborts() {
            Assumptions.abort("on purpose");
        }

        @Test
        @Disabled("on purpose")
        @Tag("S5")
        void isSkipped() {}
    }

    static class Untagged {
        @Test
        void succeeds() {}
    }

    @Tag("S10")
    static class Enclosing {
        @Nested
        @Tag("S11")
        class Inner {
            @Test
            @Tag("S12")
            void succeeds() {}
        }
    }

    static class Parameterized {
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Tag("S20")
        void isOne(int value) {
            assertEquals(1, value);
        }
    }

    static class Dynamic {
        @TestFactory
        @Tag("S21")
        Stream<DynamicTest> factory() {
            return Stream.of(dynamicTest("a", () -> {}), dynamicTest("b", () -> fail("on purpose")));
        }
    }

    static class EmptyFactory {
        @TestFactory
        @Tag("S22")
        Stream<DynamicTest> factory() {
            return Stream.empty();
        }
    }

    @Disabled("on purpose")
    @Tag("S30")
    static class SkippedClass {
        @Test
        @Tag("S31")
        void succeeds() {}
    }

    static class BrokenBefore {
        @BeforeAll
        static void fails() {
            fail("on purpose");
        }

        @Test
        @Tag("S32")
        void succeeds() {}
    }

    static class BrokenAfter {
        @AfterAll
        static void fails() {
            fail("on purpose");
        }

        @Test
        @Tag("S33")
        void succeeds() {}
    }
}
