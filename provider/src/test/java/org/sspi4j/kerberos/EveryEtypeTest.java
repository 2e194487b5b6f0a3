package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_DOWNGRADE_DETECTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.password;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.text;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.Luid;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EtypeInfo2;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;

@DisplayName("every encryption type, from the logon to the last message")
class EveryEtypeTest {
    private static final byte[] HELLO = text(100);
    private static final byte[] NOTHING = {};

    private final Client client = new Client();
    private final Acceptance server = new Acceptance();

    private record Ends(KerberosSession client, KerberosSession server) {}

    /** A realm, a client and a server that have this type alone. */
    private void only(EncryptionType type) {
        client.kdc.allKeys(type);
        client.config = ScriptedKdc.config().permittedEnctypes(type.toString()).build();
        server.config = client.config;
        server.keytab = new Forge.KeytabBytes().with(1, client.kdc.serviceKey());
    }

    private Ends establish(ClientKeys keys, Set<ContextFlag> flags) throws SspiException {
        var request = new ContextRequest(
                client.credential(keys), "HTTP/web.example.com", flags, name -> Optional.empty(), client.facilities, () -> Luid.of(1));
        var leg = new Leg(NOTHING, List.of(), flags, request.credential());
        var first = Drive.sync(new KerberosPackage().initiate(request).next(leg), client.kdc);
        if (first instanceof Move.Done done) {
            return new Ends((KerberosSession) done.session(), server.accepts(done.token()).session());
        }
        var started = (Move.Reply) first;
        var accepted = server.accepts(started.token());
        var answer = new Leg(accepted.token(), List.of(), flags, request.credential());
        var done = (Move.Done) Drive.sync(started.next().next(answer), client.kdc);
        return new Ends((KerberosSession) done.session(), accepted.session());
    }

    @ParameterizedTest
    @EnumSource
    void aPasswordATicketAContextAndItsMessages(EncryptionType type) throws Exception {
        only(type);
        var flags = EnumSet.copyOf(EstablishedPair.ALL);
        flags.add(ContextFlag.MUTUAL_AUTH);
        var ends = establish(password("secret"), flags);
        assertEquals(type.number(), client.kdc.requests().get(0).reqBody().etype().get(0));
        converse(type, ends);
    }

    @ParameterizedTest
    @EnumSource
    void aKeytabAndAContextWithoutAnAnswer(EncryptionType type) throws Exception {
        only(type);
        converse(type, establish(keytab(type), EstablishedPair.ALL));
    }

    private static void converse(EncryptionType type, Ends ends) throws SspiException {
        var key = ends.client.query(ContextAttribute.SESSION_KEY);
        assertEquals(type.number(), key.type());
        assertArrayEquals(key.key(), ends.server.query(ContextAttribute.SESSION_KEY).key());
        assertEquals("alice@EXAMPLE.COM", ends.server.query(ContextAttribute.NATIVE_NAMES).clientName());
        assertArrayEquals(HELLO, opened(ends.server, sealed(ends.client, HELLO)));
        assertArrayEquals(HELLO, opened(ends.server, signed(ends.client, HELLO)));
        assertArrayEquals(HELLO, opened(ends.client, sealed(ends.server, HELLO)));
        verify(ends.client, EstablishedPair.mic(ends.server, HELLO), HELLO);
        verify(ends.server, EstablishedPair.mic(ends.client, HELLO), HELLO);
    }

    @Nested
    @DisplayName("what is not permitted")
    class NotPermitted {
        @Test
        void theDefaultIsAesAsOthersPreferIt() {
            var config = KerberosConfig.builder().build();
            assertEquals(List.of(18, 17, 20, 19), config.permittedEnctypes());
        }

        @ParameterizedTest
        @EnumSource(names = {"CAMELLIA256_CTS_CMAC", "CAMELLIA128_CTS_CMAC", "RC4_HMAC"})
        void aKdcThatHasNothingElseIsNotAsked(EncryptionType type) {
            client.kdc.allKeys(type);
            client.config = ScriptedKdc.config().permittedEnctypes("DEFAULT").build();
            var refusal = refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(keytab(type)));
            says(refusal, "permitted_enctypes");
        }

