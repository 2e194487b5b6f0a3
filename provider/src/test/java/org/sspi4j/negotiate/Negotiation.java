package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.kerberos.IakerbPackage;
import org.sspi4j.kerberos.KerberosPackage;
import org.sspi4j.ntlm.NtlmPackage;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.SecurityPackage;

/**
 * Alice, a server that knows her by Kerberos and by NTLM, and a line between them on which tokens can be changed. What a test wants
 * otherwise it changes before the first message.
 */
final class Negotiation implements AutoCloseable {
    static final String TARGET = "HTTP/web.example.com";
    static final Set<ContextFlag> USUAL = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT);

    final MovingFacilities facilities = new MovingFacilities();
    final ScriptedKdc kdc = new ScriptedKdc(facilities);
    final KerberosConfig config = ScriptedKdc.config().build();
    /** Of a client that reaches no KDC. */
    final KerberosConfig away = ScriptedKdc.config().build();
    KerberosConfig clientConfig = config;
    KerberosConfig serverConfig = config;
    final Engine engine;
    final Path keytab;
    /** The n-th token on the line, and what becomes of it. */
    final Map<Integer, UnaryOperator<byte[]>> changes = new HashMap<>();
    /** As they were sent. */
    final List<byte[]> tokens = new ArrayList<>();
    Identity client = password("alice", ScriptedKdc.PASSWORD);
    Identity server;
    String target = TARGET;
    Set<ContextFlag> clientFlags = USUAL;
    Set<ContextFlag> serverFlags = Set.of();
    boolean serverBegins;
    Optional<SspiException> kdcFailure = Optional.empty();
    int asked;

    Negotiation() {
        this(List.of(new NegotiatePackage(), new KerberosPackage(), new IakerbPackage(), new NtlmPackage()));
    }

    Negotiation(List<SecurityPackage> packages) {
        engine = new Engine(packages, new Kdcs(), facilities, privilege -> true);
        try {
            keytab = Files.createTempFile("web", ".keytab");
            Files.write(keytab, new Forge.KeytabBytes().with(1, kdc.serviceKey()).bytes());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        server = serverWith().build();
    }

    static Identity password(String user, String password) {
        return Identity.password(user, Secret.password(password.toCharArray()));
    }

    /** A server with both packages. */
    NegotiateCred.Builder serverWith() {
        return NegotiateCred.builder().kerberos(Identity.keytab(TARGET, keytab)).ntlm(ntlmServer());
    }

    /** A server without Kerberos. */
    static NegotiateCred ntlmAlone() {
        return NegotiateCred.builder().ntlm(ntlmServer()).ntlmUse(NtlmUse.ONLY).build();
    }

    static NtlmCred ntlmServer() {
        AccountStore accounts = (domain, user) -> CompletableFuture.completedFuture(
                user.equalsIgnoreCase("alice")
                        ? Optional.of(new StoredAccount(
                                "EXAMPLE\\alice",
                                new AccountSecret(
                                        AccountSecret.Kind.PASSWORD, Secret.password(ScriptedKdc.PASSWORD.toCharArray())),
                                Set.of()))
                        : Optional.empty());
        return NtlmCred.builder().accounts(accounts).targetNames(TARGET).build();
    }

    /** Both ends of a context, and what their last calls said. */
    record Ends(ContextResult client, ContextResult server) implements AutoCloseable {
        @Override
        public void close() {
            client.context().close();
            server.context().close();
        }
    }

    /** One side waits for what does not come. */
    static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stuck(String why) {
            super(why);
        }
    }

    CredHandle clientCredential() throws SspiException {
        return engine.acquire("Negotiate", CredentialUse.OUTBOUND, client, clientConfig);
    }

    CredHandle serverCredential() throws SspiException {
        return engine.acquire("Negotiate", CredentialUse.INBOUND, server, serverConfig);
    }

    Ends establish() throws SspiException {
        try (var alice = clientCredential();
                var web = serverCredential()) {
            ContextResult theirs = serverBegins ? accept(web, null, new byte[0]) : null;
            ContextResult ours = initialize(alice, null, theirs == null ? new byte[0] : sent(theirs));
            while (true) {
                boolean done = ours.status() == SecurityStatus.SEC_E_OK;
                if (ours.token().length > 0) {
                    theirs = accept(web, theirs, sent(ours));
                }
                if (done) {
                    if (theirs.status() != SecurityStatus.SEC_E_OK) {
                        throw new Stuck("the client is established, and the server goes on");
                    }
                    return new Ends(ours, theirs);
                }
                if (theirs.token().length == 0) {
                    throw new Stuck("the client waits, and the server says nothing");
                }
                ours = initialize(alice, ours, sent(theirs));
            }
        }
    }

    SspiException refused() {
        return assertThrows(SspiException.class, this::establish);
    }

    SspiException refused(SecurityStatus status) {
        var refusal = refused();
        assertEquals(status, refusal.status(), refusal.getMessage());
        return refusal;
    }

    private byte[] sent(ContextResult result) {
        tokens.add(result.token());
        return changes.getOrDefault(tokens.size() - 1, UnaryOperator.identity()).apply(result.token().clone());
    }

    ContextResult initialize(CredHandle credential, ContextResult before, byte[] token) throws SspiException {
        return engine.initialize(
                credential, before == null ? null : before.context(), target, clientFlags,
                token.length == 0 ? List.of() : List.of(SecBuffer.token(token)));
    }

    ContextResult accept(CredHandle credential, ContextResult before, byte[] token) throws SspiException {
        return engine.accept(
                credential, before == null ? null : before.context(), serverFlags, List.of(SecBuffer.token(token)));
    }

    /** Each side reads what the other one sealed. */
    static void talk(Ends ends) throws SspiException {
        for (int i = 0; i < 3; i++) {
            say(ends.client().context(), ends.server().context());
            say(ends.server().context(), ends.client().context());
        }
    }

    private static void say(CtxtHandle from, CtxtHandle to) throws SspiException {
        byte[] text = "How are you?".getBytes();
        var token = SecBuffer.token(ByteBuffer.allocate(from.sizes().securityTrailer()));
        var data = SecBuffer.data(ByteBuffer.wrap(text.clone()));
        from.encryptMessage(List.of(token, data));
        to.decryptMessage(List.of(SecBuffer.token(ByteBuffer.wrap(token.toBytes())), data));
        assertEquals("How are you?", new String(data.toBytes()));
    }

    @Override
    public void close() throws Exception {
        Files.delete(keytab);
    }

    private final class Kdcs implements KdcTransport {
        @Override
        public byte[] exchange(KdcRequest request) throws SspiException {
            asked++;
            if (request.config() == away) {
                throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC from here");
            }
            if (kdcFailure.isPresent()) {
                throw kdcFailure.get();
            }
            return kdc.to(new Need.Kdc(request.config(), request.realm(), request.bytes()));
        }

        @Override
        public CompletableFuture<byte[]> begin(KdcRequest request) {
            try {
                return CompletableFuture.completedFuture(exchange(request));
            } catch (SspiException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
