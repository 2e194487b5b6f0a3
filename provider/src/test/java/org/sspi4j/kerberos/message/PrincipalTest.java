package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

class PrincipalTest {
    @Nested
    @DisplayName("RFC 1964 2.1.1 as text")
    class Text {
        @ParameterizedTest
        @CsvSource(quoteCharacter = '"', value = {
            "alice@EXAMPLE.COM, alice, EXAMPLE.COM",
            "alice, alice, DEFAULT",
            "HTTP/www.example.com@EXAMPLE.COM, HTTP|www.example.com, EXAMPLE.COM",
            "HTTP/www.example.com:8080/instance, HTTP|www.example.com:8080|instance, DEFAULT",
            "alice\\@example.com@CORP, alice@example.com, CORP",
            "a\\/b\\\\c/d, a/b\\c|d, DEFAULT",
            "\\alice, alice, DEFAULT",
            "alice@/C=DE/O=X, alice, /C=DE/O=X",
            "alice@A\\@B\\\\C, alice, A@B\\C",
            "jürgen@KÖLN, jürgen, KÖLN",
        })
        void isTakenApart(String text, String components, String realm) throws Exception {
            var principal = Principal.parse(text, "DEFAULT");
            assertEquals(List.of(components.split("\\|")), principal.name().nameString());
            assertEquals(realm, principal.realm());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "@R", "alice@", "/alice", "alice/", "a//b", "alice@A@B", "alice\\", "alice@R\\", "a\\0b", "a\\nb", "a\\tb", "a\\bb", "a\0b",
                    "a\nb",
            "a\\\nb", "a@R\u007F", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
        })
        void otherTextIsRefused(String text) {
            assertThrows(DecodeException.class, () -> Principal.parse(text, "DEFAULT"));
        }

        @Test
        void aNameAloneHasNoRealm() throws Exception {
            assertEquals(PrincipalName.of(NameType.NT_SRV_INST, "HTTP", "www"), PrincipalName.parse("HTTP/www"));
            var refusal = assertThrows(DecodeException.class, () -> PrincipalName.parse("HTTP/www@R"));
            assertEquals("principal has a @ that should be written with a backslash at offset 8", refusal.getMessage());
        }

        @Test
        void oneComponentIsAPrincipalAndMoreAreAService() throws Exception {
            assertEquals(NameType.NT_PRINCIPAL, PrincipalName.parse("alice").nameType());
            assertEquals(NameType.NT_SRV_INST, PrincipalName.parse("cifs/server").nameType());
        }

        @Test
        void isPrintedAsItIsParsed() throws Exception {
            for (String component : List.of("alice", "a/b", "a@b", "a\\b", "\\", "//@@", "n", "0")) {
                var principal = new Principal(PrincipalName.of(NameType.NT_SRV_INST, component, component), component);
                assertEquals(principal, Principal.parse(principal.toString(), "DEFAULT"));
            }
        }
    }

    @Nested
    @DisplayName("RFC 4120 6.2 comparison")
    class Comparison {
        @Test
        void theTypeDoesNotMatter() {
            assertTrue(PrincipalName.of(1, "krbtgt", "R").sameAs(PrincipalName.of(2, "krbtgt", "R")));
            assertTrue(new Principal(PrincipalName.of(1, "a"), "R").sameAs(new Principal(PrincipalName.of(10, "a"), "R")));
        }

        @Test
        void everythingElseDoes() {
            var name = PrincipalName.of(1, "HTTP", "www");
            assertFalse(name.sameAs(PrincipalName.of(1, "http", "www")));
            assertFalse(name.sameAs(PrincipalName.of(1, "HTTP", "ｗww")));
            assertFalse(name.sameAs(PrincipalName.of(1, "HTTP/www")));
            assertFalse(name.sameAs(PrincipalName.of(1, "HTTP")));
            assertFalse(new Principal(name, "R").sameAs(new Principal(name, "r")));
            assertFalse(new Principal(name, "R").sameAs(new Principal(PrincipalName.of(1, "HTTP"), "R")));
        }
    }

    @Test
    void sixteenComponentsAndNoMore() {
        String[] most = new String[PrincipalName.MAX_COMPONENTS];
        Arrays.fill(most, "a");
        assertEquals(16, PrincipalName.of(1, most).nameString().size());
        String[] tooMany = Arrays.copyOf(most, 17);
        tooMany[16] = "a";
        assertThrows(IllegalArgumentException.class, () -> PrincipalName.of(1, tooMany));
    }
}
