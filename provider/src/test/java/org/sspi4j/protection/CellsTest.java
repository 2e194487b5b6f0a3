package org.sspi4j.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One table says what each way to protect a message comes to in each package. A word alone is that of every kind of key. */
@DisplayName("the table of protected messages")
class CellsTest {
    /** OK: the receiver has what was sent, and nothing else was touched. Else the status, without SEC_E_, or the message's place. */
    private static final String TABLE =
            """
            case                          AES_SHA1          AES_SHA2 AES128_SHA2 CAMELLIA RC4 NEGOTIATE EVERY_CASE SCHANNEL       NTLM
            SIGN                          OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            SEAL                          OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            WRAP_WITHOUT_ENCRYPTION       OK                =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            STREAM                        OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            STREAM_WITHOUT_ENCRYPTION     OK                =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            SEVERAL_DATA                  OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            SEVERAL_DATA_SIGNED           OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            SEVERAL_DATA_AS_STREAM        OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            EMPTY_DATA                    OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            EMPTY_DATA_WITHOUT_ENCRYPTION OK                =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            EMPTY_DATA_SIGNED             OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            EMPTY_DATA_AS_STREAM          OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            ANY_ORDER                     OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            ANY_ORDER_SIGNED              OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            TWO_TOKENS                    OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            READONLY                      OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            READONLY_CHANGED              OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            WITH_CHECKSUM                 OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            WITH_CHECKSUM_CHANGED         MESSAGE_ALTERED   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         MESSAGE_ALTERED
            WITH_CHECKSUM_SIGNED          OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            WITH_CHECKSUM_SIGNED_CHANGED  MESSAGE_ALTERED   =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  MESSAGE_ALTERED
            WITH_CHECKSUM_ALONE           OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            WITH_CHECKSUM_BESIDE_STREAM   OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OUT_OF_ORDER                  OUT_OF_SEQUENCE   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OUT_OF_SEQUENCE
            OUT_OF_ORDER_REPORTED         GAP               =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OUT_OF_SEQUENCE
            REPLAY                        OUT_OF_SEQUENCE   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OUT_OF_SEQUENCE
            REPLAY_REPORTED               DUPLICATE         =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OUT_OF_SEQUENCE
            SIGNATURE_OUT_OF_ORDER        OUT_OF_SEQUENCE   =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OUT_OF_SEQUENCE
            SIGNATURE_REPLAY              OUT_OF_SEQUENCE   =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OUT_OF_SEQUENCE
            DATA_CHANGED                  MESSAGE_ALTERED   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         MESSAGE_ALTERED
            TOKEN_CHANGED                 MESSAGE_ALTERED   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OUT_OF_SEQUENCE
            SIGNED_DATA_CHANGED           MESSAGE_ALTERED   =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  MESSAGE_ALTERED
            OF_ANOTHER_CONTEXT            MESSAGE_ALTERED   =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         MESSAGE_ALTERED
            OUR_OWN                       INVALID_TOKEN     =   =   =   MESSAGE_ALTERED = UNSUPPORTED_FUNCTION INVALID_TOKEN MESSAGE_ALTERED
            UNKNOWN_QUALITY               QOP_NOT_SUPPORTED =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            AFTER_THE_END                 INVALID_HANDLE    =   =   =   = =   INVALID_HANDLE        INVALID_HANDLE        INVALID_HANDLE
            ADJACENT                      OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OVERLAP_DATA                  INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_DATA_BY_ONE           INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_SLICES                INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_TOKEN                 INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_TOKEN_WITHOUT_ENCRYPTION INVALID_TOKEN  =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            OVERLAP_TOKEN_SIGNED          INVALID_TOKEN     =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  INVALID_TOKEN
            OVERLAP_WITH_CHECKSUM         INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_RECEIVED              INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_STREAM                INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            OVERLAP_PADDING               OK                =   =   =   INVALID_TOKEN = UNSUPPORTED_FUNCTION INVALID_TOKEN OK
            OVERLAP_OF_WHAT_IS_ONLY_READ  OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OVERLAP_SIGNED_TWICE          OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            OVERLAP_OF_READONLY           OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OVERLAP_WITH_ROOM_TO_SPARE    OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OVERLAP_OF_NOTHING            OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            OVERLAP_DIRECT                MESSAGE_ALTERED ANOTHER_TEXT ANOTHER_TEXT = = = UNSUPPORTED_FUNCTION INVALID_TOKEN MESSAGE_ALTERED
            READ_ONLY_MEMORY              INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            READ_ONLY_MEMORY_WITHOUT_ENCRYPTION OK          =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            READ_ONLY_MEMORY_SIGNED       OK                =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  OK
            READ_ONLY_MEMORY_RECEIVED     INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            READ_ONLY_TOKEN               INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            READ_ONLY_TOKEN_SIGNED        INVALID_TOKEN     =   =   =   = =   INTERNAL_ERROR        UNSUPPORTED_FUNCTION  INVALID_TOKEN
            READ_ONLY_TOKEN_RECEIVED      OK                =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         OK
            READ_ONLY_STREAM              INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            READ_ONLY_PADDING             OK                =   =   =   INVALID_TOKEN = UNSUPPORTED_FUNCTION INVALID_TOKEN OK
            TOKEN_TOO_SMALL               BUFFER_TOO_SMALL  =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         BUFFER_TOO_SMALL
            TOKEN_TOO_SMALL_WITHOUT_ENCRYPTION BUFFER_TOO_SMALL = = =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            TOKEN_TOO_SMALL_SIGNED        BUFFER_TOO_SMALL  =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  BUFFER_TOO_SMALL
            NO_TOKEN                      INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            NO_TOKEN_WITHOUT_ENCRYPTION   INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            NO_TOKEN_SIGNED               INVALID_TOKEN     =   =   =   = =   INVALID_TOKEN         UNSUPPORTED_FUNCTION  INVALID_TOKEN
            NO_TOKEN_RECEIVED             INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            NO_TOKEN_VERIFIED             INVALID_TOKEN     =   =   =   = =   INTERNAL_ERROR        UNSUPPORTED_FUNCTION  INVALID_TOKEN
            NO_DATA                       INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            NO_DATA_WITHOUT_ENCRYPTION    INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  QOP_NOT_SUPPORTED     QOP_NOT_SUPPORTED
            NO_DATA_SIGNED                INVALID_TOKEN     =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  INVALID_TOKEN
            NO_DATA_RECEIVED              INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            NO_DATA_VERIFIED              INVALID_TOKEN     =   =   =   = =   OUT_OF_SEQUENCE       UNSUPPORTED_FUNCTION  INVALID_TOKEN
            NO_DATA_BESIDE_STREAM         INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  INVALID_TOKEN         INVALID_TOKEN
            NO_PADDING                    OK                =   =   =   BUFFER_TOO_SMALL = UNSUPPORTED_FUNCTION INVALID_TOKEN OK
            RECORD                        INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  OK                    INVALID_TOKEN
            EMPTY_RECORD                  INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  OK                    INVALID_TOKEN
            RECORD_CHANGED                INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  MESSAGE_ALTERED       INVALID_TOKEN
            RECORD_OUT_OF_ORDER           INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  MESSAGE_ALTERED       INVALID_TOKEN
            RECORD_REPLAY                 INVALID_TOKEN     =   =   =   = =   UNSUPPORTED_FUNCTION  MESSAGE_ALTERED       INVALID_TOKEN
            """;

