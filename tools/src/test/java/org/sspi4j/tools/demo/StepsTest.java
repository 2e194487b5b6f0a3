package org.sspi4j.tools.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class StepsTest {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    @Nested
    @DisplayName("steps")
    class Running {
        @Test
        void eachIsNumberedTimedAndTicked() throws Exception {
            var steps = steps(UTF_8, Ansi.OFF, false);
            int four = steps.step("Add", telling -> {
                clock.addAndGet(7_000_000);
                telling.note("A note");
                telling.sent("alice", "KDC", "AS-REQ", new byte[] {0x6a, 1, 2});
                telling.equal("the sum", 4, 2 + 2);
                return 4;
            });
            steps.act("Rest", telling -> telling.check("it is quiet", true));
            steps.allHeld();
            assertEquals(4, four);
            assertEquals("""

                     1 ✔ Add  7 ms
                           A note
                           alice   → KDC     AS-REQ                     3 bytes  6a 01 02
                           ✔ the sum: 4

                     2 ✔ Rest  0 ms
                           ✔ it is quiet

                    All 2 steps held.
                    """, seen().indent(0));
        }

        @Test
        void aCheckThatDoesNotHoldFailsTheStep() {
            var steps = steps(UTF_8, Ansi.OFF, false);
            var failed = assertThrows(StepFailedException.class, () -> steps.act("Look", telling -> {
                telling.note("Before");
                telling.check("the sky is green", false);
                telling.note("After");
            }));
            assertEquals("Step 1 failed: Look: It does not hold that the sky is green", failed.getMessage());
            assertEquals("""

                     1 ✘ Look  0 ms
                           Before
                           ✘ It does not hold that the sky is green
                    """, seen());
        }

        @Test
        void twoThatAreNotEqualFailTheStep() {
            var failed = assertThrows(StepFailedException.class, () -> steps(UTF_8, Ansi.OFF, false)
                    .act("Add", telling -> telling.equal("the sum", 4, 5)));
            assertEquals("Step 1 failed: Add: the sum: 5, and should be 4", failed.getMessage());
        }

        @Test
        void anExceptionFailsTheStepAndSaysWhatLedToIt() {
            var failed = assertThrows(StepFailedException.class, () -> steps(UTF_8, Ansi.OFF, false).act("Read", telling -> {
                throw new IllegalStateException("no text", new java.io.IOException("no disk"));
            }));
            assertEquals(
                    "Step 1 failed: Read: IllegalStateException: no text, because IOException: no disk", failed.getMessage());
        }
    }

    @Nested
    @DisplayName("the screen")
    class Look {
        @Test
        void isPlainWhereThereAreNoColours() throws Exception {
            steps(UTF_8, Ansi.OFF, false).act("Rest", telling -> telling.check("it is quiet", true));
            assertFalse(seen().contains("\033"));
            assertFalse(seen().contains("\r"));
        }

        @Test
        void hasColoursWhereThereAre() throws Exception {
            steps(UTF_8, Ansi.ON, false).act("Rest", telling -> telling.check("it is quiet", true));
            assertTrue(seen().contains("\033[32m"), seen());
        }

        @Test
        void hasOnlyAsciiSignsWhereThereAreNoOthers() throws Exception {
            var steps = steps(US_ASCII, Ansi.OFF, false);
            steps.act("Rest", telling -> telling.sent("a", "b", "c", new byte[20]));
            assertTrue(seen().contains(" 1 ok Rest"), seen());
            assertTrue(seen().contains("a       -> b"), seen());
            assertTrue(seen().endsWith("00 ...\n"), seen());
        }

        @Test
        void showsEveryByteWhenAsked() throws Exception {
            steps(UTF_8, Ansi.OFF, true)
                    .act("Send", telling -> telling.sent("a", "b", "c", "sixteen bytes...and more\n".getBytes(US_ASCII)));
            assertTrue(seen().contains("0000  73 69 78 74 65 65 6e 20 62 79 74 65 73 2e 2e 2e  sixteen bytes...\n"), seen());
            assertTrue(seen().contains("0010  61 6e 64 20 6d 6f 72 65 0a                       and more.\n"), seen());
        }

        @Test
        void showsDecisionsOnlyWhenAsked() throws Exception {
            for (boolean asked : new boolean[] {false, true}) {
                seen.reset();
                steps(UTF_8, Ansi.OFF, asked)
                        .act("Choose", telling -> telling.decided("alice", List.of("KEY the newest")));
                assertEquals(asked, seen().contains("alice: KEY the newest"), seen());
            }
        }

        @Test
        void doesNotTakeWhatWasReceivedForMarkup() throws Exception {
            steps(UTF_8, Ansi.ON, false).act("Rest", telling -> telling.note("@|red x|@"));
            assertTrue(seen().contains("@|red x|@"), seen());
        }
    }

    private Steps steps(Charset charset, Ansi ansi, boolean dumps) {
        var out = new PrintStream(seen, true, charset);
        return new Steps(new Screen(out, charset, ansi, dumps), clock::get);
    }

    private String seen() {
        return seen.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
