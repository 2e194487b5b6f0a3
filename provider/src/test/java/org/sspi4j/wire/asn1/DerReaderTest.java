package org.sspi4j.wire.asn1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.Der;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.wire.DecodeException;

class DerReaderTest {
    private interface Read<T> {
        T from(DerReader in) throws DecodeException;
    }

    @Nested
    @DisplayName("8.1.3, 10.1 lengths")
    class Lengths {
        @Test
        void oneOctetBelow128TheLeastNumberOfOctetsAbove() throws Exception {
            assertEquals(127, read(DerReader::octetString, "047F" + "00".repeat(127)).length);
            assertEquals(128, read(DerReader::octetString, "048180" + "00".repeat(128)).length);
            assertEquals(256, read(DerReader::octetString, "04820100" + "00".repeat(256)).length);
        }

        @ParameterizedTest
        @CsvSource({
            "0481050000000000, has a length that is not in its shortest form",
            "048200050000000000, has a length that is not in its shortest form",
            "04850000000001FF, is longer than what contains it",
            "0484FFFFFFFF00, is longer than what contains it",
            "04847FFFFFFF00, is longer than what contains it",
            "0484800000000000, is longer than what contains it",
            "0482, is longer than what contains it",
            "04, has no length",
            "0402FF, is longer than what contains it",
            "04FF, is longer than what contains it",
        })
        void anyOtherFormIsRefused(String der, String problem) {
            refused(DerReader::octetString, der, "X " + problem + " at offset 0");
        }

        @Test
        void theIndefiniteFormIsRefused() {
            refused(DerReader::sequence, "30800000", "X has an indefinite length at offset 0");
        }

        @Test
        void aPaddedLengthIsRefusedEvenIfItsContentsFit() {
            refused(DerReader::octetString, "04817F" + "00".repeat(127),
                    "X has a length that is not in its shortest form at offset 0");
            refused(DerReader::octetString, "048200FF" + "00".repeat(255),
                    "X has a length that is not in its shortest form at offset 0");
        }
    }

