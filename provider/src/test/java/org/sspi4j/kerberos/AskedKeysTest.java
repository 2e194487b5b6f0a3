package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.spi.CredentialRequest;

@DisplayName("SEC_GET_KEY_FN")
class AskedKeysTest {
    private final Acceptance test = new Acceptance();
    private final List<String> asked = new ArrayList<>();
    private ProtocolKey key = Forge.key(Forge.AES256, "service");
    private Secret given;

    private SecGetKeyFn.Key getKey(Object argument, String principal, int keyVer) {
        asked.add(argument + " " + principal + " " + Integer.toUnsignedString(keyVer));
        given = Secret.key(key.copyOfValue());
        return new SecGetKeyFn.Key(key.type().number(), given);
    }

    private KerberosCredential credential(SecGetKeyFn function, Optional<String> principal) throws SspiException {
        var request = new CredentialRequest(
                principal,
                CredentialUse.INBOUND,
                new Identity.GetKey(function, "mine"),
                test.config,
                name -> Optional.empty(),
                test.facilities);
        return (KerberosCredential) Drive.sync(new KerberosPackage().acquire(request), Acceptance.World.EMPTY);
    }

    private Acceptance.Accepted accepts(SecGetKeyFn function) throws SspiException {
        return test.accepts(credential(function, Optional.empty()), test.forge.apReqToken());
    }

    private ServiceKeys keysFor(AskedKeys keys, Ticket ticket) throws SspiException {
        return Drive.sync(keys.of(ticket, test.facilities.now()), Acceptance.World.EMPTY);
    }

    @Test
    @Tag("S27")
    @Tag("S48")
    @Tag("S153")
    void theFunctionIsAskedForTheKeyOfTheTicketWithItsArgument() throws Exception {
        assertEquals("alice@EXAMPLE.COM", accepts(this::getKey).client());
        assertEquals(List.of("mine HTTP/web.example.com@EXAMPLE.COM 3"), asked);
    }

    /** Not even a function that gives nothing keeps a credential from being acquired. */
    @Test
    @Tag("S18")
    void nobodyIsAskedBeforeATokenComes() throws Exception {
        var credential = credential((argument, principal, keyVer) -> {
            asked.add(principal);
            return null;
        }, Optional.empty());
        assertEquals(List.of(), asked);
        refusal(SEC_E_NO_CREDENTIALS, () -> test.accepts(credential, test.forge.apReqToken()));
        assertEquals(List.of("HTTP/web.example.com@EXAMPLE.COM"), asked);
    }

    @Test
    void aTicketThatDoesNotTellItsVersionAsksForTheNewest() throws Exception {
        test.forge.ticket.kvno = OptionalLong.empty();
        accepts(this::getKey);
        test.forge.ticket.kvno = OptionalLong.of(0xFFFF_FFFFL);
        accepts(this::getKey);
        assertEquals(List.of("0", "4294967295"), asked.stream().map(call -> call.substring(call.lastIndexOf(' ') + 1)).toList());
    }

    @Test
    void theCallersKeyIsClosed() throws Exception {
        accepts(this::getKey);
        assertTrue(given.isClosed());
        key = Forge.key(EncryptionType.RC4_HMAC, "service");
        refusal(SEC_E_NO_CREDENTIALS, () -> accepts(this::getKey));
        assertTrue(given.isClosed());
    }

    @Test
    void whatTheFunctionThrowsIsWhatTheContextFailsWith() {
        says(refusal(SEC_E_LOGON_DENIED, () -> accepts((argument, principal, keyVer) -> {
            throw new SspiException(SEC_E_LOGON_DENIED, "not for you");
        })), "not for you");
    }

    @Test
    void noKeyIsNoCredentials() {
        says(refusal(SEC_E_NO_CREDENTIALS, () -> accepts((argument, principal, keyVer) -> null)), "HTTP/web.example.com", "version 3");
    }

    @Test
    void aKeyOfATypeThatIsNotPermittedIsRefused() {
        key = Forge.key(EncryptionType.RC4_HMAC, "service");
        says(refusal(SEC_E_NO_CREDENTIALS, () -> accepts(this::getKey)), "gave a key of HTTP/", "rc4-hmac", "not permitted");
    }

    @Test
    void aKeyOfAnotherTypeThanTheTicketsIsRefused() {
        key = Forge.key(Forge.AES128, "service");
        says(refusal(SEC_E_NO_CREDENTIALS, () -> accepts(this::getKey)), "aes256", "aes128", AskedKeys.ORIGIN);
    }

    @Test
    void aDamagedKeyIsRefused() {
        says(
                refusal(SEC_E_NO_CREDENTIALS, () -> accepts((argument, principal, keyVer) ->
                        new SecGetKeyFn.Key(Forge.AES256.number(), Secret.key(new byte[31])))),
                "damaged");
    }

    @Test
    void anotherServicesKeyOpensNothing() {
        key = Forge.key(Forge.AES256, "another service");
        refusal(SEC_E_WRONG_PRINCIPAL, () -> accepts(this::getKey));
    }

