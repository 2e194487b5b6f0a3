package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;

/** Our initiator, and ntlm_auth as the server, which lets the domain controller check our responses. */
@Timeout(60)
@Shows(value = "NTLM, initiator", against = Peer.NTLM_AUTH)
class NtlmAuthServerIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final String TARGET = "HTTP/web.lab.example";
    /** MIC of AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3). */
    private static final int MIC_AT = 72;

    /** What a client asks for, and the flags of MS-NLMP 2.2.2.5 that come of it. */
    private enum Wish {
        NOTHING(Set.of(), 0),
        SIGNATURES(NtlmHandshake.SIGNED, 0x10),
        ENCRYPTION(NtlmHandshake.SEALED, 0x30);

        private final Set<ContextFlag> flags;
        private final int negotiated;

        Wish(Set<ContextFlag> flags, int negotiated) {
            this.flags = flags;
            this.negotiated = negotiated;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUserLogsOnAndBothHoldTheSameKey(Wish wish) throws Exception {
        try (var server = NtlmAuth.server();
                var client = NtlmHandshake.client("LAB\\alice", SAMBA.password("alice"), TARGET, wish.flags)) {
            var verdict = server.verdict(client.authenticate(server.challenge(client.negotiate())));
            assertEquals("AF LAB\\alice", verdict);
            assertEquals(wish.negotiated, server.negotiatedFlags() & 0x30);
            assertTrue(client.flags().containsAll(wish.flags), client.flags()::toString);
            assertArrayEquals(server.sessionKey(), client.sessionKey());
        }
    }

    /** As a UPN, and without a domain, which is then the server's. */
    @ParameterizedTest
    @ValueSource(strings = {"alice@lab.example", "alice", "lab\\ALICE"})
    void aUserMayWriteTheNameInOtherWays(String user) throws Exception {
        assertTrue(verdict(user, "alice").startsWith("AF "), () -> user);
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        assertEquals("NA NT_STATUS_LOGON_FAILURE", verdict("LAB\\alice", "wrong"));
    }

    @Test
    void aDisabledUserIsRefused() throws Exception {
        assertEquals("NA NT_STATUS_ACCOUNT_DISABLED", verdict("LAB\\disabled", "disabled"));
    }

    /** The server compares our MIC with its own: with another one there is no logon. */
    @Test
    @Shows("NTLM, MIC")
    void theServerChecksTheMic() throws Exception {
        try (var server = NtlmAuth.server();
                var client = NtlmHandshake.client("LAB\\alice", SAMBA.password("alice"), TARGET, NtlmHandshake.SIGNED)) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            authenticate[MIC_AT] ^= 1;
            assertEquals("NA NT_STATUS_INVALID_PARAMETER", server.verdict(authenticate));
        }
    }

    private static String verdict(String user, String passwordOf) throws Exception {
        try (var server = NtlmAuth.server();
                var client = NtlmHandshake.client(user, SAMBA.password(passwordOf), TARGET, NtlmHandshake.SIGNED)) {
            return server.verdict(client.authenticate(server.challenge(client.negotiate())));
        }
    }
}
