package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.fixture.HeaderTable;

/** Each of the 64 bits in each of the four columns, against the table of the header. */
@DisplayName("each bit alone")
class ContextFlagBitsTest {
    private static final List<String[]> TABLE = HeaderTable.lines("context-flags.txt");

    @ParameterizedTest
    @CsvSource({"ISC_REQ", "ISC_RET", "ASC_REQ", "ASC_RET"})
    void isTheFlagThatThisColumnNames(String column) {
        for (int place = 0; place < Long.SIZE; place++) {
            long bit = 1L << place;
            var expected = EnumSet.noneOf(ContextFlag.class);
            TABLE.stream()
                    .filter(row -> row[0].equals(column) && Long.decode(row[2]) == bit && !row[3].equals("-"))
                    .forEach(row -> expected.add(ContextFlag.valueOf(row[3])));
            assertEquals(expected, from(column).apply(bit), column + " " + Long.toHexString(bit));
        }
        assertEquals(Set.of(), from(column).apply(0));
    }

    private static LongFunction<Set<ContextFlag>> from(String column) {
        return switch (column) {
            case "ISC_REQ" -> ContextFlag::fromIscReq;
            case "ISC_RET" -> ContextFlag::fromIscRet;
            case "ASC_REQ" -> ContextFlag::fromAscReq;
            default -> ContextFlag::fromAscRet;
        };
    }

    /** A flag that this side is never told of has no bit there. */
    @ParameterizedTest
    @EnumSource(ContextFlag.class)
    void toldBitsAreThoseOfTheTable(ContextFlag flag) {
        assertEquals(bit("ISC_RET", flag), ContextFlag.toIscRet(Set.of(flag)));
        assertEquals(bit("ASC_RET", flag), ContextFlag.toAscRet(Set.of(flag)));
    }

    private static long bit(String column, ContextFlag flag) {
        return TABLE.stream()
                .filter(row -> row[0].equals(column) && row[3].equals(flag.name()))
                .mapToLong(row -> Long.decode(row[2]))
                .sum();
    }
}