    @Test
    @DisplayName("pszPrincipal: tickets of other names are not asked about")
    void aCredentialOfOnePrincipalTakesItsTicketsOnly() throws Exception {
        var web = credential(this::getKey, Optional.of("HTTP/web.example.com"));
        assertEquals(Optional.of("HTTP/web.example.com@EXAMPLE.COM"), web.name());
        test.accepts(web, test.forge.apReqToken());
        test.forge.ticket.sname = PrincipalName.of(NameType.NT_SRV_INST, "cifs", "web.example.com");
        says(
                refusal(SEC_E_WRONG_PRINCIPAL, () -> test.accepts(web, test.forge.apReqToken())),
                "cifs/web.example.com", "HTTP/web.example.com");
        assertEquals(1, asked.size());
    }

    @Test
    void aKeyThatIsNotGivenAnyMoreOpensNothing() throws Exception {
        var credential = credential(this::getKey, Optional.empty());
        test.accepts(credential, test.forge.apReqToken());
        key = Forge.key(Forge.AES256, "changed");
        refusal(SEC_E_WRONG_PRINCIPAL, () -> test.accepts(credential, test.forge.apReqToken()));
        assertEquals(2, asked.size());
    }

    @Test
    void whatIsDerivedIsKeptWhileTheKeyIsTheSame() throws Exception {
        var keys = credential(this::getKey, Optional.empty()).askedKeys().orElseThrow();
        var first = keysFor(keys, test.forge.ticket());
        assertSame(first, keysFor(keys, test.forge.ticket()));
        key = Forge.key(Forge.AES256, "changed");
        var changed = keysFor(keys, test.forge.ticket());
        assertNotSame(first, changed);
        // Contexts that were under way are through after a minute; then the former key is wiped.
        first.entries().get(0).key().copyOfValue();
        test.facilities.pass(Duration.ofSeconds(61));
        assertSame(changed, keysFor(keys, test.forge.ticket()));
        assertThrows(IllegalStateException.class, () -> first.entries().get(0).key().copyOfValue());
    }

    @Test
    void onlySoManyAreKept() throws Exception {
        var keys = credential(this::getKey, Optional.empty()).askedKeys().orElseThrow();
        test.forge.ticket.kvno = OptionalLong.of(100);
        var first = keysFor(keys, test.forge.ticket());
        test.forge.ticket.kvno = OptionalLong.of(101);
        var second = keysFor(keys, test.forge.ticket());
        for (int kvno = 102; kvno < 116; kvno++) {
            test.forge.ticket.kvno = OptionalLong.of(kvno);
            keysFor(keys, test.forge.ticket());
        }
        test.forge.ticket.kvno = OptionalLong.of(100);
        assertSame(first, keysFor(keys, test.forge.ticket()));
        test.forge.ticket.kvno = OptionalLong.of(116);
        keysFor(keys, test.forge.ticket());
        test.forge.ticket.kvno = OptionalLong.of(101);
        assertNotSame(second, keysFor(keys, test.forge.ticket()), "the one that was not used for longest");
        test.forge.ticket.kvno = OptionalLong.of(100);
        assertSame(first, keysFor(keys, test.forge.ticket()), "used lately");
    }

    @Test
    void whoAsksForMoreAndMoreFillsNoMemory() throws Exception {
        var keys = credential(this::getKey, Optional.empty()).askedKeys().orElseThrow();
        test.forge.ticket.kvno = OptionalLong.of(100);
        var first = keysFor(keys, test.forge.ticket());
        for (int kvno = 101; kvno < 100 + 16 + 256; kvno++) {
            test.forge.ticket.kvno = OptionalLong.of(kvno);
            keysFor(keys, test.forge.ticket());
        }
        first.entries().get(0).key().copyOfValue();
        test.forge.ticket.kvno = OptionalLong.of(99);
        keysFor(keys, test.forge.ticket());
        assertThrows(IllegalStateException.class, () -> first.entries().get(0).key().copyOfValue());
    }

    @Test
    void aKeyThatWasGivenBeforeIsClosedAndSaidToBe() throws Exception {
        var once = new SecGetKeyFn.Key(Forge.AES256.number(), Secret.key(key.copyOfValue()));
        accepts((argument, principal, keyVer) -> once);
        says(refusal(SEC_E_NO_CREDENTIALS, () -> accepts((argument, principal, keyVer) -> once)), "closed", "each call");
    }

    @Test
    void afterTheCredentialIsClosedNothingIsOpened() throws Exception {
        var credential = credential(this::getKey, Optional.empty());
        var keys = keysFor(credential.askedKeys().orElseThrow(), test.forge.ticket());
        credential.close();
        assertThrows(IllegalStateException.class, () -> keys.entries().get(0).key().copyOfValue());
        refusal(SEC_E_INVALID_HANDLE, () -> test.accepts(credential, test.forge.apReqToken()));
        assertTrue(given.isClosed());
    }

    @Test
    void itIsToldWhereTheKeyIsFrom() throws Exception {
        assertEquals(AskedKeys.ORIGIN, credential(this::getKey, Optional.empty()).origin());
    }
}
