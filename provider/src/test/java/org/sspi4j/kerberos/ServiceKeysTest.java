package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.ApOptions;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;

@DisplayName("RFC 4120 3.2.3 the key that a ticket is opened with")
class ServiceKeysTest {
    private static final PrincipalName CIFS = PrincipalName.of(NameType.NT_SRV_INST, "cifs", "web.example.com");

    private final Acceptance acceptance = new Acceptance();
    private final Forge.TicketFields ticket = acceptance.forge.ticket;

    @Nested
    class ByName {
        @Test
        @Tag("S116")
        void aTicketForAnotherServiceIsForAnotherPrincipal() {
            ticket.sname = CIFS;
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_WRONG_PRINCIPAL, refusal.status());
            says(refusal, "cifs/web.example.com@EXAMPLE.COM", "HTTP/web.example.com@EXAMPLE.COM version 3", "service.keytab");
        }

        @Test
        void aTicketOfAnotherRealmIsForAnotherPrincipal() {
            ticket.realm = "EXAMPLE.ORG";
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"web.example.com.", "WEB.example.com", "web.example\u3002com", "\uFF57eb.example.com"})
        void noCaseWidthOrDotIsFolded(String host) {
            ticket.sname = PrincipalName.of(NameType.NT_SRV_INST, "HTTP", host);
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        /** KrbRelay: the keytab could open it, but the credential was acquired for one name. */
        @Test
        void aTicketForAServiceOfTheSameKeytabThatTheCredentialDoesNotNameIsRefused() throws Exception {
            acceptance.keytab.with(CIFS, Forge.REALM, 3, false, Forge.key(Forge.AES256, "service"));
            ticket.sname = CIFS;
            assertEquals("cifs/web.example.com@EXAMPLE.COM", acceptance.accepts().server());
            acceptance.identity = Identity.keytab("HTTP/web.example.com@EXAMPLE.COM", Acceptance.KEYTAB);
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }
    }

    @Nested
    class ByVersion {
        @Test
        void aVersionThatIsNotThereIsNamedOnBothSides() {
            ticket.kvno = OptionalLong.of(4);
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_NO_CREDENTIALS, refusal.status());
            says(refusal, "version 4 of aes256-cts-hmac-sha1-96", "version 3 aes256-cts-hmac-sha1-96");
        }

        @Test
        void eachVersionOpensItsOwnTickets() throws Exception {
            acceptance.keytab.with(4, Forge.key(Forge.AES256, "newer"));
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
            ticket.kvno = OptionalLong.of(4);
            ticket.key = Forge.key(Forge.AES256, "newer");
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void theKeyOfAnotherVersionIsNotTried() {
            acceptance.keytab.with(4, Forge.key(Forge.AES256, "newer"));
            ticket.kvno = OptionalLong.of(4);
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @Test
        void withoutAVersionEveryKeyIsTried() throws Exception {
            acceptance.keytab.with(4, Forge.key(Forge.AES256, "newer")).with(5, Forge.key(Forge.AES256, "newest"));
            ticket.kvno = OptionalLong.empty();
            for (var name : List.of("service", "newer", "newest")) {
                ticket.key = Forge.key(Forge.AES256, name);
                assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
            }
            ticket.key = Forge.key(Forge.AES256, "somebody else's");
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(longs = {259, 0x1_0003, 0xFFFF_FF03L, -253})
        void eightBitsInTheKeytabAreTheLowOnesOfTheTickets(long kvno) throws Exception {
            ticket.kvno = OptionalLong.of(kvno);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void thirtyTwoBitsInTheKeytabAreAllCompared() throws Exception {
            acceptance.keytab = new Forge.KeytabBytes()
                    .with(Forge.SERVICE, Forge.REALM, 259, true, Forge.key(Forge.AES256, "service"));
            ticket.kvno = OptionalLong.of(259);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
            ticket.kvno = OptionalLong.of(3);
            assertEquals(SEC_E_NO_CREDENTIALS, acceptance.refuses().status());
            ticket.kvno = OptionalLong.of(259 + 256);
            assertEquals(SEC_E_NO_CREDENTIALS, acceptance.refuses().status());
        }

        /** Read-only domain controllers number their keys from the top: 32 bits, signed or not. */
        @ParameterizedTest
        @ValueSource(longs = {0xFFFF_0001L, -65535})
        void aVersionWithTheTopBitIsTheSameSignedOrNot(long kvno) throws Exception {
            acceptance.keytab = new Forge.KeytabBytes()
                    .with(Forge.SERVICE, Forge.REALM, 0xFFFF_0001L, true, Forge.key(Forge.AES256, "service"));
            ticket.kvno = OptionalLong.of(kvno);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void aPasswordHasKeysOfAnyVersion() throws Exception {
            acceptance.identity = Identity.password("HTTP/web.example.com@EXAMPLE.COM", Secret.password("secret".toCharArray()));
            byte[] salt = "EXAMPLE.COMHTTPweb.example.com".getBytes(US_ASCII);
            ticket.key = Forge.AES256.stringToKey("secret".getBytes(US_ASCII), salt);
            ticket.kvno = OptionalLong.of(77);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }
    }

    @Nested
    class ByType {
        @Test
        void aTypeThatIsNotThereIsNamedOnBothSides() {
            ticket.etype = Forge.AES128;
            ticket.key = Forge.key(Forge.AES128, "service");
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_NO_CREDENTIALS, refusal.status());
            says(refusal, "version 3 of aes128-cts-hmac-sha1-96", "version 3 aes256-cts-hmac-sha1-96");
        }

        @Test
        void aTypeThatNobodyKnowsIsNamedByItsNumber() {
            var apReq = ApReq.of(
                    ApOptions.MUTUAL_REQUIRED,
                    Ticket.of(
                            Forge.REALM,
                            Forge.SERVICE,
                            new EncryptedData(23, OptionalLong.empty(), new byte[100])),
                    acceptance.forge.apReq().authenticator());
            var token = GssToken.of(
                    GssToken.KERBEROS, GssToken.AP_REQ, apReq.wire());
            var refusal = acceptance.refuses(token.wire());
            assertEquals(SEC_E_NO_CREDENTIALS, refusal.status());
            says(refusal, "a key of unknown version");
        }

        @Test
        void aKeyOfATypeThatIsNotPermittedIsNotUsed() throws Exception {
            acceptance.keytab.with(3, Forge.key(Forge.AES128, "service"));
            ticket.etype = Forge.AES128;
            ticket.key = Forge.key(Forge.AES128, "service");
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
            acceptance.config = acceptance.config.toBuilder().permittedEnctypes("aes256-cts").build();
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_NO_CREDENTIALS, refusal.status());
            assertFalse(refusal.getMessage().contains("version 3 aes128"), refusal.getMessage());
        }

        @Test
        void aKeytabWithoutAPermittedKeyMakesNoCredential() {
            acceptance.config = acceptance.config.toBuilder().permittedEnctypes("aes128-cts").build();
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(SspiException.class, acceptance::credential).status());
        }
    }

    private static void says(SspiException refusal, String... parts) {
        for (var part : parts) {
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        }
    }
}
