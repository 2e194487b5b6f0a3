package org.sspi4j.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as MIT writes them: {@code 300}, {@code 10h}, {@code 1d 2h}, {@code 36:00}, {@code 1:30:00}.
 *
 * @spec MIT krb5 "Supported date and time formats", Time duration
 */
final class MitDuration {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,10})");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,10}):(\\d{1,2})(?::(\\d{1,2}))?");
    private static final Pattern UNITS = Pattern.compile(
            "(?=\\d)(?:(\\d{1,10})\\s*d)?\\s*(?:(\\d{1,10})\\s*h)?\\s*(?:(\\d{1,10})\\s*m)?\\s*(?:(\\d{1,10})\\s*s)?");

    private MitDuration() {}

    static Duration parse(String text) throws ConfigException {
        long seconds = seconds(text);
        // "The time interval should not exceed 2147483647 seconds."
        if (seconds < 0 || seconds > Integer.MAX_VALUE) {
            throw new ConfigException("\"" + text + "\" is not a duration: write 300, 10h, \"1d 2h\" or 36:00, at most 2147483647 seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Shortest form in units: {@code 1d 2h}. */
    static String text(Duration duration) {
        String text = unit(duration.toDays(), "d ") + unit(duration.toHoursPart(), "h ") + unit(duration.toMinutesPart(), "m ")
                + unit(duration.toSecondsPart(), "s ") + unit(duration.toMillisPart(), "ms ");
        return text.isEmpty() ? "0s" : text.strip();
    }

    private static long seconds(String text) {
        Matcher match = SECONDS.matcher(text);
        if (match.matches()) {
            return number(match, 1);
        }
        match = CLOCK.matcher(text);
        if (match.matches()) {
            return 3600 * number(match, 1) + 60 * number(match, 2) + number(match, 3);
        }
        match = UNITS.matcher(text);
        if (match.matches()) {
            return 86400 * number(match, 1) + 3600 * number(match, 2) + 60 * number(match, 3) + number(match, 4);
        }
        return -1;
    }

    private static long number(Matcher match, int group) {
        String digits = match.groupCount() < group ? null : match.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String unit(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }
}
