package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("sspi.md 2.5 TimeStamp")
@Tag("S152")
class TimeStampTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** 116444736000000000 is the well-known number of units from 1601 to 1970. */
    @ParameterizedTest
    @CsvSource({
        "1601-01-01T00:00:00Z, 0",
        "1601-01-01T00:00:00.000000199Z, 1",
        "1970-01-01T00:00:00Z, 116444736000000000",
        "2026-03-01T12:00:00.1234567Z, 134168400001234567",
    })
    void unitsOf100NanosecondsSince1601(String moment, long value) {
        assertEquals(value, TimeStamp.of(Instant.parse(moment), ZoneOffset.UTC).value());
    }

    @Test
    void theHalvesAreLowAndHigh() {
        var time = TimeStamp.of(0x01DC_A96F_8000_0001L);
        assertEquals(new TimeStamp(0x8000_0001, 0x01DC_A96F), time);
        assertEquals(0x01DC_A96F_8000_0001L, time.value());
    }

    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 2026-07-01T12:00:00Z, 14", "Europe/Berlin, 2026-01-01T12:00:00Z, 13",
            "America/New_York, 2026-01-01T12:00:00Z, 7", "+05:00, 2026-01-01T12:00:00Z, 17"})
    @Tag("S31")
    void isLocalTimeWithTheOffsetOfThatMoment(String zone, String moment, int hour) {
        var time = TimeStamp.of(Instant.parse(moment), ZoneId.of(zone));
        var shown = Instant.parse(moment.replace("T12", "T" + (hour < 10 ? "0" : "") + hour));
        assertEquals(TimeStamp.of(shown, ZoneOffset.UTC), time);
        assertEquals(Instant.parse(moment), time.toInstant(ZoneId.of(zone)));
    }

    @Nested
    @DisplayName("where clocks are set")
    class WhereClocksAreSet {
        private final Instant beforeSetBack = Instant.parse("2026-10-25T00:30:00Z");
        private final Instant afterSetBack = Instant.parse("2026-10-25T01:30:00Z");

        @Test
        void theHourThatComesTwiceIsReadAsTheEarlierOne() {
            assertEquals(TimeStamp.of(beforeSetBack, BERLIN), TimeStamp.of(afterSetBack, BERLIN));
            assertEquals(beforeSetBack, TimeStamp.of(afterSetBack, BERLIN).toInstant(BERLIN));
        }

        @Test
        void theHourThatIsSkippedIsReadAsIfTheClockHadNotBeenSet() {
            var skipped = TimeStamp.of(Instant.parse("2026-03-29T02:30:00Z"), ZoneOffset.UTC);
            assertEquals(Instant.parse("2026-03-29T01:30:00Z"), skipped.toInstant(BERLIN));
        }

        @Test
        void noMomentIsWrittenInTheHourThatIsSkipped() {
            var last = Instant.parse("2026-03-29T00:59:59.9999999Z");
            var first = last.plusNanos(100);
            long gap = TimeStamp.of(first, BERLIN).value() - TimeStamp.of(last, BERLIN).value();
            assertEquals(Duration.ofHours(1).toNanos() / 100 + 1, gap);
        }
    }

    @Nested
    @DisplayName("what 64 bits cannot say")
    class Ends {
        @ParameterizedTest
        @ValueSource(strings = {"+30828-09-14T02:48:06Z", "+31000-01-01T00:00:00Z"})
        void tooLateIsNever(String moment) {
            assertEquals(0x7FFF_FFFF_FFFF_FFFFL, TimeStamp.of(Instant.parse(moment), BERLIN).value());
        }

        @Test
        void neverIsNever() {
            for (var zone : new ZoneId[] {ZoneOffset.UTC, BERLIN, ZoneOffset.ofHours(-12)}) {
                assertEquals(TimeStamp.MAX, TimeStamp.of(Instant.MAX, zone));
                assertEquals(Instant.MAX, TimeStamp.MAX.toInstant(zone));
            }
            assertEquals("never", TimeStamp.MAX.toString());
        }

        @Test
        void before1601IsTheBeginning() {
            assertEquals(0, TimeStamp.of(Instant.parse("1600-12-31T23:59:59Z"), ZoneOffset.UTC).value());
            assertEquals(0, TimeStamp.of(Instant.MIN, BERLIN).value());
        }

        @Test
        void aNegativeNumberIsBefore1601() {
            assertEquals(Instant.parse("1600-12-31T23:59:59.9999999Z"), TimeStamp.of(-1).toInstant(ZoneOffset.UTC));
        }
    }

    @Test
    void printsWhatAClockShows() {
        assertEquals("2026-03-01T13:00", TimeStamp.of(Instant.parse("2026-03-01T12:00:00Z"), BERLIN).toString());
    }
}
