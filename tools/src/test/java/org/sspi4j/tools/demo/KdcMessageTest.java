package org.sspi4j.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KdcMessageTest {
    /** KRB-ERROR with pvno, msg-type, stime, susec, error-code 25, realm, sname. */
    private static final byte[] ERROR = HexFormat.of().parseHex(
            "7e46 3044 a003020105 a10302011e a411180f32303236303130313030303030305a a503020100 a603020119 a903 1b0141".replace(" ", "")
                    + "aa1b3019a003020102a11230101b066b72627467741b0645584152504c".replace(" ", ""));

    @ParameterizedTest
    @CsvSource({"6a,AS-REQ", "6b,AS-REP", "6c,TGS-REQ", "6d,TGS-REP", "6e,?", "30,?"})
    void theTypeIsInTheFirstByte(String first, String name) {
        assertEquals(name, KdcMessage.of(HexFormat.of().parseHex(first + "00")).name());
    }

    @Test
    void anErrorHasItsCodeAndWhatItMeans() {
        var error = KdcMessage.of(ERROR);
        assertEquals("KRB-ERROR 25", error.name());
        assertEquals("pre-authentication required", error.remark());
    }

    @Test
    void nothingThatIsCutShortOrChangedHurts() {
        for (int length = 0; length < ERROR.length; length++) {
            KdcMessage.of(Arrays.copyOf(ERROR, length)).remark();
        }
        for (int at = 1; at < ERROR.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                var changed = ERROR.clone();
                changed[at] ^= (byte) (1 << bit);
                KdcMessage.of(changed).remark();
            }
        }
    }
}
