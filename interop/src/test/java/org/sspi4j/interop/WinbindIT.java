package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.interop.NtlmAuth.Feature;

/** Our acceptor, whose users are a domain's: their controller checks the responses, and gives the session key. */
@Timeout(60)
@Shows(value = "NTLM, domain users", against = {Peer.SAMBA, Peer.NTLM_AUTH})
class WinbindIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final String TARGET = "HTTP/web.lab.example";

    @Test
    void aUserOfTheDomainLogsOnAndBothHoldTheSameKey() throws Exception {
        try (var client = ntlmAuth("alice", "alice");
                var server = server()) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            assertEquals("LAB\\alice", server.clientName());
            assertArrayEquals(client.sessionKey(), server.sessionKey());
        }
    }

    /** Ours on both sides, with the controller between them. */
    @Test
    void aUserOfOursLogsOnToo() throws Exception {
        try (var client = NtlmHandshake.client("LAB\\alice", SAMBA.password("alice"), TARGET, NtlmHandshake.SEALED);
                var server = server()) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            var sealed = new SealedMessages(client.context()).seal(new byte[] {'o', 'k'});
            assertArrayEquals(new byte[] {'o', 'k'}, new SealedMessages(server.context()).unseal(sealed));
        }
    }

    @ParameterizedTest
    @CsvSource({"alice, wrong", "mallory, wrong", "disabled, disabled", "expired, expired", "hours, hours"})
    void whoMayNotLogOnIsRefused(String user, String passwordOf) throws Exception {
        try (var client = ntlmAuth(user, passwordOf);
                var server = server()) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_LOGON_DENIED, "");
        }
    }

    @Test
    void whereNobodyAnswersNobodyLogsOn(@TempDir Path nothing) throws Exception {
        var cred = NtlmCred.builder().authority(new WinbindAuthority(SAMBA.winbindAt(nothing))).build();
        try (var client = ntlmAuth("alice", "alice");
                var server = NtlmHandshake.server(cred, Set.of())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "");
        }
    }

    private static NtlmAuth ntlmAuth(String user, String passwordOf) throws Exception {
        var password = new String(SAMBA.password(passwordOf));
        var client = NtlmAuth.client("LAB", user, password, "--target-service=HTTP", "--target-hostname=web.lab.example");
        client.want(Set.of(Feature.SESSION_KEY, Feature.SIGN, Feature.SEAL));
        return client;
    }

    private static NtlmHandshake server() throws Exception {
        var authority = new WinbindAuthority(SAMBA.winbind());
        return NtlmHandshake.server(NtlmCred.builder().authority(authority).targetNames(TARGET).build(), Set.of());
    }
}
