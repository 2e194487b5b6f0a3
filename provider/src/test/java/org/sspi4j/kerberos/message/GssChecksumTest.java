package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.message.Sample.hex;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.wire.DecodeException;

class GssChecksumTest {
    private static final String BND = "000102030405060708090A0B0C0D0E0F";

    @Nested
    @DisplayName("RFC 4121 4.1.1")
    class Layout {
        @Test
        void withoutDelegationItIs24Octets() throws Exception {
            var made = GssChecksum.of(hex(BND), GssChecksum.MUTUAL | GssChecksum.INTEG | GssChecksum.DCE_STYLE, Optional.empty());
            assertArrayEquals(hex("10000000" + BND + "22100000"), made.wire());
            var read = GssChecksum.decode(made.wire());
            assertArrayEquals(hex(BND), read.bnd());
            assertEquals(0x1022, read.flags());
            assertTrue(read.deleg().isEmpty());
            assertEquals(0, read.exts().length);
        }

        @Test
        void extensionsFollowAndAreKept() throws Exception {
            var read = GssChecksum.decode(hex("10000000" + BND + "02000000" + "01020304"));
            assertArrayEquals(hex("01020304"), read.exts());
            read = GssChecksum.decode(hex("10000000" + BND + "03000000" + "0100 0200 AABB" + "01020304"));
            assertArrayEquals(hex("AABB"), read.deleg().get());
            assertArrayEquals(hex("01020304"), read.exts());
        }

        @Test
        void aDelegatedCredentialMayBeAsLongAsItsLengthCanSay() throws Exception {
            var made = GssChecksum.of(new byte[16], GssChecksum.DELEG, Optional.of(new byte[0xFFFF]));
            assertEquals(0xFFFF, GssChecksum.decode(made.wire()).deleg().get().length);
            assertThrows(IllegalArgumentException.class, () -> GssChecksum.of(new byte[16], GssChecksum.DELEG,
                    Optional.of(new byte[0x10000])));
        }

        @ParameterizedTest
        @CsvSource({
            "0F000000 000102030405060708090A0B0C0D0E0F 02000000, Lgth is not 16 at offset 0",
            "00000010 000102030405060708090A0B0C0D0E0F 02000000, Lgth is not 16 at offset 0",
            "10000000 000102030405060708090A0B0C0D0E0F 020000, Flags is cut short at offset 23",
            "10000000 000102030405060708090A0B0C0D0E0F 01000000, Dlgth is cut short at offset 24",
            "10000000 000102030405060708090A0B0C0D0E0F 01000000 010000, Dlgth is cut short at offset 27",
            "10000000 000102030405060708090A0B0C0D0E0F 01000000 0200 0000, DlgOpt is not 1 at offset 24",
            "10000000 000102030405060708090A0B0C0D0E0F 01000000 0100 0200 AA, Deleg is cut short at offset 29",
            "10000000 000102030405060708090A0B0C0D0E0F 01000000 0100 FFFF AA, Deleg is cut short at offset 29",
        })
        void otherwiseItIsRefused(String wire, String message) {
            assertEquals(message, assertThrows(DecodeException.class, () -> GssChecksum.decode(hex(wire))).getMessage());
        }

        @Test
        void theFlagAndTheCredentialComeTogether() {
            assertThrows(IllegalArgumentException.class, () -> GssChecksum.of(new byte[16], GssChecksum.DELEG, Optional.empty()));
            assertThrows(IllegalArgumentException.class, () -> GssChecksum.of(new byte[16], 0, Optional.of(new byte[1])));
            assertThrows(IllegalArgumentException.class, () -> GssChecksum.of(new byte[15], 0, Optional.empty()));
        }
    }
}
