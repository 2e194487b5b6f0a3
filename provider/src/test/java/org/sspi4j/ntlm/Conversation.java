package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/** Alice and a server that has an account for her. What a test wants otherwise it changes before the first message. */
final class Conversation {
    static final String WEB = "HTTP/web.example.com";
    static final String PASSWORD = "Pa\u00DFword";
    static final Set<ContextFlag> EVERYTHING = EnumSet.of(
            ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    final MovingFacilities facilities = new MovingFacilities();
    final Map<String, StoredAccount> accounts = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    String user = "EXAMPLE\\alice";
    String password = PASSWORD;
    String target = WEB;
    Set<ContextFlag> clientFlags = EVERYTHING;
    Set<ContextFlag> serverFlags = Set.of();
    Optional<ChannelBindings> clientBindings = Optional.empty();
    Optional<ChannelBindings> serverBindings = Optional.empty();
    NtlmAllowance[] allowed = {};
    String[] targetNames = {WEB};
    NtlmServerNames serverNames = NtlmServerNames.ofDomain("WEB", "EXAMPLE", "web.example.com", "example.com");
    AccountStore store = (domain, name) -> {
        asked.add(domain + "\\" + name);
        return CompletableFuture.completedFuture(
                Optional.ofNullable(accounts.get(name.toLowerCase(Locale.ROOT))).map(Conversation::copy));
    };
    Optional<Credential> client = Optional.empty();
    Optional<Credential> server = Optional.empty();
    UnaryOperator<byte[]> onNegotiate = UnaryOperator.identity();
    UnaryOperator<byte[]> onChallenge = UnaryOperator.identity();
    UnaryOperator<byte[]> onAuthenticate = UnaryOperator.identity();
    byte[] negotiate;
    byte[] challenge;
    byte[] authenticate;

    Conversation() {
        accounts.put("alice", hashed("EXAMPLE\\alice", PASSWORD));
    }

    /** Both ends, established. */
    record Ends(NtlmSession client, NtlmSession server) {}

    static StoredAccount hashed(String name, String password) {
        var hash = Secret.key(NtlmKeys.ntowfv1(NtlmString.unicode(password)));
        return new StoredAccount(name, new AccountSecret(AccountSecret.Kind.NT_HASH, hash), Set.of());
    }

    static StoredAccount inClear(String name, String password) {
        return new StoredAccount(
                name, new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password(password.toCharArray())), Set.of());
    }

    private static StoredAccount copy(StoredAccount account) {
        var secret = new AccountSecret(account.secret().kind(), account.secret().secret().copy());
        return new StoredAccount(account.userName(), secret, account.principals());
    }

    Ends establish() throws SspiException {
        var initiator = new NtlmPackage().initiate(request(clientCredential(), target, clientFlags));
        var first = (Move.Reply) next(initiator, new byte[0], clientBindings, clientFlags, clientCredential());
        negotiate = first.token();
        var second = accept(onNegotiate.apply(negotiate.clone()));
        challenge = second.token();
        var third = (Move.Done) next(
                first.next(), onChallenge.apply(challenge.clone()), clientBindings, clientFlags, clientCredential());
        authenticate = third.token();
        return new Ends((NtlmSession) third.session(), (NtlmSession) answered(second, onAuthenticate.apply(authenticate.clone())));
    }

    SspiException refused() {
        return assertThrows(SspiException.class, this::establish);
    }

    /** The server's challenge to an offer. */
    Move.Reply accept(byte[] token) throws SspiException {
        var acceptor = new NtlmPackage().accept(request(serverCredential(), "", serverFlags));
        return (Move.Reply) next(acceptor, token, serverBindings, serverFlags, serverCredential());
    }

    /** What the server makes of the answer. */
    Session answered(Move.Reply challenged, byte[] token) throws SspiException {
        return ((Move.Done) next(challenged.next(), token, serverBindings, serverFlags, serverCredential())).session();
    }

    Move next(Handshake state, byte[] token, Optional<ChannelBindings> bindings, Set<ContextFlag> flags, Credential credential)
            throws SspiException {
        var buffers = new ArrayList<>(List.of(SecBuffer.token(token)));
        bindings.map(SecBuffer::channelBindings).ifPresent(buffers::add);
        return Drive.sync(state.next(new Leg(token, buffers, flags, credential)), new World());
    }

    ContextRequest request(Credential credential, String name, Set<ContextFlag> flags) {
        return new ContextRequest(credential, name, flags, any -> Optional.empty(), facilities, () -> Luid.of(1));
    }

    Credential clientCredential() throws SspiException {
        if (client.isEmpty()) {
            var identity = Identity.password(user, Secret.password(password.toCharArray()));
            client = Optional.of(acquire(
                    CredentialUse.OUTBOUND, NtlmCred.builder().identity(identity).allow(allowed).build()));
        }
        return client.get();
    }

    Credential serverCredential() throws SspiException {
        if (server.isEmpty()) {
            server = Optional.of(acquire(
                    CredentialUse.INBOUND,
                    NtlmCred.builder()
                            .accounts(store)
                            .serverNames(serverNames)
                            .targetNames(targetNames)
                            .allow(allowed)
                            .build()));
        }
        return server.get();
    }

    Credential acquire(CredentialUse use, Identity identity) throws SspiException {
        return Drive.sync(
                new NtlmPackage().acquire(new CredentialRequest(
                        use, identity, KerberosConfig.builder().build(), name -> Optional.empty(), facilities)),
                new World());
    }

    /** A world with accounts and authorities, asked at once. */
    static final class World implements Step.Answers {
        @Override
        @SuppressWarnings("unchecked")
        public <A> A to(Need<A> need) throws SspiException {
            try {
                if (need instanceof Need.Account account) {
                    return (A) account.store().find(account.domain(), account.user()).toCompletableFuture().join();
                }
                if (need instanceof Need.Verify verify) {
                    return (A) verify.authority().verify(verify.logon()).toCompletableFuture().join();
                }
            } catch (CompletionException e) {
                throw assertThrows(SspiException.class, () -> {
                    throw e.getCause();
                });
            }
            throw new AssertionError("Nobody is to be asked here: " + need);
        }
    }
}
