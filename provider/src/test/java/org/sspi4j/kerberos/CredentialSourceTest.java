package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.CredentialUse.BOTH;
import static org.sspi4j.api.CredentialUse.INBOUND;
import static org.sspi4j.api.CredentialUse.OUTBOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.fixture.ScriptedKdc.ALICE;
import static org.sspi4j.fixture.ScriptedKdc.WEB;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.TicketFlags;

@DisplayName("AcquireCredentialsHandle: what an identity becomes")
class CredentialSourceTest {
    private static final Path FILE = Path.of("/the/file");

    private final Client client = new Client();

    private static Secret secret() {
        return Secret.password("secret".toCharArray());
    }

    private static Identity password(String user) {
        return Identity.password(user, secret());
    }

    @Test
    @DisplayName("what only other packages take")
    void whatIsAnotherPackagesIsAnUnknownCredential() {
        for (var identity : List.of(
                Identity.ntHash("alice", Secret.key(new byte[16])), NtlmCred.builder().build(), NegotiateCred.builder().build())) {
            says(refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> client.acquire(OUTBOUND, identity)), identity.getClass().getSimpleName());
        }
    }

    @Nested
    @DisplayName("user and password")
    class Password {
        @ParameterizedTest
        @CsvSource({
            "alice, alice@EXAMPLE.COM",
            "alice@EXAMPLE.COM, alice@EXAMPLE.COM",
            "alice@OTHER.COM, alice@OTHER.COM",
            "OTHER.COM\\alice, alice@OTHER.COM",
            "OTHER\\nancy, nancy\\@OTHER@EXAMPLE.COM",
            "alice/admin, alice/admin@EXAMPLE.COM",
            "alice\\@firm.com, alice\\@firm.com@EXAMPLE.COM",
            "a\\/b, a\\/b@EXAMPLE.COM",
        })
        @Tag("S4")
        @Tag("S10")
        void aUserIsWrittenInThreeWays(String text, String principal) throws Exception {
            assertEquals(Optional.of(principal), client.acquire(OUTBOUND, password(text)).name());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "@", "alice@", "@EXAMPLE.COM", "alice@A@B", "OTHER\\", "a//b", "OTHER\n\\alice", "al\tice", "/"})
        @Tag("S42")
        void whatIsNoNameIsAnUnknownCredential(String text) {
            refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> client.acquire(OUTBOUND, password(text)));
        }

        @Test
        void withoutARealmItIsSaidWhatToDo() {
            client.config = KerberosConfig.builder().build();
            says(
                    refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> client.acquire(OUTBOUND, password("alice"))),
                    "\"alice\"", "alice@EXAMPLE.COM", "default_realm");
        }

        @Test
        void aPasswordWithAnUnpairedSurrogateIsRefusedWhenItIsAcquired() {
            var identity = Identity.password("alice", Secret.password(new char[] {'a', '\uD800', 'b'}));
            says(refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> client.acquire(OUTBOUND, identity)), "surrogate");
        }

        @Test
        void nobodyIsAskedBeforeATicketIsNeeded() throws Exception {
            var credential = client.acquire(OUTBOUND, Identity.password("alice", Secret.password("wrong".toCharArray())));
            assertTrue(client.kdc.requests().isEmpty());
            assertEquals(Instant.MAX, credential.expiry());
        }

        @Test
        void theCallersSecretMayBeClosedAfterwards() throws Exception {
            var secret = secret();
            var credential = client.acquire(OUTBOUND, Identity.password("alice", secret));
            secret.close();
            client.ticket(credential, WEB);
        }

        @Test
        void aServiceHasTheKeysOfItsPassword() throws Exception {
            var credential = client.acquire(INBOUND, password("alice"));
            assertEquals(
                    List.of(AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96),
                    credential.serviceKeys().entries().stream().map(entry -> entry.key().type()).toList());
            assertEquals(
                    ScriptedKdc.aliceKey(ScriptedKdc.entry(AES128_CTS_HMAC_SHA1_96)),
                    credential.serviceKeys().latest(ALICE, AES128_CTS_HMAC_SHA1_96).orElseThrow());
        }

        @Test
        void bothLogsOnAndHasKeys() throws Exception {
            var credential = client.acquire(BOTH, password("alice"));
            client.ticket(credential, WEB);
            assertEquals(2, credential.serviceKeys().entries().size());
        }

        @Test
        void outboundHasNoKeysToAcceptWith() throws Exception {
            var credential = client.acquire(OUTBOUND, password("alice"));
            refusal(SEC_E_NO_CREDENTIALS, credential::serviceKeys);
        }
    }

    @Nested
    @DisplayName("keytab")
    class OfKeytab {
        private KerberosCredential acquire(CredentialUse use, Identity identity, byte[] file) throws Exception {
            client.kdc.file(FILE, file);
            return client.acquire(use, identity);
        }

        private final byte[] two = StoredFiles.keytab(
                StoredFiles.entry("HTTP/web.example.com@EXAMPLE.COM", 3, 18, new byte[32]),
                StoredFiles.alice(AES256_CTS_HMAC_SHA1_96));

        @Test
        @Tag("S10")
        void aNamedPrincipalsKeysAreTaken() throws Exception {
            var credential = acquire(OUTBOUND, Identity.keytab("alice", FILE), two);
            assertEquals(Optional.of("alice@EXAMPLE.COM"), credential.name());
            client.ticket(credential, WEB);
        }

        @Test
        void withoutANameAnInitiatorIsTheFirstEntry() throws Exception {
            assertEquals(
                    Optional.of("HTTP/web.example.com@EXAMPLE.COM"), acquire(OUTBOUND, Identity.keytab(FILE), two).name());
        }

        @Test
        void namesThatNoMessageCanCarryArePassedOver() throws Exception {
            byte[] odd = StoredFiles.keytab(
                    StoredFiles.entry(Collections.nCopies(17, "a"), 1, 18, new byte[32]),
                    StoredFiles.entry(List.of(), 1, 18, new byte[32]),
                    StoredFiles.alice(AES256_CTS_HMAC_SHA1_96));
            assertEquals(Optional.of("alice@EXAMPLE.COM"), acquire(OUTBOUND, Identity.keytab(FILE), odd).name());
            assertEquals(1, acquire(INBOUND, Identity.keytab(FILE), odd).serviceKeys().entries().size());
        }

        @Test
        void withoutANameAnAcceptorIsAnybody() throws Exception {
            var credential = acquire(INBOUND, Identity.keytab(FILE), two);
            assertEquals(Optional.empty(), credential.name());
            assertEquals(2, credential.serviceKeys().entries().size());
        }

        @Test
        void aNamedAcceptorIsNobodyElse() throws Exception {
            var credential = acquire(INBOUND, Identity.keytab("HTTP/web.example.com", FILE), two);
            assertEquals(List.of(WEB.toString()),
                    credential.serviceKeys().entries().stream().map(entry -> entry.principal().toString()).toList());
        }

        @Test
        void bothWithoutANameIsTheFirstEntryAndHasAllKeys() throws Exception {
            var credential = acquire(BOTH, Identity.keytab(FILE), two);
            assertEquals(Optional.of(WEB.toString()), credential.name());
            assertEquals(2, credential.serviceKeys().entries().size());
        }

        @Test
        @Tag("S39")
        @Tag("S113")
        void anAbsentPrincipalIsToldWhatThereIs() {
            says(
                    refusal(SEC_E_NO_CREDENTIALS, () -> acquire(OUTBOUND, Identity.keytab("bob", FILE), two)),
                    FILE.toString(), "bob@EXAMPLE.COM", "HTTP/web.example.com@EXAMPLE.COM (aes256-cts-hmac-sha1-96)", "alice@EXAMPLE.COM");
        }

        @Test
        void keysOfTypesThatAreNotPermittedAreNone() {
            client.config = ScriptedKdc.config().permittedEnctypes("aes128-cts").build();
            says(
                    refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND, Identity.keytab(FILE), two)),
                    "aes128-cts-hmac-sha1-96", "(aes256-cts-hmac-sha1-96)", "permitted_enctypes");
        }

        @Test
        void anEmptyKeytabHasNoKeys() {
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(OUTBOUND, Identity.keytab(FILE), StoredFiles.keytab()));
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND, Identity.keytab(FILE), StoredFiles.keytab()));
        }

        @Test
        void everyPrefixOfAKeytabIsUsedOrRefused() {
            for (int length = 0; length < two.length; length++) {
                byte[] file = Arrays.copyOf(two, length);
                try {
                    acquire(INBOUND, Identity.keytab(FILE), file);
                } catch (SspiException e) {
                    assertEquals(SEC_E_NO_CREDENTIALS, e.status());
                    says(e, FILE.toString());
                } catch (Exception e) {
                    throw new AssertionError(length + " bytes", e);
                }
            }
        }

        @Test
        void aKeyOfTheWrongLengthIsDamaged() {
            byte[] file = StoredFiles.keytab(StoredFiles.entry("alice@EXAMPLE.COM", 1, 18, new byte[31]));
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND, Identity.keytab(FILE), file)), "damaged");
        }

        @Test
        void aMissingFileIsNoCredentials() {
            refusal(SEC_E_NO_CREDENTIALS, () -> client.acquire(INBOUND, Identity.keytab(Path.of("/no/such"))));
        }

        @Test
        void theNewestKeyProves() throws Exception {
            var credential = acquire(OUTBOUND, Identity.keytab("alice", FILE), StoredFiles.keytab(
                    StoredFiles.entry("alice@EXAMPLE.COM", 7, 18,
                            ScriptedKdc.aliceKey(ScriptedKdc.entry(AES256_CTS_HMAC_SHA1_96)).copyOfValue()),
                    StoredFiles.entry("alice@EXAMPLE.COM", 2, 18, new byte[32])));
            client.ticket(credential, WEB);
        }
    }

    @Nested
    @DisplayName("credential cache")
    class OfCcache {
        private KerberosCredential acquire(byte[] file) throws Exception {
            client.kdc.file(FILE, file);
            var credential = client.acquire(OUTBOUND, Identity.ccache(FILE));
            client.kdc.requests().clear();
            return credential;
        }

        private ServiceTicket forWeb() throws Exception {
            return client.ticket(client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96)), WEB);
        }

        @Test
        @Tag("S43")
        @Tag("S30")
        void theDefaultPrincipalIsTheClient() throws Exception {
            var credential = acquire(StoredFiles.ccache(ALICE, StoredFiles.stored(client.tgt())));
            assertEquals(Optional.of(ALICE.toString()), credential.name());
            assertEquals(Client.now().plus(Duration.ofHours(10)), credential.expiry());
            client.ticket(credential, WEB);
            assertEquals(List.of("TgsReq"), client.asked());
        }

        @Test
        void aTicketForTheServiceNeedsNoKdc() throws Exception {
            var credential = acquire(StoredFiles.ccache(ALICE, StoredFiles.stored(forWeb())));
            assertEquals(WEB.toString(), client.ticket(credential, WEB).server().toString());
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void anEndedTicketIsNoCredentialsWithItsEnd() throws Exception {
            var credential = acquire(StoredFiles.ccache(ALICE, StoredFiles.stored(client.tgt())));
            client.facilities.pass(Duration.ofHours(10));
            says(
                    refusal(SEC_E_NO_CREDENTIALS, () -> client.ticket(credential, WEB)),
                    "ended at 2026-03-01T22:00:00Z", "kinit", "alice@EXAMPLE.COM");
        }

        @Test
        void ofTwoTicketsForOneServerTheOneThatHoldsLongestCounts() throws Exception {
            var old = client.tgt();
            client.facilities.pass(Duration.ofHours(1));
            var young = client.tgt();
            for (var file : List.of(
                    StoredFiles.ccache(ALICE, StoredFiles.stored(old), StoredFiles.stored(young)),
                    StoredFiles.ccache(ALICE, StoredFiles.stored(young), StoredFiles.stored(old)))) {
                assertEquals(young.endtime(), acquire(file).expiry());
            }
        }

        @Test
        @DisplayName("tickets of another client are not the owner's (CVE-2019-2949)")
        @Tag("S45")
        void ticketsOfAnotherClientAreNotTheOwners() throws Exception {
            var bob = new Principal(ScriptedKdc.principal("bob@EXAMPLE.COM").name(), "EXAMPLE.COM");
            byte[] file = StoredFiles.ccache(bob, StoredFiles.stored(client.tgt()), StoredFiles.stored(forWeb()));
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(file)), FILE.toString(), "bob@EXAMPLE.COM", "kinit");
        }

        @Test
        void userToUserAndPostdatedTicketsAreLeftOut() throws Exception {
            var tgt = client.tgt();
            byte[] skey = StoredFiles.ccache(ALICE, StoredFiles.stored(tgt, tgt.flags(), true));
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(skey));
            byte[] invalid = StoredFiles.ccache(ALICE, StoredFiles.stored(tgt, TicketFlags.INVALID, false));
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(invalid));
        }

        @Test
        void ticketsOfTypesThatAreNotPermittedAreLeftOut() throws Exception {
            byte[] file = StoredFiles.ccache(ALICE, StoredFiles.stored(client.tgt()));
            client.config = ScriptedKdc.config().permittedEnctypes("aes128-cts").build();
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(file));
        }

        @ParameterizedTest
        @ValueSource(strings = {"INBOUND", "BOTH"})
        void itHasNoKeysToAcceptWith(CredentialUse use) {
            says(refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> client.acquire(use, Identity.ccache(FILE))), "keytab");
        }

        @Test
        void aMissingFileSaysWhatToDo() {
            says(
                    refusal(SEC_E_NO_CREDENTIALS, () -> client.acquire(OUTBOUND, Identity.ccache(FILE))),
                    FILE.toString(), "kinit", "KRB5CCNAME");
        }

        @Test
        void everyPrefixOfACacheIsUsedOrRefused() throws Exception {
            byte[] whole = StoredFiles.ccache(ALICE, StoredFiles.stored(client.tgt()));
            for (int length = 0; length < whole.length; length++) {
                byte[] file = Arrays.copyOf(whole, length);
                says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(file)), FILE.toString());
            }
        }

        @Test
        void aTicketThatIsNoneIsLeftOut() throws Exception {
            var tgt = client.tgt();
            var stored = StoredFiles.stored(tgt);
            tgt.ticket().wire()[0] = 0;
            byte[] file = StoredFiles.ccache(ALICE, stored);
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(file));
        }
    }

    @Test
    void aNameOfNobodyCannotLogOn() throws Exception {
        client.kdc.file(FILE, StoredFiles.keytab(StoredFiles.alice(AES256_CTS_HMAC_SHA1_96)));
        var credential = client.acquire(INBOUND, Identity.keytab(FILE));
        refusal(SEC_E_NO_CREDENTIALS, () -> client.ticket(credential, WEB));
    }

    @Test
    void aClosedSecretIsAFaultOfTheCaller() {
        var secret = secret();
        secret.close();
        assertThrows(IllegalStateException.class, () -> client.acquire(OUTBOUND, Identity.password("alice", secret)));
    }
}
