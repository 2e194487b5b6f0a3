package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.message.ApOptions;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;

/** Attacks on Kerberos that others fell to, each as it was done. What each is of is in its name. */
@DisplayName("Known attacks: Kerberos")
class KerberosAttacksTest {
    private final Acceptance acceptance = new Acceptance();
    private final Client client = new Client();

    @Test
    @DisplayName("CVE-2017-11103, CVE-2017-10388 (Orpheus' Lyre): the name on the ticket is rewritten on the way")
    void theClearNameOfATicketIsNotBelieved() throws Exception {
        client.kdc.lie(reply -> {
            if (!reply.isAs()) {
                reply.ticketName = PrincipalName.of(2, "HTTP", "evil.example.com");
            }
        });
        var credential = client.credential(Client.keytab(Forge.AES256));
        Client.refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(credential, ScriptedKdc.WEB));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 9, 14, -138, 0})
    @DisplayName("CVE-2014-6324, CVE-2011-0043, CVE-2010-1324: an authenticator with a checksum that needs no key")
    void anUnkeyedChecksumIsNoChecksum(int cksumtype) {
        acceptance.forge.authenticator.cksum = Optional.of(new Checksum(cksumtype, new byte[16]));
        assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
    }

    @Test
    @DisplayName("CVE-2010-1324: a keyed checksum's place is taken by one of another type")
    void aChecksumOfAnotherTypeIsRefusedBeforeItIsCompared() {
        var key = Forge.key(Forge.AES256, "session");
        byte[] data = "data".getBytes(US_ASCII);
        byte[] right = key.checksum(KeyUsage.TGS_REQ_AUTHENTICATOR_CKSUM, data);
        for (int type : new int[] {1, 7, 15, -138}) {
            assertThrows(IntegrityException.class, () -> key.verify(
                    KeyUsage.TGS_REQ_AUTHENTICATOR_CKSUM, data, 0, data.length, type, right));
        }
        assertThrows(DecodeException.class, () -> key.verify(
                KeyUsage.TGS_REQ_AUTHENTICATOR_CKSUM, data, 0, data.length, key.type().checksumType(), new byte[0]));
    }

    @Test
    @DisplayName("CVE-2020-28196: ASN.1 of indefinite length, nested a hundred thousand times")
    void nestingIsBounded() {
        byte[] nested = new byte[200_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.statusOf(nested));
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.statusOf(
                    GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, Arrays.copyOf(nested, 60_000)).wire()));
            assertThrows(DecodeException.class, () -> DerReader.of(nested, "input").sequence());
        });
    }

    @Test
    @DisplayName("CVE-2022-44640: where one of several messages may stand, the tag is of none or of another one, or it is cut off")
    void aChoiceIsOneOfItsMessagesOrNothing() throws Exception {
        var replies = new ArrayList<byte[]>(List.of(client.kdc.error(60)));
        client.kdc.line(reply -> {
            replies.add(reply.clone());
            return reply;
        });
        client.ticket(client.credential(Client.keytab(Forge.AES256)), ScriptedKdc.WEB);
        assertEquals(3, replies.size(), "KRB-ERROR, AS-REP, TGS-REP");
        for (byte[] reply : replies) {
            assertInvalidUnlessWhole(reply, wire -> KdcReply.decode(wire, ScriptedKdc.REALM));
        }
        var initiation = new Initiation();
        byte[] apRep = GssToken.decode(initiation.goodReply()).inner();
        for (int tokId : new int[] {GssToken.AP_REP, GssToken.KRB_ERROR}) {
            for (int tag = 0; tag < 256; tag++) {
                byte[] inner = apRep.clone();
                inner[0] = (byte) tag;
                if (tokId == GssToken.KRB_ERROR || tag != (apRep[0] & 0xFF)) {
                    byte[] token = GssToken.of(GssToken.KERBEROS, tokId, inner).wire();
                    assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(token).status(), "tag " + tag);
                }
            }
        }
    }

    private interface Reading {
        void read(byte[] wire) throws SspiException;
    }

    private static void assertInvalidUnlessWhole(byte[] message, Reading reading) throws SspiException {
        reading.read(message);
        for (int tag = 0; tag < 256; tag++) {
            byte[] other = message.clone();
            other[0] = (byte) tag;
            if (tag != (message[0] & 0xFF)) {
                Client.refusal(SEC_E_INVALID_TOKEN, () -> reading.read(other));
            }
        }
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            Client.refusal(SEC_E_INVALID_TOKEN, () -> reading.read(cut));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "Administrator", "alice"})
    @DisplayName("CVE-2020-25717: a user of another realm who is called like one of here")
    void theRealmOfAClientIsNeverLeftOut(String name) throws Exception {
        acceptance.forge.ticket.cname = PrincipalName.of(1, name);
        acceptance.forge.authenticator.cname = acceptance.forge.ticket.cname;
        acceptance.forge.ticket.crealm = "AD.EXAMPLE.COM";
        acceptance.forge.authenticator.crealm = "AD.EXAMPLE.COM";
        var session = acceptance.accepts().session();
        assertEquals(name + "@AD.EXAMPLE.COM", session.query(ContextAttribute.NAMES).userName());
        assertEquals(name + "@AD.EXAMPLE.COM", session.query(ContextAttribute.NATIVE_NAMES).clientName());
    }

    @Test
    @DisplayName("CVE-2010-1321: an authenticator without a checksum")
    void noChecksumAsksForNothing() throws Exception {
        acceptance.forge.authenticator.cksum = Optional.empty();
        acceptance.forge.apOptions = 0;
        var accepted = acceptance.accepts();
        assertEquals("alice@EXAMPLE.COM", accepted.client());
        assertEquals(0, accepted.token().length);
        acceptance.bindings = Optional.of(ChannelBindings.of(new byte[] {1}));
        assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
    }

    @ParameterizedTest
    @ValueSource(ints = {-128, 23, 17, 3})
    @DisplayName("CVE-2022-33679, CVE-2022-33647: a KDC or a man in the middle chooses a type that was not offered")
    void aReplyOfATypeThatWasNotOfferedIsRefused(int etype) {
        client.config = ScriptedKdc.config().permittedEnctypes("aes256-cts").build();
        client.kdc.lie(reply -> reply.replyEtype = OptionalInt.of(etype));
        Client.refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(Client.keytab(Forge.AES256)));
    }

    @Test
    @DisplayName("AS-REP and TGS roasting, CVE-2026-20833: nothing that is guessed quickly is asked for unless it is named")
    void rc4IsNotAskedForByDefault() throws Exception {
        client.config = KerberosConfig.builder()
                .defaultRealm(ScriptedKdc.REALM)
                .kdc(ScriptedKdc.REALM, "kdc.example.com")
                .build();
        client.ticket(client.credential(Client.keytab(Forge.AES256)), ScriptedKdc.WEB);
        for (var request : client.kdc.requests()) {
            for (int weak : new int[] {1, 2, 3, 16, 23, 24, -128, -133, -135}) {
                assertFalse(request.reqBody().etype().contains(weak), () -> "etype " + weak + " in " + request);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifs", "host", "http"})
    @DisplayName("KrbRelay, CVE-2025-58726: a ticket for another service of the same host, under the same key")
    void aTicketForAnotherNameIsRefusedThoughTheKeyWouldOpenIt(String serviceClass) {
        acceptance.forge.ticket.sname = PrincipalName.of(2, serviceClass, "web.example.com");
        assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
    }

    @Test
    @DisplayName("KrbRelay: a client of another channel")
    void aClientOfAnotherChannelIsRefused() {
        acceptance.bindings = Optional.of(ChannelBindings.of(new byte[] {1}));
        acceptance.forge.authenticator.cksum = Forge.gss(
                ChannelBindingHash.of(ChannelBindings.of(new byte[] {2})), GssChecksum.MUTUAL);
        assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
    }

    @Test
    @DisplayName("CVE-2025-33073: a target with a marshalled CREDENTIAL_TARGET_INFORMATION behind the host's name")
    void aMarshalledTargetIsRefused() {
        var failure = assertThrows(SspiException.class, () -> ServiceTarget.of(
                "cifs/web1UWhRCAAAAAAAAAAAAAAAAAAAAAAAAAAAAwbEAYBAAAA", ScriptedKdc.config().build()));
        assertEquals(SEC_E_TARGET_UNKNOWN, failure.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ｗeb.example.com", "web․example.com", "wеb.example.com", "WEB.example.com", "web.example.com."})
    @DisplayName("Reflection by Unicode normalisation: another name that looks or folds the same")
    void aNameThatFoldsToTheServicesIsAnother(String host) {
        acceptance.forge.ticket.sname = PrincipalName.of(2, "HTTP", host);
        assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
    }

    @Test
    @DisplayName("Replay: 64 threads present one authenticator, and one of them wins")
    void oneOfSixtyFourWins() throws Exception {
        var credential = acceptance.credential();
        byte[] token = acceptance.forge.apReqToken();
        var pool = Executors.newFixedThreadPool(64);
        try {
            var outcomes = pool.invokeAll(Collections.nCopies(64, () -> {
                try {
                    acceptance.accepts(credential, token);
                    return SecurityStatus.SEC_E_OK;
                } catch (SspiException e) {
                    return e.status();
                }
            }));
            int won = 0;
            for (var outcome : outcomes) {
                if (outcome.get() == SecurityStatus.SEC_E_OK) {
                    won++;
                } else {
                    assertEquals(SEC_E_OUT_OF_SEQUENCE, outcome.get());
                }
            }
            assertEquals(1, won);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @DisplayName("Authenticator of one use for another: that of a TGS-REQ shown to a service")
    void theAuthenticatorOfATgsReqIsNotThatOfAnApReq() {
        acceptance.forge.authenticator.usage = KeyUsage.TGS_REQ_AUTHENTICATOR;
        assertEquals(SEC_E_MESSAGE_ALTERED, acceptance.refuses().status());
    }

    @Test
    @DisplayName("A user-to-user ticket as any other: USE-SESSION-KEY that nobody asked for")
    void userToUserIsTakenOnlyWhereItWasAskedFor() {
        acceptance.forge.apOptions |= ApOptions.USE_SESSION_KEY;
        assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
    }

    @Test
    @DisplayName("2038 and 9999: times beyond 31 bits, and beyond 32")
    void timesBeyond2038AreTimes() throws Exception {
        for (var end : List.of("2038-01-19T03:14:08Z", "2106-02-07T06:28:16Z", "9999-12-31T23:59:59Z")) {
            var fresh = new Acceptance();
            fresh.forge.ticket.endtime = Instant.parse(end);
            assertEquals(Instant.parse(end), fresh.accepts().session().expiry());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MAX_VALUE, 0x7FFF_FFF0, -1_000_000})
    @DisplayName("Keytab overruns (2026-07): a record or a hole as long as can be")
    void aKeytabRecordOfAnySizeStaysInsideTheFile(int size) {
        var file = ByteBuffer.allocate(40).putShort((short) 0x0502).putInt(size);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThrows(DecodeException.class, () -> Keytab.decode(file.array())));
    }

    @Test
    @DisplayName("KRB-CRED without tickets (2026-06): delegation is announced, and nothing is there")
    void delegationWithoutATicketIsNoToken() {
        byte[] checksum = GssChecksum.of(new byte[16], GssChecksum.MUTUAL | GssChecksum.DELEG, Optional.of(new byte[0])).wire();
        acceptance.forge.authenticator.cksum = Forge.raw(Arrays.copyOf(checksum, 24));
        assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
    }

    @Test
    @DisplayName("CVE-2022-45142, CVE-2022-3437: the integrity check's sense, and each of its octets")
    void everyOctetOfATicketsChecksumCounts() throws Exception {
        var ticket = acceptance.forge.ticket();
        byte[] cipher = ticket.encPart().cipher();
        for (int i = cipher.length - EncryptionType.AES256_CTS_HMAC_SHA1_96.checksumLength(); i < cipher.length; i++) {
            byte[] changed = cipher.clone();
            changed[i] ^= 1;
            var sealed = new EncryptedData(ticket.encPart().etype(), ticket.encPart().kvno(), changed);
            assertThrows(
                    IntegrityException.class,
                    () -> Forge.key(Forge.AES256, "service").decrypt(KeyUsage.TICKET, sealed.cipher()));
        }
    }
}
