package org.sspi4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.crypto.Md4;

/**
 * Ours, through the calls of sspi.h: a client with a password, and a server with an NT hash in memory that demands channel bindings and
 * knows its name. What protects messages is asked for. Bindings are given to the leg that looks at them, in a buffer that the callers have:
 * making it is part of having the channel.
 */
@State(Scope.Benchmark)
public class NtlmOurs implements NtlmServer<ContextResult> {
    static final String USER = "alice";
    static final String DOMAIN = "EXAMPLE";
    static final String PASSWORD = "correct horse";
    static final String TARGET = "HTTP/web.example.com";
    static final ChannelBindings BINDINGS = ChannelBindings.tlsServerEndPoint(new byte[32]);

    static final String NTLM = "NTLM";
    static final String NAME = DOMAIN + "\\" + USER;
    static final Set<ContextFlag> WANTED = Set.of(
            ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT, ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY);
    private static final Set<ContextFlag> NOTHING = Set.of();
    private static final byte[] NO_TOKEN = {};

    /** Read only, and what is read of it stays. */
    private final SecBuffer bindings = SecBuffer.channelBindings(BINDINGS);
    private CredHandle client;
    private CredHandle server;
    private byte[] negotiate;
    private byte[] challenge;

    /** The messages of a context, and what came of them. */
    record Transcript(byte[] negotiate, byte[] challenge, byte[] authenticate, byte[] exportedSessionKey, OursPeers.Pair pair) {}

    @Setup
    public void prepare() throws Exception {
        client = Sspi.acquireCredentialsHandle(NTLM, CredentialUse.OUTBOUND, user());
        server = Sspi.acquireCredentialsHandle(NTLM, CredentialUse.INBOUND, users());
        var transcript = converse();
        transcript.pair.close();
        negotiate = transcript.negotiate;
        challenge = transcript.challenge;
    }

    /** Who logs on. */
    static Identity user() {
        return Identity.password(NAME, Secret.password(PASSWORD.toCharArray()));
    }

    /** The server's. */
    static NtlmCred users() {
        byte[] ntHash = ntHash();
        return NtlmCred.builder()
                .accounts((domain, user) ->
                        CompletableFuture.completedFuture(Optional.of(StoredAccount.ofNtHash(NAME, ntHash))))
                .serverNames(NtlmServerNames.ofDomain("WEB", DOMAIN, "web.example.com", "example.com"))
                .targetNames(TARGET)
                .build();
    }

    static byte[] ntHash() {
        return Md4.of(PASSWORD.getBytes(UTF_16LE));
    }

    /** All three messages. */
    Transcript converse() throws SspiException {
        var first = initiate();
        var second = accept(first.token());
        var third = answer(first, second.token());
        var last = authenticated(second, third.token());
        if (third.status() != SecurityStatus.SEC_E_OK || last.status() != SecurityStatus.SEC_E_OK) {
            throw new IllegalStateException(third.status() + " " + last.status());
        }
        byte[] key = last.context().query(ContextAttribute.SESSION_KEY).key();
        return new Transcript(
                first.token(), second.token(), third.token(), key, new OursPeers.Pair(third.context(), last.context()));
    }

    /** What a server said to this client once. */
    byte[] givenChallenge() {
        return challenge;
    }

    /** The client's first leg. */
    ContextResult initiate() throws SspiException {
        return Sspi.initializeSecurityContext(client, null, TARGET, WANTED, NO_TOKEN);
    }

    /** The client's second leg. */
    ContextResult answer(ContextResult first, byte[] challenge) throws SspiException {
        return Sspi.initializeSecurityContext(client, first.context(), TARGET, WANTED, bound(challenge));
    }

    private ContextResult accept(byte[] negotiate) throws SspiException {
        return Sspi.acceptSecurityContext(server, null, NOTHING, negotiate);
    }

    private ContextResult authenticated(ContextResult challenged, byte[] authenticate) throws SspiException {
        return Sspi.acceptSecurityContext(server, challenged.context(), NOTHING, bound(authenticate));
    }

    private List<SecBuffer> bound(byte[] token) {
        return List.of(SecBuffer.token(token), bindings);
    }

    @Override
    public ContextResult challenge() throws SspiException {
        return accept(negotiate);
    }

    /** Each client says the same in its first message, which the MIC covers. */
    @Override
    public byte[] answer(ContextResult challenged) throws SspiException {
        var first = initiate();
        byte[] authenticate = answer(first, challenged.token()).token();
        first.context().close();
        return authenticate;
    }

    @Override
    public void accept(ContextResult challenged, byte[] authenticate) throws SspiException {
        authenticated(challenged, authenticate).context().close();
    }
}
