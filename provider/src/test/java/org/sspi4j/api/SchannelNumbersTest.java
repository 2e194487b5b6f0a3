package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.HeaderTable;

@DisplayName("Numbers of Schannel credentials: sspi.md 6.3")
class SchannelNumbersTest {
    private static Map<String, Integer> table(String kind) {
        return HeaderTable.lines("schannel-flags.txt").stream()
                .filter(line -> line[0].equals(kind))
                .collect(Collectors.toMap(line -> line[1], line -> Integer.decode(line[2]), (a, b) -> a, TreeMap::new));
    }

    @Test
    void flagsAreThoseOfTheHeader() throws Exception {
        assertEquals(table("SCH"), Arrays.stream(SchCredFlag.values())
                .collect(Collectors.toMap(Enum::name, SchCredFlag::bit, (a, b) -> a, TreeMap::new)));
        assertEquals(Set.of(SchCredFlag.NO_SERVERNAME_CHECK, SchCredFlag.MANUAL_CRED_VALIDATION), SchCredFlag.of(0xC));
    }

    @Test
    void aFlagWithoutANameIsRefused() {
        assertEquals(SecurityStatus.SEC_E_INVALID_PARAMETER, assertThrows(SspiException.class, () -> SchCredFlag.of(1)).status());
    }

    @Test
    void protocolsAreThoseOfTheHeader() throws Exception {
        assertEquals(table("SP_PROT"), Arrays.stream(SpProt.values())
                .collect(Collectors.toMap(Enum::name, SpProt::bit, (a, b) -> a, TreeMap::new)));
        assertEquals(Set.of(SpProt.TLS1_2_CLIENT, SpProt.TLS1_3_CLIENT), SpProt.of(0x2800));
    }

    /** PCT, SSL, DTLS, UNI. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 0x10, 0x20, 0x10000, 0x20000, 0x40000, 0x80000, 0x40000000, 0x80000000})
    void otherProtocolsAreRefused(int bit) {
        assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () -> SpProt.of(bit)).status());
        assertEquals(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () -> SpProt.of(bit | 0x800)).status());
    }
}