    private static final Map<Column, Column.Contexts> CONTEXTS = new EnumMap<>(Column.class);

    @BeforeAll
    static void open() throws Exception {
        for (var column : Column.values()) {
            CONTEXTS.put(column, column.open());
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (var contexts : CONTEXTS.values()) {
            contexts.close();
        }
        CONTEXTS.clear();
    }

    static Stream<Arguments> cells() {
        var columns = Column.values();
        return rows().stream().flatMap(row -> Arrays.stream(columns).map(column -> {
            var expected = row[column.ordinal() + 1];
            return Arguments.of(Cell.valueOf(row[0]), column, expected.equals("=") ? row[1] : expected);
        }));
    }

    private static List<String[]> rows() {
        return TABLE.lines().skip(1).map(line -> line.split(" +")).toList();
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @MethodSource("cells")
    void eachCellComesToWhatTheTableSays(Cell cell, Column column, String expected) throws Exception {
        for (var memory : cell.memories()) {
            var contexts = CONTEXTS.get(column);
            try (var ends = contexts.establish(Row.FLAGS); var others = contexts.establish(Row.FLAGS)) {
                assertEquals(expected, new Bench(ends, others, memory, column).outcome(cell), memory::toString);
            }
        }
    }

    @Test
    void theTableHasEachCaseOnceAndEachColumn() {
        var head = TABLE.lines().findFirst().orElseThrow().split(" +");
        assertEquals(
                Arrays.stream(Column.values()).map(Enum::name).toList(), Arrays.asList(head).subList(1, head.length));
        assertEquals(
                Arrays.stream(Cell.values()).map(Enum::name).toList(), rows().stream().map(row -> row[0]).toList());
        assertTrue(rows().stream().allMatch(row -> row.length == head.length));
    }
}
