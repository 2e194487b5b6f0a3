package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;

class ShownTest {
    private static String shown(String component) {
        return Shown.of(new Principal(PrincipalName.of(NameType.NT_PRINCIPAL, component), "R"));
    }

    @Test
    void aNameIsWhatItIs() {
        assertEquals("alice@R", shown("alice"));
    }

    @Test
    void charactersThatSteerALineAreQuestionMarks() {
        assertEquals("a?b?c?d@R", shown("a\u202Eb\u2028c\u2029d"));
    }

    @Test
    void aLongNameIsCutShort() {
        assertEquals("x".repeat(200) + "…", shown("x".repeat(60_000)));
    }
}
