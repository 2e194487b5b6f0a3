package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("CREDSSP_CRED: credssp.h, sspi.md 6.4")
class CredSspCredTest {
    private static final Identity ALICE = Identity.password("alice", Secret.password("secret".toCharArray()));

    @Test
    @Tag("S155")
    void typesHaveTheNumbersOfTheHeader() {
        assertEquals(
                Map.of("PASSWORD_CREDS", 2, "SCHANNEL_CREDS", 4, "CERTIFICATE_CREDS", 13, "SUBMIT_BUFFER_BOTH", 50,
                        "SUBMIT_BUFFER_BOTH_OLD", 51, "CRED_EX", 100),
                Arrays.stream(CredSspCred.SubmitType.values())
                        .collect(Collectors.toMap(Enum::name, CredSspCred.SubmitType::value)));
    }

    @Test
    @Tag("S155")
    void carriesBothMembers() {
        for (SchannelSettings schannel : new SchannelSettings[] {SchCredentials.anonymous(), SchannelCred.builder().build()}) {
            var both = CredSspCred.of(schannel, ALICE);
            assertEquals(CredSspCred.SubmitType.SUBMIT_BUFFER_BOTH, both.type());
            assertSame(schannel, both.schannelCred().orElseThrow());
            assertSame(ALICE, both.spnegoCred().orElseThrow());
        }
    }

    @Test
    void hasAllOfItsParts() {
        assertThrows(NullPointerException.class, () -> new CredSspCred(null, Optional.empty(), Optional.empty()));
        assertThrows(NullPointerException.class, () -> new CredSspCred(
                CredSspCred.SubmitType.PASSWORD_CREDS, null, Optional.empty()));
        assertThrows(NullPointerException.class, () -> new CredSspCred(
                CredSspCred.SubmitType.PASSWORD_CREDS, Optional.empty(), null));
    }

    @Test
    void tellsNoPassword() {
        assertFalse(CredSspCred.of(SchCredentials.anonymous(), ALICE).toString().contains("secret"));
    }
}