        /** CVE-2022-33679: the KDC, or somebody in its place, does not choose what was not offered. */
        @ParameterizedTest
        @EnumSource(names = {"CAMELLIA256_CTS_CMAC", "CAMELLIA128_CTS_CMAC", "RC4_HMAC", "AES128_CTS_HMAC_SHA256_128"})
        void aReplyOfATypeThatWasNotOffered(EncryptionType type) {
            client.config = ScriptedKdc.config().permittedEnctypes("aes256-cts").build();
            client.kdc.lie(reply -> reply.replyKey = ScriptedKdc.aliceKey(ScriptedKdc.entry(type)));
            says(refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(password("secret"))), type.toString(), "offered");
        }

        @ParameterizedTest
        @EnumSource(names = {"CAMELLIA256_CTS_CMAC", "CAMELLIA128_CTS_CMAC", "RC4_HMAC"})
        void aServiceSaysWhatToWriteForATicketOfSuchAType(EncryptionType type) throws Exception {
            only(type);
            server.config = ScriptedKdc.config().permittedEnctypes("aes").build();
            server.keytab = new Forge.KeytabBytes().with(1, Forge.key(Forge.AES256, "service"));
            says(
                    refusal(SEC_E_NO_CREDENTIALS, () -> establish(keytab(type), EstablishedPair.ALL)),
                    "write " + type + " into permitted_enctypes");
        }

        @ParameterizedTest
        @EnumSource(names = {"CAMELLIA256_CTS_CMAC", "CAMELLIA128_CTS_CMAC", "RC4_HMAC"})
        void andForASessionKeyOfSuchAType(EncryptionType type) throws Exception {
            server.forge.ticket.sessionKey = Forge.key(type, "session");
            says(
                    refusal(SEC_E_ALGORITHM_MISMATCH, () -> server.accepts()),
                    "write " + type + " into permitted_enctypes");
        }
    }

    @Nested
    @DisplayName("downgrades")
    class Downgrades {
        /** Whoever answers in the KDC's place can put the weak type first; its proof can be guessed from at great speed. */
        @Test
        void theWeakTypeIsTakenLast() throws Exception {
            client.config = ScriptedKdc.config().permittedEnctypes("aes256-cts", "rc4-hmac").build();
            var rc4 = ScriptedKdc.entry(EncryptionType.RC4_HMAC);
            var aes = ScriptedKdc.entry(EncryptionType.AES256_CTS_HMAC_SHA1_96);
            client.kdc.clientKeys(rc4, aes);
            client.logon(password("secret"));
            assertEquals(18, proven());
        }

        @Test
        void theWeakTypeIsTakenIfThereIsNothingElse() throws Exception {
            client.config = ScriptedKdc.config().permittedEnctypes("aes256-cts", "rc4-hmac").build();
            client.kdc.clientKeys(ScriptedKdc.entry(EncryptionType.RC4_HMAC));
            client.logon(password("secret"));
            assertEquals(23, proven());
        }

        private int proven() throws Exception {
            var request = client.kdc.requests().get(client.kdc.requests().size() - 1);
            var proof = request.padata().orElseThrow().find(PaType.PA_ENC_TIMESTAMP).orElseThrow();
            return EncryptedData.decode(proof).etype();
        }

        @ParameterizedTest
        @CsvSource({
            "AES256_CTS_HMAC_SHA384_192, 32767", "AES128_CTS_HMAC_SHA256_128, 4096",
            "CAMELLIA256_CTS_CMAC, 1", "CAMELLIA128_CTS_CMAC, 32767", "AES256_CTS_HMAC_SHA1_96, 4095"
        })
        void fewerIterationsThanTheTypesDefault(EncryptionType type, int count) {
            only(type);
            byte[] params = {(byte) (count >>> 24), (byte) (count >>> 16), (byte) (count >>> 8), (byte) count};
            client.kdc.clientKeys(new EtypeInfo2.Entry(type.number(), Optional.empty(), Optional.of(params)));
            refusal(SEC_E_DOWNGRADE_DETECTED, () -> client.logon(password("secret")));
        }

        @Test
        void rc4HasNoParameters() {
            only(EncryptionType.RC4_HMAC);
            byte[] params = {0, 0, 0x10, 0};
            client.kdc.clientKeys(new EtypeInfo2.Entry(23, Optional.empty(), Optional.of(params)));
            refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret")));
        }
    }

    @Nested
    @DisplayName("whose key it is")
    class Keys {
        /** RFC 4121 2 is for newer types: MIT krb5 pays no attention to an acceptor's RC4 key, so none is sent. */
        @Test
        void anAcceptorChoosesNoRc4Key() throws Exception {
            only(EncryptionType.RC4_HMAC);
            var flags = EnumSet.copyOf(EstablishedPair.ALL);
            flags.add(ContextFlag.MUTUAL_AUTH);
            var ends = establish(password("secret"), flags);
            converse(EncryptionType.RC4_HMAC, ends);
        }

        /** Windows sends the initiator's key back, and nobody else's counts. */
        @Test
        void anInitiatorKeepsItsOwnRc4Key() throws Exception {
            var acceptors = Forge.key(EncryptionType.RC4_HMAC, "another");
            var key = keyAfter(acceptors);
            assertEquals(23, key.type());
            assertFalse(MessageDigest.isEqual(acceptors.copyOfValue(), key.key()));
        }

        /** RFC 4537: a newer one is the acceptor's to choose. */
        @Test
        void anInitiatorTakesANewerKey() throws Exception {
            var acceptors = Forge.key(Forge.AES256, "another");
            assertArrayEquals(acceptors.copyOfValue(), keyAfter(acceptors).key());
        }

        private ContextAttribute.SessionKey keyAfter(ProtocolKey acceptors) throws SspiException {
            var initiation = new Initiation();
            initiation.config = ScriptedKdc.config().permittedEnctypes("rc4-hmac", "aes").build();
            initiation.forge.ticket.sessionKey = Forge.key(EncryptionType.RC4_HMAC, "session");
            initiation.forge.authenticator.key = initiation.forge.ticket.sessionKey;
            initiation.reply.key = initiation.forge.ticket.sessionKey;
            initiation.reply.etype = EncryptionType.RC4_HMAC.number();
            initiation.reply.subkey = Optional.of(Forge.encryptionKey(acceptors));
            return initiation.completes().query(ContextAttribute.SESSION_KEY);
        }
    }
}
