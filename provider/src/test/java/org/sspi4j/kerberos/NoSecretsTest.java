package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.Luid;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.engine.Drive;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.Reachable;
import org.sspi4j.fixture.ScriptedEngine;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.EncApRepPart;
import org.sspi4j.kerberos.message.EncTicketPart;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.testkit.Leaks;

/** Whole exchanges, and everything that can be read of them, searched for every password and key that is in them. */
class NoSecretsTest {
    private static final Path KEYTAB = Path.of("alice.keytab");
    private static final EncryptionType AES256 = EncryptionType.AES256_CTS_HMAC_SHA1_96;
    private static final Set<ContextFlag> FLAGS =
            Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    private final Client client = new Client();
    private final Leaks leaks = new Leaks();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private Leaks.Listening log;

    /** Every key that the KDC gives away is known from the start, and all that the library logs is heard. */
    @BeforeEach
    void listen() {
        log = leaks.listen("org.sspi4j");
        client.kdc.lie(reply -> leaks.secret(
                "session key " + leaks.names().size() + " of the " + (reply.isAs() ? "AS" : "TGS"), reply.sessionKey.keyvalue()));
        leaks.secret("the password", ScriptedKdc.PASSWORD);
        leaks.secret("alice's key", ScriptedKdc.aliceKey(ScriptedKdc.entry(AES256)).copyOfValue());
        leaks.secret("the service's key", client.kdc.serviceKey().copyOfValue());
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void ofAPassword() throws Exception {
        leaks.secret("the wrong password", "a wrong one");
        exchange(client.acquire(CredentialUse.OUTBOUND, password("secret")));
        print(assertThrows(SspiException.class, () -> exchange(client.acquire(CredentialUse.OUTBOUND, password("a wrong one")))));
        assertNoSecretIsTold();
    }

    @Test
    void ofAKeytab() throws Exception {
        client.kdc.file(KEYTAB, StoredFiles.keytab(StoredFiles.alice(AES256)));
        exchange(client.acquire(CredentialUse.OUTBOUND, Identity.keytab("alice@EXAMPLE.COM", KEYTAB)));
        print(assertThrows(SspiException.class, () -> client.acquire(
                CredentialUse.OUTBOUND, Identity.keytab("bob@EXAMPLE.COM", KEYTAB))));
        assertNoSecretIsTold();
    }

    /** The doors, the engine and files, as applications go through them: by password, keytab and cache, and a service's keytab. */
    @Nested
    @DisplayName("behind the doors")
    class BehindTheDoors {
        @TempDir
        private Path folder;

        private final Engine engine = ScriptedEngine.of(client.kdc, client.facilities);

        @Test
        void ofAPassword() throws Exception {
            context(password("secret"));
            leaks.secret("the wrong password", "a wrong one");
            fails(() -> context(password("a wrong one")));
            assertNoSecretIsTold();
        }

        @Test
        void ofAKeytab() throws Exception {
            var keytab = Files.write(folder.resolve("alice"), StoredFiles.keytab(StoredFiles.alice(AES256)));
            context(Identity.keytab("alice@EXAMPLE.COM", keytab));
            fails(() -> context(Identity.keytab("bob@EXAMPLE.COM", keytab)));
            var broken = Files.write(folder.resolve("broken"), Arrays.copyOf(Files.readAllBytes(keytab), 40));
            fails(() -> context(Identity.keytab(broken)));
            assertNoSecretIsTold();
        }

        @Test
        void ofACache() throws Exception {
            var cache = folder.resolve("cache");
            try (var alice = engine.acquire("Kerberos", CredentialUse.OUTBOUND, password("secret"), client.config)) {
                alice.logon();
                alice.saveTo("FILE:" + cache);
                leaks.told(alice.decisions());
            }
            context(Identity.ccache(cache));
            var broken = Files.write(folder.resolve("broken"), Arrays.copyOf(Files.readAllBytes(cache), 150));
            fails(() -> context(Identity.ccache(broken)));
            assertNoSecretIsTold();
        }

        @Test
        void ofANewPassword() throws Exception {
            new PasswordServer(client.kdc);
            leaks.secret("the new password", "Nächstes!1");
            for (var old : List.of("secret", "a wrong one")) {
                try (var before = Secret.password(old.toCharArray()); var after = Secret.password("Nächstes!1".toCharArray())) {
                    leaks.told(before + " " + after);
                    leaks.told(engine.changePassword("Kerberos", "EXAMPLE.COM", "alice", before, after, client.config));
                } catch (SspiException e) {
                    tellAll(e);
                }
            }
            assertNoSecretIsTold();
        }

        /** Each that is known after a run is found in each form, beside all that was said. */
        @Test
        void thePlantedIsFound() throws Exception {
            context(password("secret"));
            assertTrue(leaks.names().containsAll(Set.of(
                    "the password", "alice's key", "the service's key", "the initiator's sub-key", "the acceptor's sub-key")),
                    leaks.names()::toString);
            assertEquals(1, leaks.names().stream().filter(name -> name.endsWith("of the AS")).count());
            assertEquals(1, leaks.names().stream().filter(name -> name.endsWith("of the TGS")).count());
            assertEquals(Set.of(), leaks.found());
            for (var name : leaks.names()) {
                leaks.told(leaks.forms(name).get(name.length() % leaks.forms(name).size()));
                assertTrue(leaks.found().contains(name), name);
            }
        }

        /** A whole conversation, and what there is to read of it on both sides. */
        private void context(Identity identity) throws Exception {
            var keytab = Files.write(folder.resolve("web"), serviceKeytab());
            leaks.told(identity);
            try (var alice = engine.acquire("Kerberos", CredentialUse.OUTBOUND, identity, client.config);
                    var web = engine.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), client.config)) {
                var begun = engine.initialize(alice, null, "HTTP/web.example.com", FLAGS, List.of());
                var accepted = engine.accept(web, null, FLAGS, List.of(SecBuffer.token(begun.token())));
                subkeys(begun.token(), accepted.token());
                var done = engine.initialize(
                        alice, begun.context(), "HTTP/web.example.com", FLAGS, List.of(SecBuffer.token(accepted.token())));
                leaks.secret("the session key of the context", done.context().query(ContextAttribute.SESSION_KEY).key());
                leaks.told(List.of(begun, accepted, done, alice, web, alice.decisions(), web.decisions()));
                for (var context : List.of(done.context(), accepted.context())) {
                    assertTrue(context.decisions().size() > 3, context.decisions().toString());
                    leaks.told(context + " " + context.decisions() + context.query(ContextAttribute.NATIVE_NAMES)
                            + context.query(ContextAttribute.SESSION_KEY) + context.query(ContextAttribute.FLAGS));
                }
                leaks.told(accepted.context().accessToken() + " " + accepted.context().accessToken().subject());
                var token = SecBuffer.token(ByteBuffer.allocate(64));
                done.context().makeSignature(List.of(data("nobody is to read this"), token));
                fails(() -> accepted.context().verifySignature(List.of(data("nobody is to read that"), SecBuffer.token(token.toBytes()))));
                fails(() -> engine.accept(web, null, FLAGS, List.of(SecBuffer.token(begun.token()))));
                byte[] altered = begun.token().clone();
                altered[altered.length - 1] ^= 1;
                fails(() -> engine.accept(web, null, FLAGS, List.of(SecBuffer.token(altered))));
                var keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
                var packed = engine.exportContext(done.context(), Set.of(ExportFlag.DELETE_OLD), keyFile);
                leaks.secret("the key of exported contexts", Files.readAllBytes(keyFile.path()));
                byte[] exported = packed.packed();
                leaks.told(packed + HexFormat.of().formatHex(exported));
                fails(() -> engine.importContext(
                        "Kerberos", Arrays.copyOf(exported, exported.length - 1), null, client.config, keyFile));
                leaks.told(done.context());
                accepted.context().close();
            }
        }

