package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.fixture.HeaderTable;

/** Names and numbers against tables that were read from the headers, not from the code. */
class NumbersOfTheHeadersTest {
    @Nested
    @DisplayName("SECURITY_STATUS")
    class Statuses {
        private final Map<String, Integer> table = HeaderTable.lines("status-codes.txt").stream()
                .collect(Collectors.toMap(line -> line[0], line -> Integer.parseUnsignedInt(line[1].substring(2), 16)));

        @Test
        @Tag("S113")
        @Tag("S55")
        void namesAndValuesAreThoseOfTheHeader() {
            assertEquals(96, table.size());
            assertEquals(
                    new TreeMap<>(table),
                    Arrays.stream(SecurityStatus.values())
                            .collect(Collectors.toMap(Enum::name, SecurityStatus::value, (a, b) -> a, TreeMap::new)));
        }

        @ParameterizedTest
        @EnumSource(SecurityStatus.class)
        void aValueFindsItsStatusAndTheSignItsClass(SecurityStatus status) {
            assertEquals(Optional.of(status), SecurityStatus.of(status.value()));
            assertEquals(!status.name().startsWith("SEC_I_") && status != SEC_E_OK, status.isError());
        }

        @Test
        void aValueOfASmartCardIsNoStatus() {
            assertEquals(Optional.empty(), SecurityStatus.of(0x80100003));
        }

        @Test
        void incompleteMessageIsAnErrorByItsSign() {
            assertTrue(SEC_E_INCOMPLETE_MESSAGE.isError());
        }
    }

    @Nested
    @DisplayName("ISC_REQ_, ISC_RET_, ASC_REQ_, ASC_RET_")
    class Flags {
        private final List<String[]> table = HeaderTable.lines("context-flags.txt");

        @ParameterizedTest
        @CsvSource({"ISC_REQ", "ISC_RET", "ASC_REQ", "ASC_RET"})
        @Tag("S55")
        @Tag("S84")
        void bitsAreThoseOfTheHeader(String column) {
            var expected = new HashMap<String, Long>();
            table.stream()
                    .filter(line -> line[0].equals(column) && !line[3].equals("-"))
                    .forEach(line -> expected.merge(line[3], Long.decode(line[2]), (a, b) -> a | b));
            var bits = new TreeMap<String, Long>();
            for (var flag : ContextFlag.values()) {
                long bit = column(column).applyAsLong(flag);
                if (bit != 0) {
                    bits.put(flag.name(), bit);
                }
            }
            assertEquals(new TreeMap<>(expected), bits);
        }

        @Test
        @Tag("S162")
        @Tag("S163")
        void theNamesOfTheSeedsHaveTheirBits() {
            assertEquals(Set.of(ContextFlag.DELEGATE, ContextFlag.PROMPT_FOR_CREDS), ContextFlag.fromIscReq(0x41));
            assertEquals(Set.of(ContextFlag.MUTUAL_AUTH), ContextFlag.fromAscReq(0x2));
        }

        @Test
        void areConvertedByNameSinceBitsDiffer() {
            var flags = EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.IDENTIFY, ContextFlag.EXTENDED_ERROR);
            assertEquals(0x34000, ContextFlag.toIscRet(flags));
            assertEquals(0xA8000, ContextFlag.toAscRet(flags));
            assertEquals(flags, ContextFlag.fromIscReq(0x34000));
            assertEquals(flags, ContextFlag.fromAscReq(0xA8000));
        }

        @Test
        void bitsWithoutANameAreDropped() {
            assertEquals(Set.of(), ContextFlag.fromIscReq(0x8000_0000_0010_0000L));
        }

        private static ToLongFunction<ContextFlag> column(String name) {
            return switch (name) {
                case "ISC_REQ" -> ContextFlag::iscReq;
                case "ISC_RET" -> ContextFlag::iscRet;
                case "ASC_REQ" -> ContextFlag::ascReq;
                default -> ContextFlag::ascRet;
            };
        }
    }

    @Test
    @Tag("S158")
    @Tag("S55")
    void bufferTypesAreThoseOfTheHeader() {
        assertEquals(numbers("buffer-types.txt"), numbers(SecBufferType.values(), SecBufferType::value));
    }

    @Test
    @Tag("S55")
    void capabilitiesAreThoseOfTheHeader() {
        assertEquals(numbers("capabilities.txt"), numbers(PackageCapability.values(), PackageCapability::bit));
        var info = new PackageInfo(
                "Some", "", Set.of(PackageCapability.INTEGRITY, PackageCapability.IMPERSONATION), 1, 1, 1, List.of());
        assertEquals(0x101, info.capabilityBits());
        assertTrue(info.has(PackageCapability.INTEGRITY));
        assertFalse(info.has(PackageCapability.PRIVACY));
    }

    @Test
    @Tag("S160")
    void credentialUsesAreThoseOfTheHeader() {
        assertEquals(1, CredentialUse.INBOUND.value());
        assertEquals(2, CredentialUse.OUTBOUND.value());
        assertEquals(3, CredentialUse.BOTH.value());
    }

    @Test
    @Tag("S165")
    void impersonationLevelsAreThoseOfTheHeader() {
        assertEquals(0, ImpersonationLevel.ANONYMOUS.ordinal());
        assertEquals(1, ImpersonationLevel.IDENTIFICATION.ordinal());
        assertEquals(2, ImpersonationLevel.IMPERSONATION.ordinal());
        assertEquals(3, ImpersonationLevel.DELEGATION.ordinal());
    }

    private static Map<String, Integer> numbers(String file) {
        return HeaderTable.lines(file).stream().collect(Collectors.toMap(line -> line[0], line -> Integer.decode(line[1])));
    }

    private static <E extends Enum<E>> Map<String, Integer> numbers(E[] values, Function<E, Integer> number) {
        return Arrays.stream(values).collect(Collectors.toMap(Enum::name, number));
    }
}
