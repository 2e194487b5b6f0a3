package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;

/** Whole exchanges, and everything that can be read of them, searched for every password and key that is in them. */
class NoSecretsTest {
    private static final Path KEYTAB = Path.of("alice.keytab");
    private static final Logger OURS = Logger.getLogger("org.sspi4j");

    private final Client client = new Client();
    private final StringBuilder text = new StringBuilder();
    private final Set<String> secrets = new HashSet<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            text.append(record.getMessage()).append(Arrays.toString(record.getParameters())).append('\n');
            if (record.getThrown() != null) {
                print(record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Level before;

    @BeforeEach
    void listen() {
        before = OURS.getLevel();
        OURS.setLevel(Level.ALL);
        OURS.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        OURS.removeHandler(listener);
        OURS.setLevel(before);
    }

    @Test
    void ofAPassword() throws Exception {
        secret("a wrong one".getBytes(StandardCharsets.UTF_8));
        exchange(client.acquire(CredentialUse.OUTBOUND, password("secret")));
        print(assertThrows(SspiException.class, () -> exchange(client.acquire(CredentialUse.OUTBOUND, password("a wrong one")))));
        assertNoSecretIsTold();
    }

    @Test
    void ofAKeytab() throws Exception {
        client.kdc.file(KEYTAB, StoredFiles.keytab(StoredFiles.alice(EncryptionType.AES256_CTS_HMAC_SHA1_96)));
        exchange(client.acquire(CredentialUse.OUTBOUND, Identity.keytab("alice@EXAMPLE.COM", KEYTAB)));
        print(assertThrows(SspiException.class, () -> client.acquire(
                CredentialUse.OUTBOUND, Identity.keytab("bob@EXAMPLE.COM", KEYTAB))));
        assertNoSecretIsTold();
    }

    /** What it looks for it finds. */
    @Test
    void theSearchFinds() {
        secret(new byte[] {0x60, 1, 2, 3, 4, 5, 6, 7});
        text.append("a key: ").append("6001020304050607");
        assertThrows(AssertionError.class, this::assertNoSecretIsTold);
    }

    private static Identity password(String password) {
        return Identity.password("alice@EXAMPLE.COM", Secret.password(password.toCharArray()));
    }

    private void exchange(Credential alice) throws Exception {
        secret(ScriptedKdc.PASSWORD.getBytes(StandardCharsets.UTF_8));
        secret(ScriptedKdc.aliceKey(ScriptedKdc.entry(EncryptionType.AES256_CTS_HMAC_SHA1_96)));
        secret(client.kdc.serviceKey());
        look(alice);
        var flags = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT);
        var web = Acceptance.credential(
                Identity.keytab(Acceptance.KEYTAB), CredentialUse.INBOUND, client.config, client.facilities, serviceKeytab());
        var asks = new ContextRequest(alice, "HTTP/web.example.com", flags, name -> Optional.empty(), client.facilities);
        var begun = (Move.Reply) step(new KerberosPackage().initiate(asks), new byte[0], alice);
        look(begun);
        var answers = new ContextRequest(web, "", flags, name -> Optional.empty(), client.facilities);
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
        text.append(client.facilities.noted());
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
        var out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        text.append(out);
        look(failure);
    }

    /** Everything reachable says what it is, and every key on the way is a secret. */
    private void look(Object root) {
        var left = new ArrayDeque<Object>(List.of(root));
        while (!left.isEmpty()) {
            var object = left.remove();
            if (!isWorthALook(object) || !seen.add(object)) {
                continue;
            }
            text.append(object).append('\n');
            if (object instanceof ProtocolKey key) {
                try {
                    secret(key);
                } catch (RuntimeException e) {
                    continue;       // a key that was wiped is none
                }
            }
            left.addAll(partsOf(object));
        }
    }

    private static boolean isWorthALook(Object object) {
        return object instanceof Iterable || object instanceof Map || object instanceof Optional
                || object.getClass().getName().startsWith("org.sspi4j.");
    }

    private static List<Object> partsOf(Object object) {
        var parts = new ArrayList<Object>();
        if (object instanceof Iterable<?> many && !(object instanceof Path)) {
            many.forEach(parts::add);
        } else if (object instanceof Map<?, ?> map) {
            parts.addAll(map.values());
        } else if (object instanceof Optional<?> optional) {
            optional.ifPresent(parts::add);
        } else {
            for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (var field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && isOpen(field)) {
                        try {
                            Optional.ofNullable(field.get(object)).ifPresent(parts::add);
                        } catch (IllegalAccessException e) {
                            throw new AssertionError(e);
                        }
                    }
                }
            }
        }
        return parts;
    }

    private static boolean isOpen(AccessibleObject field) {
        try {
            field.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException e) {
            return false;
        }
    }

    /** The password alone is a word, and class names have it with a capital letter. */
    private static boolean isHex(String secret) {
        return secret.matches("[0-9a-f]{16,}");
    }

    private void secret(ProtocolKey key) {
        secret(key.copyOfValue());
    }

    private void secret(byte[] bytes) {
        secrets.add(HexFormat.of().formatHex(bytes));
        secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        secrets.add(new String(bytes, StandardCharsets.ISO_8859_1));
        secrets.add(Arrays.toString(bytes));
    }

    private void assertNoSecretIsTold() {
        assertFalse(secrets.isEmpty());
        var told = text.toString();
        var lower = told.toLowerCase(Locale.ROOT);
        assertEquals(List.of(), secrets.stream()
                .filter(secret -> told.contains(secret) || isHex(secret) && lower.contains(secret))
                .toList());
    }
}
