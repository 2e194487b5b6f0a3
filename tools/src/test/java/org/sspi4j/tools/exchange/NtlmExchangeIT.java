package org.sspi4j.tools.exchange;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.tools.SspiJar;
import org.sspi4j.tools.SspiJar.Running;

/** Two processes that speak NTLM, with accounts that the tool made; the test is the wire. */
class NtlmExchangeIT {
    private static final String SERVICE = "HTTP/web.example.com";
    /** NTOWFv1 of "Password" (MS-NLMP 4.2.2.1.2). */
    private static final String HASH = "a4f49c406510bdcab6824ee7c30fd852";

    @TempDir
    private Path folder;

    private Path accounts;

    @BeforeEach
    void addAlice() throws Exception {
        accounts = folder.resolve("accounts");
        var added = SspiJar.run(Map.of(), "account", "add", "EXAMPLE\\alice", "--file", accounts.toString(), "--password-file",
                secret("of-alice", "Password"));
        assertEquals(0, added.exitStatus(), added.errors());
    }

    private String secret(String name, String text) throws Exception {
        var file = Files.createFile(
                folder.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n").toString();
    }

    private Running initiator(String secret, String... options) throws Exception {
        var all = new ArrayList<>(List.of(
                "exchange", "--package", "NTLM", "--role", "initiator", "--target", SERVICE, "--user", "EXAMPLE\\alice",
                "--password-file", secret("of-initiator", secret)));
        all.addAll(List.of(options));
        return SspiJar.start(Map.of(), all.toArray(String[]::new));
    }

    private Running acceptor(String... options) throws Exception {
        var all = new ArrayList<>(List.of("exchange", "--package", "NTLM", "--role", "acceptor", "--accounts", accounts.toString()));
        all.addAll(List.of(options));
        return SspiJar.start(Map.of(), all.toArray(String[]::new));
    }

    /** The acceptor's last answer. */
    private static String handshake(Running initiator, Running acceptor) throws Exception {
        var negotiate = initiator.ask("step -");
        assertTrue(negotiate.startsWith("SEC_I_CONTINUE_NEEDED token="), negotiate);
        var challenge = acceptor.ask("step " + field(negotiate, "token"));
        assertTrue(challenge.startsWith("SEC_I_CONTINUE_NEEDED token="), challenge);
        var authenticate = initiator.ask("step " + field(challenge, "token"));
        assertTrue(authenticate.startsWith("SEC_E_OK token="), authenticate);
        return acceptor.ask("step " + field(authenticate, "token"));
    }

    @ParameterizedTest
    @CsvSource({"Password, ", HASH + ", --nt-hash"})
    void aContextIsDrivenThroughEveryCommand(String secret, String option) throws Exception {
        try (var initiator = option == null ? initiator(secret) : initiator(secret, option);
                var acceptor = acceptor("--target-names", SERVICE)) {
            assertEquals("SEC_E_OK token=-", handshake(initiator, acceptor));
            carries(initiator, acceptor);
            carries(acceptor, initiator);
            var key = initiator.ask("key");
            assertTrue(key.matches("SEC_E_OK hex=[0-9a-f]{32}"), key);
            assertEquals(key, acceptor.ask("key"));
            info(initiator, "initiator");
            info(acceptor, "acceptor");
            assertEquals(0, initiator.end());
            assertEquals(0, acceptor.end());
            assertEquals("", initiator.errors() + acceptor.errors());
        }
    }

    private static void carries(Running from, Running to) throws Exception {
        var wrapped = from.ask("wrap YWJj");
        assertTrue(wrapped.matches("SEC_E_OK data=\\S+ conf=1"), wrapped);
        assertEquals(16 + 3, Base64.getDecoder().decode(field(wrapped, "data")).length);
        assertEquals("SEC_E_OK data=YWJj conf=1", to.ask("unwrap " + field(wrapped, "data")));
        var signed = from.ask("sign YWJj");
        assertEquals("SEC_E_OK", to.ask("verify YWJj " + field(signed, "data")));
        var pieces = from.ask("wrapiov YWJj");
        assertNotEquals("YWJj", field(pieces, "data"));
        assertEquals("SEC_E_OK data=YWJj", to.ask("unwrapiov " + field(pieces, "token") + " " + field(pieces, "data")));
    }

    private static void info(Running side, String role) throws Exception {
        var answer = side.ask("info");
        assertTrue(answer.startsWith("SEC_E_OK {"), answer);
        var info = JSON.std.mapFrom(answer.substring("SEC_E_OK ".length()));
        assertEquals("NTLM", info.get("package"));
        assertEquals(role, info.get("role"));
        assertEquals("EXAMPLE\\alice", info.get("client"));
        assertEquals(SERVICE, info.get("target"));
        assertTrue(((List<?>) info.get("flags")).containsAll(List.of("CONFIDENTIALITY", "INTEGRITY")), answer);
    }

    @Test
    void aWrongPasswordIsALogonDenied() throws Exception {
        try (var initiator = initiator("password"); var acceptor = acceptor()) {
            assertTrue(handshake(initiator, acceptor).startsWith("SEC_E_LOGON_DENIED token="));
        }
    }

    @Test
    void anAccountThatWasRemovedIsNobody() throws Exception {
        var removed = SspiJar.run(Map.of(), "account", "remove", "EXAMPLE\\alice", "--file", accounts.toString());
        assertEquals(0, removed.exitStatus(), removed.errors());
        try (var initiator = initiator("Password"); var acceptor = acceptor()) {
            assertTrue(handshake(initiator, acceptor).startsWith("SEC_E_LOGON_DENIED token="));
        }
    }

    /** CVE-2022-24883. */
    @Test
    void aFileThatOthersMayReadLetsNobodyIn() throws Exception {
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rw-r--r--"));
        try (var initiator = initiator("Password"); var acceptor = acceptor()) {
            var refused = handshake(initiator, acceptor);
            assertTrue(refused.startsWith("SEC_E_NO_AUTHENTICATING_AUTHORITY token="), refused);
            assertTrue(refused.contains("chmod 600"), refused);
        }
    }

    /** Without the option, the users are those of the user's own file. */
    @Test
    void theUsersOwnFileIsTheDefault() throws Exception {
        var config = Files.createDirectory(folder.resolve("config"));
        var environment = Map.of("XDG_CONFIG_HOME", config.toString());
        var added = SspiJar.run(environment, "account", "add", "EXAMPLE\\alice", "--nt-hash", "--password-file", secret("hash", HASH));
        assertEquals(0, added.exitStatus(), added.errors());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(config.resolve("sspi4j/accounts"))));
        try (var initiator = initiator("Password");
                var acceptor = SspiJar.start(environment, "exchange", "--package", "NTLM", "--role", "acceptor")) {
            assertEquals("SEC_E_OK token=-", handshake(initiator, acceptor));
        }
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