    @Nested
    @DisplayName("8.3 INTEGER")
    class Integers {
        @ParameterizedTest
        @CsvSource({
            "020100, 0", "02017F, 127", "02020080, 128", "020180, -128", "0202FF7F, -129", "0201FF, -1",
            "02047FFFFFFF, 2147483647", "02048000000 0, -2147483648",
            "02087FFFFFFFFFFFFFFF, 9223372036854775807", "02088000000000000000, -9223372036854775808",
        })
        void isReadAndWrittenInItsShortestForm(String der, long value) throws Exception {
            assertEquals(value, read(DerReader::int64, der));
            assertArrayEquals(bytes(der), DerWriter.encode(out -> out.integer(value)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0200", "02020000", "0202007F", "0202FFFF", "0202FF80", "0209010000000000000000", "2203020100", "0A0100"})
        void otherwiseIsRefused(String der) {
            assertThrows(DecodeException.class, () -> read(DerReader::int64, der));
        }

        @Test
        void int32EndsAtItsBounds() throws Exception {
            assertEquals(Integer.MIN_VALUE, read(DerReader::int32, "020480000000"));
            assertEquals(Integer.MAX_VALUE, read(DerReader::int32, "02047FFFFFFF"));
            refused(DerReader::int32, "02050080000000", "X is out of range at offset 0");
            refused(DerReader::int32, "0205FF7FFFFFFF", "X is out of range at offset 0");
        }

        @Test
        void uint32EndsAtItsBounds() throws Exception {
            assertEquals(0xFFFF_FFFFL, read(DerReader::uint32, "020500FFFFFFFF"));
            refused(DerReader::uint32, "02050100000000", "X is out of range at offset 0");
            refused(DerReader::uint32, "0201FF", "X is out of range at offset 0");
        }

        @Test
        void aConstantIsNoOtherNumber() throws Exception {
            DerReader.of(bytes("020105"), "pvno").constant(5);
            var refusal = assertThrows(DecodeException.class, () -> DerReader.of(bytes("020104"), "pvno").constant(5));
            assertEquals("pvno is 4 instead of 5 at offset 0", refusal.getMessage());
        }

        @Test
        void anEnumeratedIsNotAnInteger() throws Exception {
            assertEquals(2, DerReader.of(bytes("0A0102"), "X").enumerated(0, 3));
            assertArrayEquals(bytes("0A0102"), DerWriter.encode(out -> out.enumerated(2)));
            refused(in -> in.enumerated(0, 3), "0A0104", "X is out of range at offset 0");
            refused(in -> in.enumerated(0, 3), "020102", "X has tag 02 instead of 0A at offset 0");
        }
    }

    @Nested
    @DisplayName("8.2, 11.1 BOOLEAN")
    class Booleans {
        @Test
        void isAllZeroOrAllOnes() throws Exception {
            assertTrue(read(DerReader::bool, "0101FF"));
            assertFalse(read(DerReader::bool, "010100"));
            assertArrayEquals(bytes("0101FF"), DerWriter.encode(out -> out.bool(true)));
            assertArrayEquals(bytes("010100"), DerWriter.encode(out -> out.bool(false)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"010101", "0100", "0102FFFF", "01017F"})
        void anythingElseIsRefused(String der) {
            refused(DerReader::bool, der, "X is neither 00 nor FF at offset 0");
        }
    }

    @Nested
    @DisplayName("8.19 OBJECT IDENTIFIER")
    class Oids {
        @ParameterizedTest
        @CsvSource({
            "06092A864886F712010202, 1.2.840.113554.1.2.2",
            "06092A864882F712010202, 1.2.840.48018.1.2.2",
            "06062B0601050502, 1.3.6.1.5.5.2",
            "0603883703, 2.999.3",
            "060100, 0.0",
            "060127, 0.39",
            "060150, 2.0",
            "06092AFFFFFFFFFFFFFF7F, 1.2.72057594037927935",
        })
        void isReadPrintedAndWritten(String der, String dotted) throws Exception {
            Oid oid = read(DerReader::oid, der);
            assertEquals(dotted, oid.toString());
            assertEquals(Oid.of(dotted), oid);
            assertEquals(Oid.of(dotted).hashCode(), oid.hashCode());
            assertArrayEquals(bytes(der), DerWriter.encode(out -> out.oid(oid)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0600", "0602802A", "06032A8001", "060186", "060B2AFFFFFFFFFFFFFFFFFF7F"})
        void aPaddedAnEndlessAnEmptyOrAHugeArcIsRefused(String der) {
            assertThrows(DecodeException.class, () -> read(DerReader::oid, der));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "1", "3.1", "1.40", "1..2", "1.02", "a.b", "1.2.99999999999999999999", "-1.2"})
        void whatIsNotOneCannotBeMade(String dotted) {
            assertThrows(IllegalArgumentException.class, () -> Oid.of(dotted));
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.2.1 KerberosString")
    class Strings {
        @ParameterizedTest
        @ValueSource(strings = {"", "ATHENA.MIT.EDU", "a ~!\"\\/@", "jürgen", "Ωmega", "\uD83D\uDE00"})
        void isUtf8(String text) throws Exception {
            byte[] der = DerWriter.encode(out -> out.generalString(text));
            assertEquals(text, DerReader.of(der, "X").generalString());
        }

        @ParameterizedTest
        @CsvSource({
            "1B0100, is not", "1B03610062, is not", "1B0161 00, is not", "1B017F, is not", "1B011B, is not", "1B010A, is not",
            "1B02C285, a C1 control", "1B01FC, Latin-1", "1B02C080, an overlong NUL", "1B03EDA080, a surrogate", "1B02C3, cut short",
            "1B04F5808080, beyond Unicode", "0C0161, a UTF8String", "3B031B0161, constructed",
        })
        void otherOctetsAreRefused(String der, String why) {
            assertThrows(DecodeException.class, () -> read(DerReader::generalString, der), why);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\0", "a\nb", "\u007F", "\u0085", "\uD83D", "a\uDE00b"})
        void whatWouldBeRefusedCannotBeWritten(String text) {
            assertThrows(IllegalArgumentException.class, () -> DerWriter.encode(out -> out.generalString(text)));
        }
    }

    @Nested
    @DisplayName("8.14, 10.2 IMPLICIT tags and UTF8String")
    class Implicit {
        @Test
        void anImplicitTagStandsForThatOfTheType() throws Exception {
            var in = DerReader.of(bytes("300B" + "820161" + "A106" + "02010A" + "020114"), "X").sequence();
            assertFalse(in.hasImplicit(1));
            assertTrue(in.hasImplicit(2));
            assertArrayEquals(bytes("61"), in.implicit(2, "two"));
            var inside = in.insideTagged(1, "one");
            assertEquals(10, inside.next("a").int32());
            assertEquals(20, inside.next("b").int32());
            inside.end();
            in.end();
            refused(x -> x.implicit(1, "one"), "820161", "one has tag 82 instead of 81 at offset 0");
            refused(x -> x.implicit(2, "two"), "8202" + "61", "two is longer than what contains it at offset 0");
        }

        @Test
        void anyElementCanBeSteppedOver() throws Exception {
            assertArrayEquals(bytes("A1020500"), read(x -> x.element("any"), "A1020500"));
            refused(x -> x.element("any"), "", "any is missing at offset 0");
            refused(x -> x.element("any"), "9F2A00", "any has a tag number above 30 at offset 0");
            refused(x -> x.element("any"), "0C00" + "0C00", "any has something behind it at offset 0");
        }

        @Test
        void whetherAnOctetStringIsNextCanBeAsked() throws Exception {
            assertTrue(DerReader.of(HexFormat.of().parseHex("A1030401FF"), "X").tagged(1, "it").hasOctetString());
            assertFalse(DerReader.of(HexFormat.of().parseHex("A1030C0141"), "X").tagged(1, "it").hasOctetString());
            assertFalse(DerReader.of(HexFormat.of().parseHex("A100"), "X").tagged(1, "it").hasOctetString());
        }

        @Test
        void aUtf8StringIsOne() throws Exception {
            assertEquals("J\u00fcrgen", read(DerReader::utf8String, "0C074AC3BC7267656E"));
            refused(DerReader::utf8String, "0C02C328", "X is not UTF-8 at offset 0");
            refused(DerReader::utf8String, "0402C3BC", "X has tag 04 instead of 0C at offset 0");
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.2.3 KerberosTime")
    class Times {
        @ParameterizedTest
        @CsvSource({
            "19940610060317Z, 1994-06-10T06:03:17Z", "20000229235959Z, 2000-02-29T23:59:59Z", "19700101000000Z, 1970-01-01T00:00:00Z",
            "00000101000000Z, 0000-01-01T00:00:00Z", "99991231235959Z, 9999-12-31T23:59:59Z", "19691231235959Z, 1969-12-31T23:59:59Z",
        })
        void isReadAndWritten(String text, Instant time) throws Exception {
            byte[] der = time(text);
            assertEquals(time, DerReader.of(der, "X").generalizedTime());
            assertArrayEquals(der, DerWriter.encode(out -> out.generalizedTime(time)));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "19940610060317", "19940610060317z", "19940610060317.0Z", "199406100603Z", "19940610060317+0000", "1994061006031 Z",
            "-9940610060317Z", "19940010060317Z", "19941310060317Z", "19940600060317Z", "19940631060317Z", "19000229000000Z",
            "19940610240000Z", "19940610066017Z", "19940610060360Z", "1994061006031:Z", "/9940610060317Z", "",
        })
        void anythingElseIsRefused(String text) {
            assertThrows(DecodeException.class, () -> DerReader.of(time(text), "X").generalizedTime());
        }

        @ParameterizedTest
        @ValueSource(strings = {"1994-06-10T06:03:17.000001Z", "+10000-01-01T00:00:00Z", "-0001-12-31T23:59:59Z"})
        void whatItCannotSayIsNotWritten(Instant time) {
            assertThrows(IllegalArgumentException.class, () -> DerWriter.encode(out -> out.generalizedTime(time)));
        }

        private byte[] time(String text) {
            byte[] der = new byte[text.length() + 2];
            der[0] = 0x18;
            der[1] = (byte) text.length();
            for (int i = 0; i < text.length(); i++) {
                der[i + 2] = (byte) text.charAt(i);
            }
            return der;
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.2.8 KerberosFlags")
    class Flags {
        @Test
        void bitZeroIsTheSignBit() throws Exception {
            assertEquals(0x80000001, read(DerReader::flags, "03050080000001"));
            assertArrayEquals(bytes("03050080000001"), DerWriter.encode(out -> out.flags(0x80000001)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0300", "030100", "030400800000", "03060080000001FF", "03050180000000", "03050880000000",
                "2307030500FEDCBA98"})
        void fewerOrMoreThan32BitsAreRefused(String der) {
            assertThrows(DecodeException.class, () -> read(DerReader::flags, der));
        }
    }

    @Nested
    @DisplayName("structure")
    class Structure {
        @Test
        void aRefusalNamesThePathAndTheOffset() throws Exception {
            var in = DerReader.of(bytes("6E0B3009A3073005A003040100"), "AP-REQ").application(14).sequence();
            var encPart = in.tagged(3, "ticket").sequence();
            var refusal = assertThrows(DecodeException.class, () -> encPart.tagged(0, "etype").int32());
            assertEquals("AP-REQ.ticket.etype has tag 04 instead of 02 at offset 10", refusal.getMessage());
            assertEquals("AP-REQ.ticket.etype", refusal.field());
        }

        @Test
        void theFirstElementFillsTheMessage() {
            refused(DerReader::sequence, "300000", "X has something behind it at offset 0");
            refused(DerReader::int32, "02010000", "X has something behind it at offset 0");
        }

        @Test
        void whatIsTaggedFillsItsTag() {
            refused(in -> in.sequence().tagged(0, "a").int32(), "3006A0040201050 0", "X.a has something behind it at offset 4");
            refused(in -> in.sequence().tagged(0, "a").int32(), "3003A00102", "X.a has no length at offset 4");
            refused(in -> in.sequence().tagged(0, "a").int32(), "3002A000", "X.a is missing at offset 4");
            refused(in -> in.application(1).sequence(), "6103300000", "X has something behind it at offset 2");
        }

        @Test
        void whatIsTaggedDoesNotReachBeyondItsTag() {
            refused(in -> in.sequence().tagged(0, "a").int32(), "3006A00202020000", "X.a is longer than what contains it at offset 4");
        }

        @Test
        void nothingFollowsTheLastComponent() {
            refused(in -> {
                var inner = in.sequence();
                inner.tagged(0, "a").int32();
                inner.end();
                return null;
            }, "300AA003020105A103020105", "X has something behind its last component at offset 7");
        }

        @Test
        void aMissingComponentIsNamed() {
            refused(in -> in.sequence().tagged(0, "a"), "3000", "X.a is missing at offset 2");
            refused(in -> in.sequence().tagged(0, "a"), "3005A103020105", "X.a has tag A1 instead of A0 at offset 2");
        }

        @Test
        void anOptionalComponentIsSeenByItsTag() throws Exception {
            var in = DerReader.of(bytes("3005A103020105"), "X").sequence();
            assertFalse(in.has(0));
            assertTrue(in.has(1));
            assertEquals(5, in.tagged(1, "b").int32());
            assertFalse(in.has(1));
            assertFalse(in.more());
            in.end();
        }

        @Test
        void aSliceOfAnArrayIsReadWithoutItsSurroundings() throws Exception {
            byte[] bytes = bytes("FF020105FF");
            assertEquals(5, DerReader.of(bytes, 1, 4, "X").int32());
            assertThrows(DecodeException.class, () -> DerReader.of(bytes, 1, 3, "X").int32());
            assertThrows(DecodeException.class, () -> DerReader.of(bytes, 1, 5, "X").int32());
        }

        @Test
        void whatWasReadIsAvailableAsItCame() throws Exception {
            var in = DerReader.of(bytes("3006020105020106"), "X").sequence();
            int from = in.offset();
            in.next("a").int32();
            assertArrayEquals(bytes("020105"), in.since(from));
        }

        @Test
        void contentsThatAreNotAsn1AreReadAsOctets() throws Exception {
            var in = DerReader.of(bytes("60060102AABBCCDD"), "X").insideApplication(0);
            assertArrayEquals(bytes("0102"), in.octets(2, "TOK_ID"));
            assertArrayEquals(bytes("AABBCCDD"), in.rest());
            in.end();
            assertThrows(DecodeException.class, () -> in.octets(1, "more"));
        }

        @Test
        void sixteenLevelsAndNoMore() {
            byte[] deepest = nested(DerReader.MAX_DEPTH);
            byte[] tooDeep = nested(DerReader.MAX_DEPTH + 1);
            assertEquals(DerReader.MAX_DEPTH, assertTimeout(Duration.ofSeconds(1), () -> descend(deepest)));
            assertThrows(DecodeException.class, () -> descend(tooDeep));
            assertThrows(DecodeException.class, () -> descend(nested(20_000)));
        }

        private byte[] nested(int levels) {
            return DerWriter.encode(out -> {
                int end = out.mark();
                for (int i = 0; i < levels; i++) {
                    out.sequence(end);
                }
            });
        }

        private int descend(byte[] der) throws DecodeException {
            var in = DerReader.of(der, "X");
            int levels = 0;
            do {
                in = in.sequence();
                levels++;
            } while (in.more());
            return levels;
        }
    }

    @Nested
    @DisplayName("Bouncy Castle is the judge")
    class Judge {
        private static final List<byte[]> GOOD = List.copyOf(Vectors.hex("rfc4120/mit-reference-encodings.txt").values());

        @Test
        void itAcceptsAndWritesAsWeDoWhatWeAcceptOfTheVectors() throws Exception {
            for (byte[] der : GOOD) {
                walk(DerReader.of(der, "X"), der[0] & 0xFF);
                assertArrayEquals(der, Der.judged(der));
            }
        }

        @Test
        void andOfTheirMutations() {
            var accepted = new ArrayList<byte[]>();
            assertTimeout(Duration.ofSeconds(30), () -> everyMutation().forEach(der -> {
                if (der.length > 0 && accepts(der)) {
                    accepted.add(der);
                    assertArrayEquals(der, Der.judged(der), () -> HexFormat.of().formatHex(der));
                }
            }));
            // A comparison of nothing would prove nothing.
            assertTrue(accepted.size() > 10_000, "accepted " + accepted.size());
        }

        private Stream<byte[]> everyMutation() {
            return Stream.concat(GOOD.stream().flatMap(Mutations::bitFlips), Mutations.of(GOOD, 4120, 60_000));
        }

        private boolean accepts(byte[] der) {
            try {
                walk(DerReader.of(der, "X"), der[0] & 0xFF);
                return true;
            } catch (DecodeException e) {
                return false;
            }
        }

        /** Reads one element by what its tag says it is. */
        private void walk(DerReader in, int tag) throws DecodeException {
            if (tag >> 5 == 5 && (tag & 0x1F) != 0x1F) {
                walkOne(in, tag & 0x1F);
            } else if (tag >> 5 == 3 && (tag & 0x1F) != 0x1F) {
                walkInside(in.insideApplication(tag & 0x1F), true);
            } else if (tag == DerReader.SEQUENCE) {
                walkInside(in.sequence(), false);
            } else {
                primitive(in, tag);
            }
        }

        private void walkOne(DerReader in, int n) throws DecodeException {
            in.tagged(n, "element");
            walk(in, peek(in));
        }

        private void walkInside(DerReader in, boolean one) throws DecodeException {
            int count = 0;
            while (in.more()) {
                walk(in.next("element"), peek(in));
                count++;
            }
            if (one && count != 1) {
                throw in.failure("is not one element", in.offset());
            }
            in.end();
        }

        private int peek(DerReader in) throws DecodeException {
            for (int n = 0; n < 31; n++) {
                if (in.has(n)) {
                    return 0xA0 | n;
                }
                if (in.hasApplication(n)) {
                    return 0x60 | n;
                }
            }
            int[] primitives = {0x30, 0x01, 0x02, 0x03, 0x04, 0x06, 0x0A, 0x18, 0x1B};
            for (int tag : primitives) {
                if (in.hasTag(tag)) {
                    return tag;
                }
            }
            throw in.failure("is of a kind that is not read", in.offset());
        }

        private void primitive(DerReader in, int tag) throws DecodeException {
            switch (tag) {
                case 0x01 -> in.bool();
                case 0x02 -> in.int64();
                case 0x03 -> in.flags();
                case 0x04 -> in.octetString();
                case 0x06 -> in.oid();
                // Bouncy Castle knows no negative ones.
                case 0x0A -> in.enumerated(0, Integer.MAX_VALUE);
                case 0x18 -> in.generalizedTime();
                case 0x1B -> in.generalString();
                default -> throw in.failure("is of a kind that is not read", in.offset());
            }
        }
    }

    private static <T> T read(Read<T> what, String der) throws DecodeException {
        return what.from(DerReader.of(bytes(der), "X"));
    }

    private static void refused(Read<?> what, String der, String message) {
        assertEquals(message, assertThrows(DecodeException.class, () -> read(what, der)).getMessage());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
