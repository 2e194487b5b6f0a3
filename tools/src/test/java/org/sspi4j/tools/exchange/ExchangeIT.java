package org.sspi4j.tools.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.tools.SspiJar;
import org.sspi4j.tools.SspiJar.Running;

/** Two processes and a KDC; the test is the wire. */
class ExchangeIT {
    private static final String SERVICE = "HTTP/web.example.com";

    @TempDir
    private Path folder;

    private EmbeddedKdc kdc;

    @BeforeEach
    void startKdc() throws Exception {
        kdc = EmbeddedKdc.start("EXAMPLE.COM");
        kdc.addUser("alice", "secret").addService(SERVICE);
        kdc.krb5Conf(folder.resolve("krb5.conf"));
        kdc.keytab(SERVICE, folder.resolve("web.keytab"));
    }

    @AfterEach
    void stopKdc() {
        kdc.close();
    }

    @Test
    void aContextIsDrivenThroughEveryCommand() throws Exception {
        try (var initiator = initiator("secret"); var acceptor = acceptor()) {
            var first = initiator.ask("step -");
            assertTrue(first.startsWith("SEC_I_CONTINUE_NEEDED token="), first);
            var second = acceptor.ask("step " + field(first, "token"));
            assertTrue(second.startsWith("SEC_E_OK token="), second);
            assertEquals("SEC_E_OK token=-", initiator.ask("step " + field(second, "token")));

            wrapAndUnwrap(initiator, acceptor);
            wrapAndUnwrap(acceptor, initiator);
            signAndVerify(initiator, acceptor);
            inPieces(acceptor, initiator);

            var key = initiator.ask("key");
            assertTrue(key.matches("SEC_E_OK hex=([0-9a-f]{2}){16,32}"), key);
            assertEquals(key, acceptor.ask("key"));
            info(initiator, "initiator");
            info(acceptor, "acceptor");

            assertTrue(initiator.ask("what is this").startsWith("BAD There is no command what"));
            assertEquals("SEC_E_OUT_OF_SEQUENCE", status(initiator.ask("step -")));
            wrapAndUnwrap(initiator, acceptor);
            assertEquals(0, initiator.end());
            assertEquals(0, acceptor.end());
            assertEquals("", initiator.errors() + acceptor.errors());
        }
    }

    @Test
    void aFlippedTokenIsRefusedAndTheContextIsGone() throws Exception {
        try (var initiator = initiator("secret"); var acceptor = acceptor()) {
            var token = Base64.getDecoder().decode(field(initiator.ask("step -"), "token"));
            token[token.length - 1] ^= 1;
            var refused = acceptor.ask("step " + Base64.getEncoder().encodeToString(token));
            assertTrue(refused.matches("SEC_E_[A-Z_]+ token=\\S+ text=\".+\""), refused);
            assertEquals("SEC_E_MESSAGE_ALTERED", status(refused));
            assertEquals("SEC_E_INVALID_HANDLE", status(acceptor.ask("wrap -")));
            assertEquals(0, acceptor.end());
            assertEquals("", acceptor.errors());
        }
    }

    @Test
    void aWrongPasswordIsALogonDenied() throws Exception {
        try (var initiator = initiator("wrong")) {
            var refused = initiator.ask("step -");
            assertTrue(refused.startsWith("SEC_E_LOGON_DENIED token=- text=\""), refused);
            assertEquals(0, initiator.end());
        }
    }

    @Test
    void aKeytabThatIsNotThereIsAnAnswer() throws Exception {
        try (var acceptor = start("acceptor", "--keytab", folder.resolve("none").toString())) {
            assertEquals("SEC_E_NO_CREDENTIALS", status(acceptor.ask("step -")));
            assertEquals(0, acceptor.end());
        }
    }

    @Test
    void otherChannelBindingsAreRefused() throws Exception {
        try (var initiator = initiator("secret", "--channel-bindings", "0102");
                var acceptor = acceptor("--channel-bindings", "0103")) {
            var refused = acceptor.ask("step " + field(initiator.ask("step"), "token"));
            assertEquals("SEC_E_BAD_BINDINGS", status(refused));
        }
    }

    @Test
    void theSameChannelBindingsAreNot() throws Exception {
        try (var initiator = initiator("secret", "--channel-bindings", "0102");
                var acceptor = acceptor("--channel-bindings", "0102")) {
            assertEquals("SEC_E_OK", status(acceptor.ask("step " + field(initiator.ask("step"), "token"))));
        }
    }

