package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.line;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.w;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** Handles in each state that the call matrix knows, each time new ones. */
final class MatrixStates {
    static final int MUTUAL_AUTH_AND_ALL_PROTECTION = 0x1001E;

    /**
     * What a call is made with.
     *
     * @param handle the context that the call is about
     * @param initiator the credential for initialize
     * @param acceptor the credential for accept
     * @param token the peer's, for a handshake call
     * @param peer the other end, if there is one that can speak
     * @param later for calls about a credential: contexts that are half-open
     * @param records whether messages are records of TLS
     */
    record Subject(
            CtxtHandle handle,
            CredHandle initiator,
            CredHandle acceptor,
            byte[] token,
            CtxtHandle peer,
            Later later,
            AutoCloseable rest,
            boolean records)
            implements AutoCloseable {
        Subject(
                CtxtHandle handle,
                CredHandle initiator,
                CredHandle acceptor,
                byte[] token,
                CtxtHandle peer,
                Later later,
                AutoCloseable rest) {
            this(handle, initiator, acceptor, token, peer, later, rest, false);
        }

        Subject(CtxtHandle handle, CredHandle initiator, CredHandle acceptor, byte[] token) {
            this(handle, initiator, acceptor, token, null, null, () -> {});
        }

        Subject(CtxtHandle handle, CredHandle initiator, CredHandle acceptor, byte[] token, CtxtHandle peer) {
            this(handle, initiator, acceptor, token, peer, null, () -> {});
        }

        @Override
        public void close() throws Exception {
            rest.close();
        }
    }

    record Later(CtxtHandle initiator, CtxtHandle acceptor) {}

    private static final byte[] HELLO = "hello\n".getBytes(US_ASCII);

    private final Machine machine;
    private final Machine other;
    private final Secur32 secur32;
    private final CredHandle client;
    private final CredHandle server;
    private final CredHandle alice;
    private final CredHandle web;
    private final TlsStates tls;
    private final NtlmStates ntlm;
    private final NtlmStates negotiate;

    MatrixStates(Machine machine, Machine other) throws SspiException {
        this.machine = machine;
        this.other = other;
        this.secur32 = machine.secur32;
        this.client = everyCase(machine, "EveryCase", Machine.OUTBOUND);
        this.server = everyCase(machine, "EveryCase", Machine.INBOUND);
        this.alice = kerberos(Machine.OUTBOUND, Machine.password("alice@EXAMPLE.COM", "secret"));
        this.web = kerberos(Machine.INBOUND, Identity.keytab(machine.keytab));
        this.tls = new TlsStates(machine);
        this.ntlm = NtlmStates.bare(machine);
        this.negotiate = NtlmStates.negotiated(machine);
    }

    Machine machine() {
        return machine;
    }

    Subject of(String kind, String packageName, String state) throws Exception {
        return kind.equals("contexts") ? context(packageName, state) : credential(state);
    }

    Subject context(String packageName, String state) throws Exception {
        return switch (packageName) {
            case "Kerberos" -> kerberosContext(state);
            case "Schannel" -> tlsContext(state);
            case "NTLM" -> ntlmContext(ntlm, state);
            case "Negotiate" -> ntlmContext(negotiate, state);
            default -> everyCaseContext(state);
        };
    }

    CtxtHandle strangersContext() {
        return stranger(CtxtHandle.class);
    }

    CredHandle stranger() {
        return stranger(CredHandle.class);
    }

