package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
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
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.Need;

/** Alice, who reaches no KDC, and a server that does, with a line between them on which tokens can be changed. */
final class IakerbConversation implements AutoCloseable {
    static final String TARGET = "HTTP/web.example.com";
    static final Set<ContextFlag> USUAL = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT);

    final MovingFacilities facilities = new MovingFacilities();
    final ScriptedKdc kdc = new ScriptedKdc(facilities);
    final List<String> passedOn = new ArrayList<>();
    /** The n-th token on the line, and what becomes of it. */
    final Map<Integer, UnaryOperator<byte[]>> changes = new HashMap<>();
    /** As they were sent. */
    final List<byte[]> tokens = new ArrayList<>();
    final KerberosConfigBuilder clientConfig = ScriptedKdc.config();
    final KerberosConfigBuilder serverConfig = ScriptedKdc.config().iakerbRealms(ScriptedKdc.REALM);
    final Path keytab;
    Set<ContextFlag> flags = USUAL;
    Optional<ChannelBindings> clientBindings = Optional.empty();
    Optional<ChannelBindings> serverBindings = Optional.empty();
    Optional<SspiException> kdcFailure = Optional.empty();
    private final Engine home = engine((config, realm, request) -> {
        throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "alice is not at home, and reaches no KDC");
    });
    private final Engine away = engine(this::ask);
    private CredHandle alice;

    private interface Kdcs {
        byte[] ask(KerberosConfig config, String realm, byte[] request) throws SspiException;
    }

    IakerbConversation() throws Exception {
        keytab = Files.createTempFile("web", ".keytab");
        Files.write(keytab, new Forge.KeytabBytes().with(1, kdc.serviceKey()).bytes());
    }

    private byte[] ask(KerberosConfig config, String realm, byte[] request) throws SspiException {
        passedOn.add(realm);
        if (kdcFailure.isPresent()) {
            throw kdcFailure.get();
        }
        return kdc.to(new Need.Kdc(config, realm, request));
    }

    private Engine engine(Kdcs kdcs) {
        return new Engine(List.of(new IakerbPackage(), new KerberosPackage()), new Transport(kdcs), facilities, privilege -> true);
    }

    /** Both ends of a context, and what their last calls said. */
    record Ends(ContextResult client, ContextResult server) implements AutoCloseable {
        /** Each side reads what the other one sealed. */
        void talk() throws SspiException {
            say(client.context(), server.context());
            say(server.context(), client.context());
        }

        private static void say(CtxtHandle from, CtxtHandle to) throws SspiException {
            byte[] text = "How are you?".getBytes();
            var token = SecBuffer.token(ByteBuffer.allocate(from.sizes().securityTrailer()));
            var data = SecBuffer.data(ByteBuffer.wrap(text.clone()));
            from.encryptMessage(List.of(token, data));
            to.decryptMessage(List.of(SecBuffer.token(ByteBuffer.wrap(token.toBytes())), data));
            assertArrayEquals(text, data.toBytes());
        }

        @Override
        public void close() {
            client.context().close();
            server.context().close();
        }
    }

    CredHandle client() throws SspiException {
        if (alice == null) {
            alice = home.acquire(
                    "IAKERB",
                    CredentialUse.OUTBOUND,
                    Identity.password("alice", Secret.password(ScriptedKdc.PASSWORD.toCharArray())),
                    clientConfig.build());
        }
        return alice;
    }

    CredHandle server(String packageName) throws SspiException {
        return away.acquire(packageName, CredentialUse.INBOUND, Identity.keytab(TARGET, keytab), serverConfig.build());
    }

    Ends establish() throws SspiException {
        try (var web = server("IAKERB")) {
            var ours = initialize(null, new byte[0]);
            ContextResult theirs = null;
            while (true) {
                boolean done = ours.status() == SecurityStatus.SEC_E_OK;
                if (ours.token().length > 0) {
                    theirs = accept(web, theirs, sent(ours));
                }
                if (done) {
                    assertEquals(SecurityStatus.SEC_E_OK, theirs.status());
                    return new Ends(ours, theirs);
                }
                ours = initialize(ours, sent(theirs));
            }
        }
    }

    SspiException refused(SecurityStatus status, String words) {
        var refusal = assertThrows(SspiException.class, this::establish);
        assertEquals(status, refusal.status(), refusal.getMessage());
        assertEquals(words, words.isEmpty() || refusal.getMessage().contains(words) ? words : refusal.getMessage());
        return refusal;
    }

    private byte[] sent(ContextResult result) {
        tokens.add(result.token());
        return changes.getOrDefault(tokens.size() - 1, UnaryOperator.identity()).apply(result.token().clone());
    }

    ContextResult initialize(ContextResult before, byte[] token) throws SspiException {
        return home.initialize(
                client(), before == null ? null : before.context(), TARGET, flags, buffers(token, clientBindings));
    }

    ContextResult accept(CredHandle web, ContextResult before, byte[] token) throws SspiException {
        return away.accept(web, before == null ? null : before.context(), Set.of(), buffers(token, serverBindings));
    }

    private static List<SecBuffer> buffers(byte[] token, Optional<ChannelBindings> bindings) {
        var buffers = new ArrayList<SecBuffer>();
        if (token.length > 0) {
            buffers.add(SecBuffer.token(token));
        }
        bindings.map(SecBuffer::channelBindings).ifPresent(buffers::add);
        return buffers;
    }

    @Override
    public void close() throws IOException {
        if (alice != null) {
            alice.close();
        }
        Files.delete(keytab);
    }

    private record Transport(Kdcs kdcs) implements KdcTransport {
        @Override
        public byte[] exchange(KdcRequest request) throws SspiException {
            return kdcs.ask(request.config(), request.realm(), request.bytes());
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