    @Test
    void aPasswordFileThatOthersMayReadIsRefusedAtOnce() throws Exception {
        var file = passwordFile("secret", "rw-r--r--");
        var result = SspiJar.run(Map.of(), "exchange", "--package", "Kerberos", "--role", "initiator", "--target", SERVICE,
                "--user", "alice", "--password-file", file.toString());
        assertEquals(2, result.exitStatus());
        var refusal = "sspi exchange: --password-file: " + file + " may be read by others";
        assertTrue(result.errors().startsWith(refusal), result.errors());
        assertEquals("", result.output());
    }

    private static void wrapAndUnwrap(Running from, Running to) throws Exception {
        var text = Base64.getEncoder().encodeToString("Grüße".getBytes(UTF_8));
        for (int conf = 0; conf < 2; conf++) {
            var wrapped = from.ask("wrap " + text + (conf == 0 ? " conf=0" : ""));
            assertTrue(wrapped.matches("SEC_E_OK data=\\S+ conf=" + conf), wrapped);
            var altered = Base64.getDecoder().decode(field(wrapped, "data"));
            // RFC 4121 4.2.6.2: TOK_ID 05 04 begins the token that GSS_Wrap makes.
            assertEquals(0x0504, altered[0] << 8 | altered[1]);
            altered[altered.length - 1] ^= 1;
            assertEquals("SEC_E_MESSAGE_ALTERED", status(to.ask("unwrap " + Base64.getEncoder().encodeToString(altered))));
            assertEquals("SEC_E_OK data=" + text + " conf=" + conf, to.ask("unwrap " + field(wrapped, "data")));
            assertEquals("SEC_E_OUT_OF_SEQUENCE", status(to.ask("unwrap " + field(wrapped, "data"))));
        }
    }

    private static void signAndVerify(Running from, Running to) throws Exception {
        var signed = from.ask("sign YWJj");
        assertTrue(signed.matches("SEC_E_OK data=\\S+"), signed);
        assertEquals("SEC_E_MESSAGE_ALTERED", status(to.ask("verify YWJk " + field(signed, "data"))));
        assertEquals("SEC_E_OK", to.ask("verify YWJj " + field(signed, "data")));
    }

    private static void inPieces(Running from, Running to) throws Exception {
        var sealed = from.ask("wrapiov YWJj");
        assertTrue(sealed.matches("SEC_E_OK token=\\S+ data=\\S{4}"), sealed);
        assertNotEquals("YWJj", field(sealed, "data"));
        assertEquals("SEC_E_OK data=YWJj", to.ask("unwrapiov " + field(sealed, "token") + " " + field(sealed, "data")));
    }

    private static void info(Running side, String role) throws Exception {
        var answer = side.ask("info");
        assertTrue(answer.startsWith("SEC_E_OK {"), answer);
        var info = JSON.std.mapFrom(answer.substring("SEC_E_OK ".length()));
        assertEquals("Kerberos", info.get("package"));
        assertEquals(role, info.get("role"));
        assertEquals("SEC_E_OK", info.get("status"));
        assertEquals("alice@EXAMPLE.COM", info.get("client"));
        assertEquals(SERVICE + "@EXAMPLE.COM", info.get("target"));
        assertTrue(((List<?>) info.get("flags")).containsAll(List.of("MUTUAL_AUTH", "CONFIDENTIALITY", "INTEGRITY")), answer);
        assertTrue(info.get("expiry").toString().endsWith("Z"), answer);
    }

    private Running initiator(String password, String... options) throws Exception {
        var all = new ArrayList<>(List.of(
                "--target", SERVICE, "--user", "alice",
                "--password-file", passwordFile(password + "\n", "rw-------").toString()));
        all.addAll(List.of(options));
        return start("initiator", all.toArray(String[]::new));
    }

    private Running acceptor(String... options) throws Exception {
        var all = new ArrayList<>(List.of("--keytab", folder.resolve("web.keytab").toString()));
        all.addAll(List.of(options));
        return start("acceptor", all.toArray(String[]::new));
    }

    private Running start(String role, String... options) throws Exception {
        var all = new ArrayList<>(List.of(
                "exchange", "--package", "Kerberos", "--role", role, "--krb5-conf", folder.resolve("krb5.conf").toString()));
        all.addAll(List.of(options));
        return SspiJar.start(Map.of(), all.toArray(String[]::new));
    }

    private Path passwordFile(String content, String permissions) throws Exception {
        var file = Files.writeString(folder.resolve("password"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String status(String answer) {
        return answer.split(" ")[0];
    }

    private static String field(String answer, String name) {
        for (var word : answer.split(" ")) {
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
        }
        throw new AssertionError("There is no " + name + " in " + answer);
    }
}
