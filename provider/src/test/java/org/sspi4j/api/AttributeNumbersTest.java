package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.fixture.HeaderTable;

/** Attributes against tables that were read from the headers, not from the code. */
class AttributeNumbersTest {
    @Nested
    @DisplayName("SECPKG_ATTR_")
    class OfContexts {
        static Stream<HeaderTable.Attribute> attributes() {
            return HeaderTable.contextAttributes().stream();
        }

        @ParameterizedTest
        @MethodSource("attributes")
        @Tag("S55")
        void aNumberFindsTheNameTheStructureAndItsSize(HeaderTable.Attribute row) {
            var found = ContextAttribute.of(row.number()).orElseThrow();
            assertEquals(row.name(), found.name());
            assertEquals("SECPKG_ATTR_" + row.name(), found.toString());
            assertEquals(row.number(), found.number());
            assertEquals(row.size(), found.size());
        }

        @Test
        void noOthersAreFound() {
            var numbers = attributes().map(HeaderTable.Attribute::number).toList();
            assertEquals(77, numbers.size());
            for (int from : new int[] {0, 0x80000000}) {
                IntStream.range(from, from + 1024)
                        .filter(number -> !numbers.contains(number))
                        .forEach(number -> assertEquals(Optional.empty(), ContextAttribute.of(number)));
            }
        }

        /** What is not of the header is not found by the number that it does not have. */
        @Test
        void theTicketHasNoNumber() {
            assertEquals(-1, ContextAttribute.TICKET.number());
            assertEquals("TICKET", ContextAttribute.TICKET.toString());
            assertEquals(Optional.empty(), ContextAttribute.of(-1));
        }

        @Test
        void datagramSizesAreStreamSizes() {
            assertSame(ContextAttribute.STREAM_SIZES, ContextAttribute.DATAGRAM_SIZES);
        }

        /** One page prints 124. */
        @Test
        void subjectSecurityAttributesHaveTheNumberOfTheHeader() {
            assertEquals(128, CredSspAttribute.SUBJECT_SECURITY_ATTRIBUTES.number());
            assertEquals(Optional.empty(), ContextAttribute.of(124));
        }

        @Test
        @Tag("S161")
        void packageInfoIsTen() {
            assertEquals(Optional.of(ContextAttribute.PACKAGE_INFO), ContextAttribute.of(10));
            assertSame(PackageInfo.class, ContextAttribute.PACKAGE_INFO.structure());
        }

        @Test
        void numbersInsideOfStructures() {
            assertEquals(List.of(0, 1, 2), ordinals(ContextAttribute.LastClientTokenStatus.values()));
            assertEquals("YES NO MAYBE", names(ContextAttribute.LastClientTokenStatus.values()));
            assertEquals(
                    "COMPLETE OPTIMISTIC IN_PROGRESS DIRECT TRY_MULTICRED", names(NegotiateAttribute.NegotiationState.values()));
            assertEquals("NONE SUCCESS SELECTED_CLIENT_ONLY", names(SchannelAttribute.ProtoNegoStatus.values()));
            assertEquals("NONE NPN ALPN", names(SchannelAttribute.ProtoNegoExt.values()));
            assertEquals(
                    List.of(0, 10, 20, 30, 40),
                    Stream.of(NegotiateAttribute.CredClass.values()).map(NegotiateAttribute.CredClass::value).toList());
            assertEquals(
                    List.of(1, 2),
                    Stream.of(NegotiateAttribute.Missing.values()).map(NegotiateAttribute.Missing::bit).toList());
            assertEquals(
                    List.of(1, 2, 4),
                    Stream.of(CredSspAttribute.ServerAuth.values()).map(CredSspAttribute.ServerAuth::bit).toList());
            assertEquals(1, ContextAttribute.DceInfo.RPC_C_AUTHZ_NAME);
            assertEquals(2, ContextAttribute.DceInfo.RPC_C_AUTHZ_DCE);
        }

        private List<Integer> ordinals(Enum<?>[] values) {
            return Stream.of(values).map(Enum::ordinal).toList();
        }

        private String names(Enum<?>[] values) {
            return String.join(" ", Stream.of(values).map(Enum::name).toList());
        }

        /** Structures of keys and credentials. */
        @Test
        void noSecretIsPrinted() {
            byte[] secret = {113, 113, 113};
            for (var structure : List.of(
                    new NegotiateAttribute.NegoKeys(18, secret, 18, secret),
                    new CredSspAttribute.ClientCreds(secret),
                    new SchannelAttribute.EapKeyBlock(secret, secret),
                    new SchannelAttribute.KeyingMaterial(secret),
                    new ContextAttribute.SessionKey(18, secret))) {
                assertTrue(!structure.toString().contains("113") && !structure.toString().contains("[B@"), structure::toString);
            }
        }
    }

    @Nested
    @DisplayName("SECPKG_CRED_ATTR_")
    class OfCredentials {
        static Stream<HeaderTable.Attribute> attributes() {
            return HeaderTable.credentialAttributes().stream();
        }

        @ParameterizedTest
        @MethodSource("attributes")
        @Tag("S55")
        void aNumberFindsTheNameTheStructureAndItsSize(HeaderTable.Attribute row) {
            var found = CredentialAttribute.of(row.number()).orElseThrow();
            assertEquals(row.name(), found.toString());
            assertTrue(row.name().endsWith("ATTR_" + found.name()), found.name());
            assertEquals(row.number(), found.number());
            assertEquals(row.size(), found.size());
        }

        @Test
        void noOthersAreFound() {
            assertEquals(8, IntStream.range(-1, 1024).filter(number -> CredentialAttribute.of(number).isPresent()).count());
        }
    }

    @Nested
    @DisplayName("SECBUFFER_ with its attributes")
    class OfBuffers {
        @ParameterizedTest
        @EnumSource(SecBuffer.Access.class)
        void theBitsAreThoseOfTheHeader(SecBuffer.Access access) {
            assertEquals(
                    switch (access) {
                        case READ_WRITE -> 0;
                        case READONLY -> 0x80000000;
                        case READONLY_WITH_CHECKSUM -> 0x10000000;
                    },
                    access.bit());
            assertEquals(0xF0000000, SecBuffer.Access.MASK);
        }
    }
}
