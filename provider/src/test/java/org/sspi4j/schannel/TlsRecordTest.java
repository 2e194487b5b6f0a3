package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("RFC 8446 5.1, RFC 5246 6.2: the header of a record")
class TlsRecordTest {
    /** With something in front, as in the middle of a stream, and nothing behind. */
    private static ByteBuffer stream(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex("ffffffffff" + hex)).position(5);
    }

    @ParameterizedTest
    @CsvSource({
            "'', 5", "16, 4", "1603, 3", "160303, 2", "16030300, 1",        // of the header
            "1603030000, 0", "1603030002, 2", "160303000201, 1",            // of the fragment
            "16030300020102, 0", "1603030002010203, 0",                     // and something behind it
            "1403030001, 1", "1503030002, 2", "1703030011, 17",             // each type
            "1603010002, 2", "16030f0002, 2",                               // whatever the minor version
            "1703034800, 18432"                                             // 2^14 + 2048 at most
    })
    void whatIsMissingIsTold(String hex, int missing) throws Exception {
        assertEquals(missing, TlsRecord.missing(stream(hex)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "13", "18", "00", "96", "ff",                                   // no such type, told by the first octet
            "1602", "1604", "1683",                                         // no such major version, told by the second one
            "1703034801", "170303ffff"})
    void whatNoRecordBeginsWithIsRefused(String hex) {
        refused(hex);
    }

    private static void refused(String hex) {
        assertEquals(
                SecurityStatus.SEC_E_INVALID_TOKEN,
                assertThrows(SspiException.class, () -> TlsRecord.missing(stream(hex))).status());
    }

    @Test
    void lengthIsThatOfHeaderAndFragment() {
        assertEquals(5 + 0x0102, TlsRecord.length(stream("1603030102")));
        assertEquals(5 + 0xFFFF, TlsRecord.length(stream("160303ffff")));
    }

    @ParameterizedTest
    @CsvSource({"1503030002025a, 90", "150303000202ff, 255"})
    void anAlertInTheClearIsHeard(String hex, int description) {
        assertEquals(OptionalInt.of(description), TlsRecord.plainAlert(stream(hex)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "1603030002025a", "1703030002025a",                             // another type
            "150303000102", "1503030003025a00"})                            // another length: it is encrypted
    void nothingElseIsTakenForOne(String hex) {
        assertEquals(OptionalInt.empty(), TlsRecord.plainAlert(stream(hex)));
    }
}
