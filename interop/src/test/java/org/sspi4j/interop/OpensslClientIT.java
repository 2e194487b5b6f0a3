package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredHandle;

/** Our server against {@code openssl s_client}. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.TlsRun#all")
@Timeout(60)
@Shows(value = "TLS: handshake, data", against = Peer.OPENSSL)
final class OpensslClientIT extends TlsClientTests {
    OpensslClientIT(TlsRun run) {
        super(run, new Openssl(LAB));
    }

    @Override
    String closedWell() {
        return "closed\n";
    }

    @Test
    @Shows("TLS: resumption")
    void aSessionIsResumed(@TempDir Path folder) throws Exception {
        var session = folder.resolve("session").toString();
        try (var credential = credential()) {
            assertFalse(resumes(credential, "-sess_out", session));
            if (run.resumes()) {
                assertTrue(resumes(credential, "-sess_in", session));
            } else {
                assertFalse(Files.exists(Path.of(session)), "there is no ticket to keep");
            }
        }
    }

    @Test
    @Shows("TLS: resumption")
    void anotherCredentialResumesNothing(@TempDir Path folder) throws Exception {
        var session = folder.resolve("session").toString();
        try (var credential = credential(); var other = credential()) {
            assertFalse(resumes(credential, "-sess_out", session));
            if (run.resumes()) {
                assertFalse(resumes(other, "-sess_in", session));
            }
        }
    }

    private boolean resumes(CredHandle credential, String... session) throws Exception {
        try (var client = client(theirs.trusting("ca"), List.of(session)); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, ascii("012345 in one line\n"));
            ours.shutDown();
            client.awaits(closedWell());
            assertEquals(isResumed(ours), client.printed().contains(theirs.resumedByClient()), client::toString);
            return isResumed(ours);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k\n", "K\n"})
    @Shows("TLS: key update")
    void theClientChangesItsKeysInTls13AndMayAskForOurs(String command) throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            if (run.version() == TlsVersion.TLS_1_2) {
                client.say(command);
                assertTrue(ours.read().isEmpty());          // it cannot, and gives up
                return;
            }
            for (int i = 0; i < 3; i++) {
                exchangeTyped(ours, client, ascii(i + " before\n"));
                long before = renegotiations(ours);
                client.say(command);
                client.awaits(Pattern.compile("(?s)(?:KEYUPDATE.*){" + (i + 1) + "}"));
                exchangeTyped(ours, client, ascii(i + " after\n"));
                assertEquals(before + 1, renegotiations(ours), ours::toString);
            }
        }
    }

    @Test
    @Shows("TLS: renegotiation refused")
    void nothingIsRenegotiated() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, ascii("0 before\n"));
            client.say("R\n");
            if (run.version() == TlsVersion.TLS_1_3) {
                assertTrue(ours.read().isEmpty());          // it cannot, and gives up
            } else {
                assertNothingIsRenegotiated(ours);
            }
        }
    }
}