        private void fails(Executable action) {
            tellAll(assertThrows(SspiException.class, action));
        }

        private void tellAll(SspiException failure) {
            leaks.told(failure);
            leaks.told(failure.decisions());
        }

        /** As the other side reads them. */
        private void subkeys(byte[] apReqToken, byte[] apRepToken) throws Exception {
            var apReq = ApReq.decode(GssToken.decode(apReqToken).inner());
            var ticket = EncTicketPart.decode(client.kdc.serviceKey().decrypt(KeyUsage.TICKET, apReq.ticket().encPart().cipher()));
            var sessionKey = EncryptionType.of(ticket.key().keytype()).orElseThrow().key(ticket.key().keyvalue());
            var authenticator = Authenticator.decode(
                    sessionKey.decrypt(KeyUsage.AP_REQ_AUTHENTICATOR, apReq.authenticator().cipher()));
            leaks.secret("the initiator's sub-key", authenticator.subkey().orElseThrow().keyvalue());
            var apRep = ApRep.decode(GssToken.decode(apRepToken).inner());
            var answer = EncApRepPart.decode(sessionKey.decrypt(KeyUsage.AP_REP_ENC_PART, apRep.encPart().cipher()));
            leaks.secret("the acceptor's sub-key", answer.subkey().orElseThrow().keyvalue());
        }
    }

    private static Identity password(String password) {
        return Identity.password("alice@EXAMPLE.COM", Secret.password(password.toCharArray()));
    }

    private void exchange(Credential alice) throws Exception {
        look(alice);
        var flags = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT);
        var web = Acceptance.credential(
                Identity.keytab(Acceptance.KEYTAB), CredentialUse.INBOUND, client.config, client.facilities, serviceKeytab());
        var asks = new ContextRequest(alice, "HTTP/web.example.com", flags, name -> Optional.empty(), client.facilities, () -> Luid.of(1));
        var begun = (Move.Reply) step(new KerberosPackage().initiate(asks), new byte[0], alice);
        look(begun);
        var answers = new ContextRequest(web, "", flags, name -> Optional.empty(), client.facilities, () -> Luid.of(1));
        var accepted = (Move.Done) step(new KerberosPackage().accept(answers), begun.token(), web);
        var done = (Move.Done) step(begun.next(), accepted.token(), alice);
        look(accepted);
        look(done);
        var replay = new KerberosPackage().accept(answers);
        print(assertThrows(SspiException.class, () -> step(replay, begun.token(), web)));
        var altered = new KerberosPackage().accept(answers);
        byte[] other = begun.token().clone();
        other[other.length - 1] ^= 1;
        print(assertThrows(SspiException.class, () -> step(altered, other, web)));
        message((KerberosSession) done.session(), (KerberosSession) accepted.session());
        look(alice);
        look(web);
        leaks.told(client.facilities.noted());
        assertTrue(client.facilities.noted().size() > 5, client.facilities.noted().toString());
    }

    private void message(KerberosSession from, KerberosSession to) throws Exception {
        var token = SecBuffer.token(ByteBuffer.allocate(64));
        from.makeSignature(0, List.of(data("nobody is to read this"), token), 0);
        print(assertThrows(SspiException.class, () -> to.verifySignature(
                List.of(data("nobody is to read that"), SecBuffer.token(token.toBytes())), 0)));
    }

    private static SecBuffer data(String content) {
        return SecBuffer.data(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] serviceKeytab() {
        var key = client.kdc.serviceKey();
        return new Forge.KeytabBytes().with(PrincipalName.of(2, "HTTP", "web.example.com"), Forge.REALM, 0, false, key).bytes();
    }

    private Move step(Handshake handshake, byte[] token, Credential credential) throws SspiException {
        return Drive.sync(handshake.next(new Leg(token, List.of(SecBuffer.token(token)), Set.of(), credential)), client.kdc);
    }

    private void print(Throwable failure) {
        leaks.told(failure);
        look(failure);
    }

    /** Everything reachable says what it is, and every key on the way is a secret. */
    private void look(Object root) {
        for (var object : Reachable.from(root)) {
            if (seen.add(object)) {
                leaks.told(object.toString());
                if (object instanceof ProtocolKey key) {
                    keep(key);
                }
            }
        }
    }

    private void keep(ProtocolKey key) {
        byte[] value;
        try {
            value = key.copyOfValue();
        } catch (IllegalStateException e) {
            return;                 // one that was wiped is none
        }
        leaks.secret("a key on the way, " + leaks.names().size(), value);
    }

    private void assertNoSecretIsTold() {
        assertTrue(leaks.names().size() > 4, leaks.names()::toString);
        assertTrue(leaks.text().contains("alice@EXAMPLE.COM"));
        assertEquals(Set.of(), leaks.found());
    }
}
