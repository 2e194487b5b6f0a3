package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.StoredAccount;

/** gss-ntlmssp, which looks at channel bindings and makes them, on either end. */
@Timeout(60)
@Shows(value = "NTLM, channel bindings", against = Peer.GSS_NTLMSSP)
class GssNtlmsspIT {
    private static final String PASSWORD = "Pass!alice";
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);
    private static final Optional<ChannelBindings> CHANNEL = channel("a certificate");
    private static final Optional<ChannelBindings> ANOTHER = channel("another certificate");
    private static final Optional<ChannelBindings> NONE = Optional.empty();

    private static Optional<ChannelBindings> channel(String certificate) {
        return Optional.of(ChannelBindings.tlsServerEndPoint(certificate.getBytes(US_ASCII)));
    }

    @Nested
    class OurInitiator {
        @Test
        void onTheSameChannelIsAccepted() throws Exception {
            accepted(CHANNEL, CHANNEL);
        }

        /** An acceptor that looks at no channel does not mind. */
        @Test
        void withBindingsIsAcceptedByWhoHasNone() throws Exception {
            accepted(CHANNEL, NONE);
        }

        @Test
        @Shows("NTLM, initiator")
        void sealsAndSignsWhatItReads() throws Exception {
            try (var server = acceptor(CHANNEL);
                    var client = initiator(CHANNEL)) {
                logOn(client, server);
                protect(client, server);
            }
        }

        @Test
        void onAnotherChannelIsRefused() throws Exception {
            refused(ANOTHER, CHANNEL);
        }

        private void accepted(Optional<ChannelBindings> ours, Optional<ChannelBindings> theirs) throws Exception {
            try (var server = acceptor(theirs);
                    var client = initiator(ours)) {
                assertTrue(logOn(client, server).isDone());
                assertEquals("LAB\\alice", server.peer());
                assertArrayEquals(server.sessionKey(), client.sessionKey());
            }
        }

        private GssProgram.Leg logOn(NtlmHandshake client, GssProgram server) throws Exception {
            return server.step(client.authenticate(server.step(client.negotiate()).token()));
        }

        private void refused(Optional<ChannelBindings> ours, Optional<ChannelBindings> theirs) throws Exception {
            try (var server = acceptor(theirs);
                    var client = initiator(ours)) {
                server.refuses(client.authenticate(server.step(client.negotiate()).token()));
            }
        }

        private NtlmHandshake initiator(Optional<ChannelBindings> bindings) throws Exception {
            try (var password = Secret.password(PASSWORD.toCharArray())) {
                var alice = Identity.password("LAB\\alice", password);
                return NtlmHandshake.client(alice, "HTTP/web.lab.example", NtlmHandshake.SEALED, bindings);
            }
        }

        private GssProgram acceptor(Optional<ChannelBindings> bindings) throws Exception {
            return GssProgram.Wish.of(GssProgram.NTLM)
                    .bindings(bindings)
                    .environment("NTLM_USER_FILE", Peers.started().gss().ntlmUsers().toString())
                    .acceptor();
        }
    }

    /** Outside SPNEGO gss-ntlmssp makes no MIC. */
    @Nested
    class OurAcceptor {
        private static final NtlmCred CRED = NtlmCred.builder()
                .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(alice())))
                .targetNames("HTTP/web.lab.example")
                .allow(NtlmAllowance.SERVER_NO_MIC)
                .build();

        private static StoredAccount alice() {
            var password = Secret.password(PASSWORD.toCharArray());
            return new StoredAccount("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
        }

        @Test
        void takesWhoIsOnTheSameChannel() throws Exception {
            taken(Set.of(), CHANNEL, CHANNEL);
        }

        @Test
        void takesWhoIsBoundToNoneWhereThatIsAllowed() throws Exception {
            taken(Set.of(ContextFlag.ALLOW_MISSING_BINDINGS), NONE, CHANNEL);
        }

        @Test
        @Shows("NTLM, acceptor")
        void sealsAndSignsWhatItReads() throws Exception {
            try (var server = NtlmHandshake.server(CRED, Set.of(), CHANNEL);
                    var client = initiator(CHANNEL)) {
                logOn(client, server);
                protect(server, client);
            }
        }

        /** The server speaks first, to nobody yet. Its messages have one key stream for all, against MS-NLMP 3.4.3. */
        @Test
        @Shows("NTLM, datagrams")
        void takesDatagrams() throws Exception {
            try (var server = NtlmHandshake.server(CRED, Set.of(ContextFlag.DATAGRAM), CHANNEL);
                    var client = initiator(CHANNEL, GssProgram.SEALED | GssProgram.DATAGRAM)) {
                assertEquals(0, client.step(new byte[0]).token().length);
                server.accept(client.step(server.challenge(new byte[0])).token());
                assertTrue(server.flags().contains(ContextFlag.DATAGRAM), server.flags()::toString);
                assertArrayEquals(client.sessionKey(), server.sessionKey());
            }
        }

        @Test
        void refusesWhoIsOnAnotherChannel() throws Exception {
            refused(Set.of(), ANOTHER);
        }

        /** To say nothing of the channel is allowed; to be on another is not. */
        @Test
        void refusesWhoIsOnAnotherChannelThoughBindingsMayBeMissing() throws Exception {
            refused(Set.of(ContextFlag.ALLOW_MISSING_BINDINGS), ANOTHER);
        }

        @Test
        void refusesWhoIsBoundToNone() throws Exception {
            refused(Set.of(), NONE);
        }

        private void taken(Set<ContextFlag> flags, Optional<ChannelBindings> theirs, Optional<ChannelBindings> ours) throws Exception {
            try (var server = NtlmHandshake.server(CRED, flags, ours);
                    var client = initiator(theirs)) {
                logOn(client, server);
                assertEquals("LAB\\alice", server.clientName());
                assertArrayEquals(client.sessionKey(), server.sessionKey());
            }
        }

        private void logOn(GssProgram client, NtlmHandshake server) throws Exception {
            server.accept(client.step(server.challenge(client.step(new byte[0]).token())).token());
        }

        private void refused(Set<ContextFlag> flags, Optional<ChannelBindings> theirs) throws Exception {
            try (var server = NtlmHandshake.server(CRED, flags, CHANNEL);
                    var client = initiator(theirs)) {
                byte[] authenticate = client.step(server.challenge(client.step(new byte[0]).token())).token();
                Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_BAD_BINDINGS, "");
            }
        }

        private GssProgram initiator(Optional<ChannelBindings> bindings) throws Exception {
            return initiator(bindings, GssProgram.SEALED);
        }

        private GssProgram initiator(Optional<ChannelBindings> bindings, int flags) throws Exception {
            return GssProgram.Wish.of(GssProgram.NTLM)
                    .user("LAB\\alice", PASSWORD)
                    .service("HTTP@web.lab.example")
                    .bindings(bindings)
                    .flags(flags)
                    .initiator();
        }
    }

    /** Several messages each way, so that what the ends count goes along. */
    private static void protect(NtlmHandshake ours, GssProgram theirs) throws Exception {
        var messages = new SealedMessages(ours.context());
        for (var each : List.of(HELLO, new byte[1], new byte[5000], HELLO)) {
            assertArrayEquals(each, theirs.unwrap(messages.seal(each), true));
            assertArrayEquals(each, messages.unseal(theirs.seal(each)));
            theirs.verify(each, messages.sign(each));
            messages.verify(each, theirs.mic(each));
        }
    }
}
