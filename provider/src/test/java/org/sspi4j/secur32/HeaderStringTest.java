package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiException;

@DisplayName("sspi.md 2.4 strings")
class HeaderStringTest {
    @Nested
    @DisplayName("SECURITY_STRING")
    @Tag("S149")
    class Wide {
        @Test
        void whatIsCountedIsTheString() throws Exception {
            assertArrayEquals("ali".toCharArray(), new SecurityString(6, 10, "alice".toCharArray()).chars("p"));
            assertArrayEquals(new char[0], new SecurityString(0, 0, null).chars("p"));
            assertArrayEquals("\uD83D\uDE00é".toCharArray(), SecurityString.of("\uD83D\uDE00é").chars("p"));
            assertEquals(32767, new SecurityString(filled(32767, 'x')).chars("p").length);
        }

        @Test
        void aNulBehindWhatIsCountedDoesNotCount() throws Exception {
            assertArrayEquals("ab".toCharArray(), new SecurityString(4, 6, new char[] {'a', 'b', '\0'}).chars("p"));
        }

        @ParameterizedTest
        @ValueSource(ints = {-2, 3})
        void aLengthThatNoCharactersHave(int length) {
            refused("p: Length is no number of bytes", new SecurityString(length, 10, "alice".toCharArray()));
        }

        @Test
        void lengthsThatDoNotFit() {
            refused("more than MaximumLength", new SecurityString(10, 8, "alice".toCharArray()));
            refused("more than 65535", new SecurityString(filled(32768, 'x')));
            refused("more than the 10 bytes of the buffer", new SecurityString(12, 12, "alice".toCharArray()));
            refused("more than the 0 bytes of the buffer", new SecurityString(2, 2, null));
        }

        @ParameterizedTest(name = "{index}")        // names with halves of pairs cannot be written into reports
        @ValueSource(strings = {"ab\uD83D", "ab\uD83Dc", "ab\uDE00", "ab\uDE00\uD83D"})
        void halfOfASurrogatePairIsRefusedWithItsPlace(String text) {
            refused("p has half of a surrogate pair at byte 4", SecurityString.of(text));
        }

        @Test
        void aNulInsideIsRefusedWithItsPlace() {
            refused("p has a NUL at byte 10", SecurityString.of("alice\0@OTHER.COM"));
            refused("p has a NUL at byte 10", SecurityString.of("alice\0"));
        }

        @Test
        void printsNothing() {
            assertEquals("SecurityString[12]", SecurityString.of("secret").toString());
        }

        private static char[] filled(int length, char with) {
            char[] chars = new char[length];
            Arrays.fill(chars, with);
            return chars;
        }
    }

    @Nested
    @DisplayName("LPSTR and its charset")
    class Narrow {
        static Stream<Arguments> readable() {
            return Stream.of(
                    Arguments.of("jürgen", StandardCharsets.ISO_8859_1),
                    Arguments.of("jürgen", StandardCharsets.UTF_8),
                    Arguments.of("\uD83D\uDE00", StandardCharsets.UTF_8),
                    Arguments.of("ユーザー", Charset.forName("windows-31j")),
                    Arguments.of("", StandardCharsets.UTF_8));
        }

        @ParameterizedTest
        @MethodSource("readable")
        void bytesAreReadInTheirCharset(String text, Charset charset) throws Exception {
            assertArrayEquals(text.toCharArray(), new AnsiString(text.getBytes(charset), charset).chars("p"));
            assertArrayEquals(text.toCharArray(), AnsiString.of(text, charset).chars("p"));
        }

        @Test
        void bytesThatTheCharsetCannotReadAreRefusedWithTheirPlace() {
            refused("p has bytes that UTF-8 cannot read at byte 1", new AnsiString(new byte[] {'j', (byte) 0xFC, 'r'},
                    StandardCharsets.UTF_8));
            refused("at byte 2", new AnsiString(new byte[] {'a', 'b', (byte) 0xC3}, StandardCharsets.UTF_8));
            refused("at byte 0", new AnsiString(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD}, StandardCharsets.UTF_8));
            refused("US-ASCII cannot read at byte 1", new AnsiString(new byte[] {'a', (byte) 0x80}, StandardCharsets.US_ASCII));
        }

        @Test
        void halfOfASurrogatePairIsRefused() {
            refused("UTF-16BE cannot read", new AnsiString(new byte[] {0, 'a', (byte) 0xD8, 0x3D, 0, 'b'}, StandardCharsets.UTF_16BE));
        }

        @Test
        void aNulInsideIsRefusedWithItsPlace() {
            refused("p has a NUL at character 5", AnsiString.of("alice\0@OTHER.COM"));
        }

        @Test
        void noOtherNameComesOutOfACharsetThatCannotSayIt() {
            assertThrows(IllegalArgumentException.class, () -> AnsiString.of("jürgen", StandardCharsets.US_ASCII));
            assertThrows(IllegalArgumentException.class, () -> AnsiString.of("\uD83D"));
            assertThrows(IllegalArgumentException.class, () -> AnsiString.of("a", Charset.forName("ISO-2022-CN")));
        }

        @Test
        void printsNothing() {
            assertEquals("AnsiString[6]", AnsiString.of("secret").toString());
        }
    }

    @Test
    void nullIsNoString() throws Exception {
        assertNull(SecurityString.of(null));
        assertNull(AnsiString.of(null));
        assertNull(HeaderString.text("p", null));
    }

    @Test
    void aPasswordIsReadWithoutAString() throws Exception {
        try (var wide = HeaderString.secret("p", SecurityString.of("pä"));
                var narrow = HeaderString.secret("p", AnsiString.of("pä"))) {
            byte[] utf16 = "pä".getBytes(StandardCharsets.UTF_16LE);
            assertArrayEquals(utf16, wide.use(byte[]::clone));
            assertArrayEquals(utf16, narrow.use(byte[]::clone));
        }
        assertEquals(SEC_E_INVALID_PARAMETER, assertThrows(SspiException.class, () -> HeaderString.secret("p", null)).status());
    }

    private static void refused(String sentence, HeaderString string) {
        var failure = assertThrows(SspiException.class, () -> string.chars("p"));
        assertEquals(SEC_E_INVALID_PARAMETER, failure.status());
        assertTrue(failure.getMessage().contains(sentence), failure.getMessage());
        assertFalse(failure.getMessage().contains("alice"), failure.getMessage());
    }
}
