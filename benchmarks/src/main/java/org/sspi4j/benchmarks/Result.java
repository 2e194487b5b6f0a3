package org.sspi4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was measured of a row.
 *
 * @param values in the row's unit; a side that does not do such work is missing
 * @param allocated bytes an operation, where that was measured
 */
record Result(Row row, Map<Side, Double> values, Map<Side, Double> allocated) {
    /** Less is better, but for {@link #TIMES}. */
    enum Unit {
        NANOSECONDS,
        ADDED_NANOSECONDS,
        BYTES,
        TIMES
    }

    OptionalDouble value(Side side) {
        return of(values, side);
    }

    OptionalDouble allocated(Side side) {
        return of(allocated, side);
    }

    /** What of ours is in no floor. */
    double oursAboveFloor() {
        return values.get(Side.OURS) - values.getOrDefault(Side.FLOOR, 0.0);
    }

    /** How many times ours the JDK's is. */
    OptionalDouble jdkToOurs() {
        return ratio(Side.JDK, Side.OURS);
    }

    /** How many times the floor's ours is. */
    OptionalDouble oursToFloor() {
        return ratio(Side.OURS, Side.FLOOR);
    }

    private OptionalDouble ratio(Side one, Side other) {
        return values.containsKey(one) && values.containsKey(other)
                ? OptionalDouble.of(values.get(one) / values.get(other))
                : OptionalDouble.empty();
    }

    private static OptionalDouble of(Map<Side, Double> numbers, Side side) {
        return numbers.containsKey(side) ? OptionalDouble.of(numbers.get(side)) : OptionalDouble.empty();
    }

    /** For the JSON. */
    Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        map.put("unit", row.unit().name().toLowerCase(Locale.ROOT));
        put(map, "jdkToOurs", jdkToOurs(), 1000);
        put(map, "oursToFloor", oursToFloor(), 1000);
        for (var side : Side.values()) {
            put(map, side.method(), value(side), 10);
            put(map, side.method() + "Allocated", allocated(side), 1);
        }
        return map;
    }

    private static void put(Map<String, Object> map, String key, OptionalDouble number, double precision) {
        number.ifPresent(value -> map.put(key, Math.round(value * precision) / precision));
    }
}
