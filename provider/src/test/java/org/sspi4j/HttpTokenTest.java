package org.sspi4j;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("RFC 9110 11 challenges and credentials")
class HttpTokenTest {
    private static boolean begins(String token) {
        return new HttpToken("Negotiate", token.getBytes(ISO_8859_1)).begins();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0060\u0002\u0006\u0000", "\u0060", "NTLMSSP\0\u0001\0\0\0"})
    void firstTokensAreKnownByTheirBeginning(String token) {
        assertTrue(begins(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A1\u0002\u0030\u0000", "NTLMSSP\0\u0003\0\0\0", "NTLMSSP\0", "NTLMSSX\0\u0001\0\0\0", ""})
    void laterOnesAreNot(String token) {
        assertFalse(begins(token));
    }

    @Test
    void aListMayHaveSeveralOfOneScheme() throws Exception {
        var found = HttpToken.ofChallenges(List.of("a b=\"\\\", N YQ==\", n YWI=", "N"), List.of("N"));
        assertEquals(2, found.size());
        assertEquals("N", found.get(0).scheme());
        assertArrayEquals(new byte[] {'a', 'b'}, found.get(0).token());
        assertEquals(0, found.get(1).token().length);
    }

    @Test
    void aParameterWithASpaceInItIsNoScheme() throws Exception {
        assertEquals(List.of(), HttpToken.ofChallenges(List.of("a b=c, n =YQ, N  = \"YQ\""), List.of("N")));
    }

    /** RFC 9110 11.1: a token of ASCII. Dotless i and long s count as i and s where Java folds them. */
    @ParameterizedTest
    @ValueSource(strings = {"Negot\u0131ate YQ==", "Ba\u017Fic YQ==", "\u212Aerberos YQ=="})
    void noOtherLetterCountsAsOneOfTheScheme(String authorization) throws Exception {
        assertTrue(HttpToken.ofCredentials(authorization, List.of("Negotiate", "Basic", "Kerberos")).isEmpty());
    }

    @Test
    void noTokenIsLongerThanAPackageMakesOne() throws Exception {
        var longest = HttpToken.header("N", new byte[65_535]);
        assertEquals(65_535, HttpToken.ofCredentials(longest, List.of("N")).orElseThrow().token().length);
        var longer = assertThrows(SspiException.class, () -> HttpToken.ofCredentials(longest + "A", List.of("N")));
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, longer.status());
        assertTrue(longer.getMessage().contains("87381 characters"), longer.getMessage());
    }

    @Test
    void aHeaderIsSchemeAndBase64() {
        assertEquals("Negotiate", HttpToken.header("Negotiate", new byte[0]));
        assertEquals("Negotiate YWI=", HttpToken.header("Negotiate", new byte[] {'a', 'b'}));
    }
}
