package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.message.Sample.hex;
import static org.sspi4j.kerberos.message.Sample.mit;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.wire.DecodeException;

class GssTokenTest {
    @Nested
    @DisplayName("RFC 2743 3.1, RFC 4121 4.1")
    class Framing {
        @Test
        void isTagLengthMechanismTokIdAndMessage() throws Exception {
            var made = GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, mit("ap_req"));
            byte[] wire = made.wire();
            assertArrayEquals(hex("6081AD 06092A864886F712010202 0100 6E819D"), Arrays.copyOf(wire, 19));
            var read = GssToken.decode(wire);
            assertEquals(GssToken.KERBEROS, read.mech());
            assertEquals(GssToken.AP_REQ, read.tokId());
            assertArrayEquals(mit("ap_req"), read.inner());
        }

        @Test
        void eachMechanismIsItself() throws Exception {
            assertEquals(GssToken.MS_KERBEROS, GssToken.decode(hex("600D 06092A864882F712010202 0200")).mech());
            assertEquals(GssToken.USER_TO_USER, GssToken.decode(hex("600E 060A2A864886F71201020203 0401")).mech());
            assertEquals(GssToken.TGT_REP, GssToken.decode(hex("600E 060A2A864886F71201020203 0401")).tokId());
        }

        @Test
        void otherMechanismsAndTokIdsAreReadForTheCallerToRefuse() throws Exception {
            var ntlm = GssToken.decode(hex("600E 060A2B06010401823702020A FFFE"));
            assertEquals("1.3.6.1.4.1.311.2.2.10", ntlm.mech().toString());
            assertEquals(0xFFFE, ntlm.tokId());
        }

        @ParameterizedTest
        @CsvSource({
            "600C 06092A864886F712010202 01, InitialContextToken.TOK_ID is cut short at offset 13",
            "600B 06092A864886F712010202, InitialContextToken.TOK_ID is cut short at offset 13",
            "600D 04092A864886F712010202 0100, InitialContextToken.thisMech has tag 04 instead of 06 at offset 2",
            "60810D 06092A864886F712010202 0100, InitialContextToken has a length that is not in its shortest form at offset 0",
            "600E 06092A864886F712010202 0100, InitialContextToken is longer than what contains it at offset 0",
            "600D 06092A864886F712010202 0100 00, InitialContextToken has something behind it at offset 0",
            "6E0D 06092A864886F712010202 0100, InitialContextToken has tag 6E instead of 60 at offset 0",
        })
        void otherwiseItIsRefused(String wire, String message) {
            assertEquals(message, assertThrows(DecodeException.class, () -> GssToken.decode(hex(wire))).getMessage());
        }

        @Test
        void aBareApReqIsNotFramed() {
            assertFalse(GssToken.isFramed(mit("ap_req")));
            assertFalse(GssToken.isFramed(new byte[0]));
            assertTrue(GssToken.isFramed(hex("6000")));
        }
    }
}
