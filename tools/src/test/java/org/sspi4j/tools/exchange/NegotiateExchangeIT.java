package org.sspi4j.tools.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.tools.SspiJar;
import org.sspi4j.tools.SspiJar.Running;

/** Two processes that negotiate, with what one and the other may choose; the test is the wire. */
class NegotiateExchangeIT {
    private static final String SERVICE = "HTTP/web.example.com";

    @TempDir
    private Path folder;

    private String secret(String name, String text) throws Exception {
        var file = Files.createFile(
                folder.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n").toString();
    }

    @Test
    void ntlmIsChosenWhereTheListLeavesNothingElse() throws Exception {
        var accounts = folder.resolve("accounts").toString();
        var added = SspiJar.run(
                Map.of(), "account", "add", "EXAMPLE\\alice", "--file", accounts, "--password-file", secret("of-alice", "Password"));
        assertEquals(0, added.exitStatus(), added.errors());
        var given = secret("of-initiator", "Password");
        try (var initiator = SspiJar.start(Map.of(), "exchange", "--package", "Negotiate", "--role", "initiator", "--target", SERVICE,
                        "--user", "EXAMPLE\\alice", "--password-file", given, "--package-list", "NTLM");
                var acceptor = SspiJar.start(Map.of(), "exchange", "--package", "Negotiate", "--role", "acceptor", "--accounts", accounts,
                        "--target-names", SERVICE, "--package-list", "!Kerberos")) {
            assertEquals("SEC_E_OK token=-", handshake(initiator, acceptor));
            var wrapped = initiator.ask("wrap YWJj");
            assertEquals("SEC_E_OK data=YWJj conf=1", acceptor.ask("unwrap " + field(wrapped, "data")));
            for (var side : new Running[] {initiator, acceptor}) {
                var info = JSON.std.mapFrom(side.ask("info").substring("SEC_E_OK ".length()));
                assertEquals("NTLM", info.get("package"));
                assertEquals("EXAMPLE\\alice", info.get("client"));
                assertEquals(0, side.end());
            }
        }
    }

    /** The client's last answer. */
    private static String handshake(Running initiator, Running acceptor) throws Exception {
        var init = initiator.ask("step -");
        assertTrue(init.startsWith("SEC_I_CONTINUE_NEEDED token=Y"), init);
        var challenge = acceptor.ask("step " + field(init, "token"));
        assertTrue(challenge.startsWith("SEC_I_CONTINUE_NEEDED token="), challenge);
        var authenticate = initiator.ask("step " + field(challenge, "token"));
        assertTrue(authenticate.startsWith("SEC_I_CONTINUE_NEEDED token="), authenticate);
        var completed = acceptor.ask("step " + field(authenticate, "token"));
        assertTrue(completed.startsWith("SEC_E_OK token="), completed);
        return initiator.ask("step " + field(completed, "token"));
    }

    private static String field(String answer, String name) {
        return Arrays.stream(answer.split(" "))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + name + " in " + answer));
    }
}
