package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

/** MIT's SPNEGO with gss-ntlmssp in it, which makes and checks MIC and mechListMIC. */
@Timeout(60)
@Shows(value = "SPNEGO with NTLM", against = Peer.GSS_NTLMSSP)
class SpnegoNtlmsspIT {
    private static final String PASSWORD = "Pass!alice";
    private static final String TARGET = "HTTP/web.lab.example";
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);
    private static final Optional<ChannelBindings> CHANNEL =
            Optional.of(ChannelBindings.tlsServerEndPoint("a certificate".getBytes(US_ASCII)));
    private static final Optional<ChannelBindings> ANOTHER =
            Optional.of(ChannelBindings.tlsServerEndPoint("another certificate".getBytes(US_ASCII)));

    @Test
    void ourInitiatorIsAcceptedAndBothProtectMessages() throws Exception {
        try (var client = initiator();
                var server = acceptor(CHANNEL)) {
            var token = new byte[0];
            boolean done = false;
            ContextResult ours;
            CtxtHandle context = null;
            do {
                ours = Sspi.initializeSecurityContext(client, context, TARGET, NtlmHandshake.SEALED, input(token, CHANNEL));
                context = ours.context();
                if (ours.token().length > 0) {
                    var leg = server.step(ours.token());
                    token = leg.token();
                    done = leg.isDone();
                }
            } while (ours.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED);
            assertTrue(done);
            assertEquals("LAB\\alice", server.peer());
            assertProtected(ours.context(), server);
        }
    }

    @Test
    void ourInitiatorOnAnotherChannelIsRefused() throws Exception {
        try (var client = initiator();
                var server = acceptor(CHANNEL)) {
            var first = Sspi.initializeSecurityContext(client, null, TARGET, NtlmHandshake.SEALED, input(new byte[0], ANOTHER));
            var challenge = server.step(first.token()).token();
            var last = Sspi.initializeSecurityContext(
                    client, first.context(), TARGET, NtlmHandshake.SEALED, input(challenge, ANOTHER));
            server.refuses(last.token());
            last.context().close();
        }
    }

    @Test
    void ourAcceptorTakesWhoIsOnTheSameChannelAndBothProtectMessages() throws Exception {
        try (var server = acquireServer();
                var client = initiator(CHANNEL)) {
            var leg = client.step(new byte[0]);
            ContextResult ours;
            CtxtHandle context = null;
            do {
                ours = Sspi.acceptSecurityContext(server, context, Set.of(), input(leg.token(), CHANNEL));
                context = ours.context();
                leg = ours.token().length > 0 ? client.step(ours.token()) : leg;
            } while (ours.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED);
            assertEquals("LAB\\alice", ours.context().query(ContextAttribute.NAMES).userName());
            assertTrue(leg.isDone());
            assertProtected(ours.context(), client);
        }
    }

    @Test
    void ourAcceptorRefusesWhoIsOnAnotherChannel() throws Exception {
        try (var server = acquireServer();
                var client = initiator(ANOTHER)) {
            var first = Sspi.acceptSecurityContext(
                    server, null, Set.of(), input(client.step(new byte[0]).token(), CHANNEL));
            byte[] authenticate = client.step(first.token()).token();
            Refusal.of(() -> Sspi.acceptSecurityContext(server, first.context(), Set.of(), input(authenticate, CHANNEL)))
                    .is(SecurityStatus.SEC_E_BAD_BINDINGS, "");
        }
    }

    private static void assertProtected(CtxtHandle ours, GssProgram theirs) throws Exception {
        assertEquals("NTLM", ours.query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name());
        try (var key = ours.query(ContextAttribute.SESSION_KEY)) {
            assertArrayEquals(theirs.sessionKey(), key.key());
        }
        var messages = new SealedMessages(ours);
        for (var each : List.of(HELLO, new byte[5000], HELLO)) {
            assertArrayEquals(each, theirs.unwrap(messages.seal(each), true));
            assertArrayEquals(each, messages.unseal(theirs.seal(each)));
            theirs.verify(each, messages.sign(each));
            messages.verify(each, theirs.mic(each));
        }
        ours.close();
    }

    private static List<SecBuffer> input(byte[] token, Optional<ChannelBindings> channel) {
        var input = new ArrayList<>(List.of(SecBuffer.token(token)));
        channel.ifPresent(bindings -> input.add(SecBuffer.channelBindings(bindings)));
        return input;
    }

    private static CredHandle initiator() throws SspiException {
        try (var password = Secret.password(PASSWORD.toCharArray())) {
            var alice = NegotiateCred.builder()
                    .identity(Identity.password("LAB\\alice", password))
                    .packageList("NTLM")
                    .build();
            return Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, alice);
        }
    }

    private static CredHandle acquireServer() throws SspiException {
        var accounts = NtlmCred.builder()
                .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(alice())))
                .targetNames(TARGET)
                .build();
        return Sspi.acquireCredentialsHandle(
                "Negotiate", CredentialUse.INBOUND, NegotiateCred.builder().ntlm(accounts).packageList("NTLM").build());
    }

    private static StoredAccount alice() {
        var password = Secret.password(PASSWORD.toCharArray());
        return new StoredAccount("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
    }

    private static GssProgram initiator(Optional<ChannelBindings> bindings) throws Exception {
        return GssProgram.Wish.of(Side.SPNEGO)
                .environment("KRB5_CONFIG", "/dev/null")
                .user("LAB\\alice", PASSWORD)
                .service("HTTP@web.lab.example")
                .bindings(bindings)
                .flags(GssProgram.SEALED)
                .initiator();
    }

    private static GssProgram acceptor(Optional<ChannelBindings> bindings) throws Exception {
        return GssProgram.Wish.of(Side.SPNEGO)
                .environment("KRB5_CONFIG", "/dev/null")
                .bindings(bindings)
                .environment("NTLM_USER_FILE", Peers.started().gss().ntlmUsers().toString())
                .acceptor();
    }
}