    /** Whoever asks it anything, even for its text, has gone too far. */
    private static <T> T stranger(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            throw new AssertionError("A stranger's " + method.getName() + " was called");
        }));
    }

    private Subject everyCaseContext(String state) throws Exception {
        return switch (state) {
            case "null" -> new Subject(null, client, server, HELLO);
            case "stranger" -> new Subject(strangersContext(), client, server, HELLO);
            case "other" -> new Subject(accepted(other, everyCase(other, "EveryCase", Machine.INBOUND), "bye alice"), client, server,
                    HELLO);
            case "deleted" -> new Subject(deleted(accepted("bye alice"), 1), client, server, HELLO);
            case "twice" -> new Subject(deleted(accepted("bye alice"), 2), client, server, HELLO);
            case "busy" -> busy();
            case "halfInitiator" -> new Subject(begun(client), client, server, HELLO);
            case "halfAcceptor" -> new Subject(accepted("hello"), client, server, HELLO);
            case "toComplete" -> new Subject(accepted("complete"), client, server, "draft\n".getBytes(US_ASCII));
            case "initiator" -> new Subject(
                    secur32.initializeSecurityContextW(client, begun(client), null, 0, 0, 0, desc(line("bye alice")), 0, desc(room(64)))
                            .orThrow().phNewContext(), client, server, HELLO);
            case "acceptor" -> new Subject(accepted("bye alice"), client, server, HELLO);
            case "failed" -> {
                var context = accepted("hello");
                secur32.acceptSecurityContext(server, context, desc(line("nonsense")), 0, 0, desc(room(64)));
                yield new Subject(context, client, server, HELLO);
            }
            case "exported" -> {
                var context = accepted("see-you alice");
                secur32.exportSecurityContext(context, 2, SecBuffer.empty()).orThrow();
                yield new Subject(context, client, server, HELLO);
            }
            case "imported" -> new Subject(imported("EveryCase", accepted("see-you alice")), client, server, HELLO);
            default -> throw new IllegalArgumentException(state);
        };
    }

    /** Its call waits for something that never comes, until the subject is closed. */
    private Subject busy() throws Exception {
        var context = accepted("hello");
        machine.suspended = CompletableFuture::new;
        var call = machine.engine.acceptAsync(server, context, Set.of(), List.of(line("wait")), Runnable::run);
        return new Subject(context, client, server, HELLO, null, null, () -> call.cancel(true));
    }

    private Subject kerberosContext(String state) throws Exception {
        return switch (state) {
            case "null" -> new Subject(null, alice, web, HELLO);
            case "stranger" -> new Subject(strangersContext(), alice, web, HELLO);
            case "other" -> new Subject(accepted(other, everyCase(other, "EveryCase", Machine.INBOUND), "bye alice"), alice, web, HELLO);
            case "deleted" -> new Subject(deleted(established().acceptor(), 1), alice, web, HELLO);
            case "twice" -> new Subject(deleted(established().acceptor(), 2), alice, web, HELLO);
            case "halfInitiator" -> {
                var half = half();
                yield new Subject(half.initiator(), alice, web, half.token());
            }
            case "initiator" -> {
                var ends = established();
                yield new Subject(ends.initiator(), alice, web, ends.token(), ends.acceptor());
            }
            case "acceptor" -> {
                var ends = established();
                yield new Subject(ends.acceptor(), alice, web, ends.token(), ends.initiator());
            }
            case "failed" -> {
                var half = half();
                secur32.initializeSecurityContextW(alice, half.initiator(), null, 0, 0, 0, desc(line("nonsense")), 0, desc(room(64)));
                yield new Subject(half.initiator(), alice, web, half.token());
            }
            case "exported" -> {
                var ends = established();
                secur32.exportSecurityContext(ends.acceptor(), 2, SecBuffer.empty()).orThrow();
                yield new Subject(ends.acceptor(), alice, web, ends.token());
            }
            case "imported" -> {
                var ends = established();
                yield new Subject(imported("Kerberos", ends.acceptor()), alice, web, ends.token(), ends.initiator());
            }
            default -> throw new IllegalArgumentException(state);
        };
    }

    private Subject tlsContext(String state) throws Exception {
        return switch (state) {
            case "null" -> new Subject(null, tls.client(), tls.server(), HELLO);
            case "stranger" -> new Subject(strangersContext(), tls.client(), tls.server(), HELLO);
            case "other" -> new Subject(
                    accepted(other, everyCase(other, "EveryCase", Machine.INBOUND), "bye alice"), tls.client(), tls.server(), HELLO);
            case "deleted" -> new Subject(deleted(tls.acceptor(), 1), tls.client(), tls.server(), HELLO);
            case "twice" -> new Subject(deleted(tls.acceptor(), 2), tls.client(), tls.server(), HELLO);
            default -> tls.of(state);
        };
    }

    private Subject ntlmContext(NtlmStates ntlm, String state) throws Exception {
        return switch (state) {
            case "null" -> new Subject(null, ntlm.outbound(), ntlm.inbound(), HELLO);
            case "stranger" -> new Subject(strangersContext(), ntlm.outbound(), ntlm.inbound(), HELLO);
            case "other" -> new Subject(
                    accepted(other, everyCase(other, "EveryCase", Machine.INBOUND), "bye alice"), ntlm.outbound(), ntlm.inbound(), HELLO);
            case "deleted" -> new Subject(deleted(ntlm.acceptor(), 1), ntlm.outbound(), ntlm.inbound(), HELLO);
            case "twice" -> new Subject(deleted(ntlm.acceptor(), 2), ntlm.outbound(), ntlm.inbound(), HELLO);
            default -> ntlm.of(state);
        };
    }

    private Subject credential(String state) throws Exception {
        return switch (state) {
            case "null" -> credential((CredHandle) null);
            case "stranger" -> credential(stranger());
            case "other" -> credential(everyCase(other, "EveryCase", Machine.BOTH));
            case "freed" -> credential(freed(everyCase(machine, "EveryCase", Machine.BOTH), 1));
            case "twice" -> credential(freed(everyCase(machine, "EveryCase", Machine.BOTH), 2));
            case "withContexts" -> {
                var both = everyCase(machine, "EveryCase", Machine.BOTH);
                var later = new Later(begun(both), accepted(machine, both, "hello"));
                yield new Subject(null, freed(both, 1), both, HELLO, null, later, () -> {});
            }
            case "inbound" -> own(everyCase(machine, "EveryCase", Machine.INBOUND));
            case "outbound" -> own(everyCase(machine, "EveryCase", Machine.OUTBOUND));
            case "both" -> own(everyCase(machine, "EveryCase", Machine.BOTH));
            case "another" -> credential(everyCase(machine, "EveryCase", Machine.BOTH));
            case "otherPackage" -> credential(everyCase(machine, "Other", Machine.BOTH));
            default -> throw new IllegalArgumentException(state);
        };
    }

    /** What it can begin it has begun. */
    private Subject own(CredHandle credential) throws SspiException {
        var later = new Later(
                credential.use().isOutbound() ? begun(credential) : begun(client),
                credential.use().isInbound() ? accepted(machine, credential, "hello") : accepted("hello"));
        return new Subject(null, credential, credential, HELLO, null, later, () -> {});
    }

    private Subject credential(CredHandle credential) throws SspiException {
        return new Subject(null, credential, credential, HELLO, null, new Later(begun(client), accepted("hello")), () -> {});
    }

    private static CredHandle everyCase(Machine machine, String packageName, int use) throws SspiException {
        return machine.secur32.acquireCredentialsHandleW(
                null, w(packageName), use, null, Machine.password("server", ""), null, null).orThrow().phCredential();
    }

    private CredHandle kerberos(int use, Identity identity) throws SspiException {
        return secur32.acquireCredentialsHandleW(null, w("Kerberos"), use, null, identity, null, null).orThrow().phCredential();
    }

    private CtxtHandle begun(CredHandle credential) throws SspiException {
        return secur32.initializeSecurityContextW(credential, null, w("target"), 0, 0, 0, null, 0, desc(room(64)))
                .orThrow().phNewContext();
    }

    private CtxtHandle accepted(String line) throws SspiException {
        return accepted(machine, server, line);
    }

    private static CtxtHandle accepted(Machine machine, CredHandle credential, String line) throws SspiException {
        return machine.secur32.acceptSecurityContext(credential, null, desc(line(line)), 0, 0, desc(room(64))).orThrow().phNewContext();
    }

    private record Ends(CtxtHandle initiator, CtxtHandle acceptor, byte[] token) {}

    /** The acceptor is established, and its answer on the way. */
    private Ends half() throws SspiException {
        var request = room(4096);
        var begun = secur32.initializeSecurityContextW(
                alice, null, w(Machine.TARGET), MUTUAL_AUTH_AND_ALL_PROTECTION, 0, 0, null, 0, desc(request)).orThrow();
        var answer = room(4096);
        var accepted = secur32.acceptSecurityContext(web, null, desc(request), 0, 0, desc(answer)).orThrow();
        return new Ends(begun.phNewContext(), accepted.phNewContext(), answer.toBytes());
    }

    private Ends established() throws SspiException {
        var half = half();
        secur32.initializeSecurityContextW(
                alice, half.initiator(), null, 0, 0, 0, desc(Machine.token(half.token())), 0, desc(room(64))).orThrow();
        return half;
    }

    private CtxtHandle imported(String packageName, CtxtHandle context) throws SspiException {
        var packed = SecBuffer.empty();
        secur32.exportSecurityContext(context, 2, packed).orThrow();
        return secur32.importSecurityContextW(w(packageName), packed, null).orThrow().phContext();
    }

    private static CtxtHandle deleted(CtxtHandle context, int times) {
        for (int i = 0; i < times; i++) {
            context.close();
        }
        return context;
    }

    private static CredHandle freed(CredHandle credential, int times) {
        for (int i = 0; i < times; i++) {
            credential.close();
        }
        return credential;
    }

    /** What the peer signs or encrypts, as one TOKEN and one DATA buffer; something that looks so if there is no peer. */
    static SecBufferDesc message(CtxtHandle peer, boolean encrypted) throws SspiException {
        var data = SecBuffer.data(ByteBuffer.wrap("some text".getBytes(US_ASCII)));
        if (peer == null) {
            return desc(Machine.token(new byte[16]), data);
        }
        var token = room(256);
        if (encrypted) {
            peer.encryptMessage(List.of(token, data));
        } else {
            peer.makeSignature(List.of(token, data));
        }
        return desc(token, data);
    }
}
