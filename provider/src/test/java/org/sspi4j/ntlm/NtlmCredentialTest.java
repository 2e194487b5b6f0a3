package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;

@DisplayName("NTLM: whose credentials")
class NtlmCredentialTest {
    private final Conversation conversation = new Conversation();

    private Credential password(String user, String password) throws SspiException {
        return conversation.acquire(CredentialUse.OUTBOUND, Identity.password(user, Secret.password(password.toCharArray())));
    }

    private SspiException refused(CredentialUse use, Identity identity) {
        return assertThrows(SspiException.class, () -> conversation.acquire(use, identity));
    }

    @ParameterizedTest
    @CsvSource({"EXAMPLE\\alice", "alice@example.com", "alice"})
    void namesAreAsWritten(String user) throws Exception {
        var credential = password(user, "secret");
        assertEquals(Optional.of(user), credential.name());
        assertEquals(user, credential.query(CredentialAttribute.NAMES).userName());
        assertTrue(credential.isOf(user.toUpperCase(Locale.ROOT)));
        assertFalse(credential.isOf("bob"));
        assertEquals(Instant.MAX, credential.expiry());
        assertFalse(credential.isProven(), "only a server can find that out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXAMPLE\\", "A\\B\\C", "\\", "ABCDEFGHIJKLMNOP\\alice", "al\uD800ice"})
    void whatIsNoNameIsRefused(String user) {
        var refusal = assertThrows(SspiException.class, () -> password(user, "secret"));
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refusal.status());
    }

    @Test
    void namesAndPasswordsHaveLimits() throws Exception {
        password("EXAMPLE12345678\\" + "u".repeat(256), "p".repeat(256));
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, assertThrows(SspiException.class, () -> password("u".repeat(257), "p")).status());
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, assertThrows(SspiException.class, () -> password("u", "p".repeat(257))).status());
    }

    @Test
    void noNameTakesAPassword() throws Exception {
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, assertThrows(SspiException.class, () -> password("", "secret")).status());
        assertEquals(Optional.empty(), password("", "").name());
        assertEquals(
                SEC_E_UNKNOWN_CREDENTIALS, refused(CredentialUse.OUTBOUND, Identity.ntHash("", Secret.key(new byte[16]))).status());
    }

    @Test
    void otherKindsOfIdentitiesAreNotKnown() {
        for (var identity : List.of(Identity.ccache(Path.of("c")), Identity.keytab(Path.of("k")))) {
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused(CredentialUse.OUTBOUND, identity).status());
        }
    }

    @Test
    void aServerAloneIsNobodysClient() {
        var server = NtlmCred.builder().accounts(conversation.store).build();
        assertEquals(SEC_E_NO_CREDENTIALS, refused(CredentialUse.OUTBOUND, server).status());
        assertEquals(SEC_E_NO_CREDENTIALS, refused(CredentialUse.BOTH, server).status());
    }

    @Test
    void aServerHasNoName() throws Exception {
        var server = conversation.acquire(CredentialUse.INBOUND, NtlmCred.builder().accounts(conversation.store).build());
        assertEquals(Optional.empty(), server.name());
        assertFalse(server.isOf("alice"));
        assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(SspiException.class, () -> server.query(CredentialAttribute.NAMES)).status());
    }

    @Test
    void closingWipes() throws Exception {
        var credential = (NtlmCredential) password("alice", "secret");
        credential.close();
        assertTrue(credential.client().orElseThrow().ntowfv1().isClosed());
    }

    /** There is no key left to make responses of version 2 with. */
    @Test
    void closingWipesWhatResponsesAreMadeWith() throws Exception {
        var first = client("secret");
        var second = client("another");
        assertNotEquals(proof(first), proof(second));
        var lm = first.client().orElseThrow().lmowfv1().orElseThrow();
        assertFalse(lm.isClosed());
        first.close();
        second.close();
        assertThrows(IllegalStateException.class, () -> proof(first));
        assertThrows(IllegalStateException.class, () -> proof(second));
        assertTrue(lm.isClosed());
    }

    private NtlmCredential client(String password) throws SspiException {
        var identity = Identity.password("alice", Secret.password(password.toCharArray()));
        return (NtlmCredential) conversation.acquire(
                CredentialUse.OUTBOUND, NtlmCred.builder().identity(identity).allow(NtlmAllowance.CLIENT_LM).build());
    }

    private static String proof(NtlmCredential credential) {
        return HexFormat.of().formatHex(credential.client().orElseThrow().ntowfv2().ntProofStr(new byte[8], new byte[8], 0));
    }

    @Test
    void nothingSecretIsPrinted() throws Exception {
        assertEquals("NtlmCredential[EXAMPLE\\alice, []]", password("EXAMPLE\\alice", "secret").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/web.example.com, WEB, web.example.com",
        "HTTP/averyveryverylongname.example.com:8080, AVERYVERYVERYLO, averyveryverylongname.example.com",
        "HTTP/averyveryveryl\uD840\uDC00.example.com, AVERYVERYVERYL, averyveryveryl\uD840\uDC00.example.com",
        "HTTP/averyveryvery\uD840\uDC00.example.com, AVERYVERYVERY\uD840\uDC00, averyveryvery\uD840\uDC00.example.com",
        "HTTP/web, LOCALHOST, ",
        "HTTP/192.0.2.1, LOCALHOST, "
    })
    void aServerThatIsNotToldIsCalledAsItsTargets(String spn, String netBios, String dns) {
        var names = new TargetNames(Set.of(spn)).serverNames();
        assertEquals(netBios, names.nbComputerName());
        assertEquals(Optional.ofNullable(dns), names.dnsComputerName());
    }

    @Test
    void aServerThatNobodyNamedIsCalledLocalhost() {
        assertEquals(NtlmServerNames.standalone("LOCALHOST"), new TargetNames(Set.of()).serverNames());
    }
}
