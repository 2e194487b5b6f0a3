package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.secur32.MatrixStates.Subject;

/** Contexts of NTLM, bare or inside Negotiate, in each state that the call matrix knows. */
final class NtlmStates {
    private static final byte[] HELLO = "hello\n".getBytes(US_ASCII);
    private static final Set<ContextFlag> ALL_PROTECTION = ContextFlag.fromIscReq(MatrixStates.MUTUAL_AUTH_AND_ALL_PROTECTION);

    private final Machine machine;
    private final CredHandle alice;
    private final CredHandle web;

    private NtlmStates(Machine machine, String packageName, Identity client, Identity server) throws SspiException {
        this.machine = machine;
        alice = machine.engine.acquire(packageName, CredentialUse.OUTBOUND, client, machine.config);
        web = machine.engine.acquire(packageName, CredentialUse.INBOUND, server, machine.config);
    }

    static NtlmStates bare(Machine machine) throws SspiException {
        return new NtlmStates(machine, "NTLM", Machine.password("alice", "secret"), server());
    }

    static NtlmStates negotiated(Machine machine) throws SspiException {
        var client = NegotiateCred.builder().identity(Machine.password("alice", "secret")).ntlmUse(NtlmUse.ONLY).build();
        return new NtlmStates(machine, "Negotiate", client, server());
    }

    private static NtlmCred server() {
        AccountStore accounts = (domain, user) -> CompletableFuture.completedStage(Optional.of(new StoredAccount(
                "alice", new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("secret".toCharArray())), Set.of())));
        return NtlmCred.builder().accounts(accounts).targetNames(Machine.TARGET).build();
    }

    CredHandle outbound() {
        return alice;
    }

    CredHandle inbound() {
        return web;
    }

    private record Ends(CtxtHandle client, CtxtHandle server, byte[] token) {}

    Subject of(String state) throws SspiException {
        return switch (state) {
            case "halfInitiator" -> {
                var half = half();
                yield new Subject(half.client(), alice, web, half.token());
            }
            case "halfAcceptor" -> {
                var half = half();
                yield new Subject(half.server(), alice, web, initialize(half.client(), half.token()).token());
            }
            case "initiator" -> {
                var ends = established();
                yield new Subject(ends.client(), alice, web, HELLO, ends.server());
            }
            case "acceptor" -> {
                var ends = established();
                yield new Subject(ends.server(), alice, web, HELLO, ends.client());
            }
            case "failed" -> {
                var half = half();
                try {
                    accept(half.server(), HELLO);
                } catch (SspiException e) {
                    yield new Subject(half.server(), alice, web, HELLO);
                }
                throw new AssertionError("nonsense was taken");
            }
            default -> throw new IllegalArgumentException(state);
        };
    }

    CtxtHandle acceptor() throws SspiException {
        return established().server();
    }

    private Ends established() throws SspiException {
        var half = half();
        var answer = initialize(half.client(), half.token());
        var last = accept(half.server(), answer.token());
        if (last.token().length > 0) {
            initialize(half.client(), last.token());
        }
        return half;
    }

    /** The server has given its challenge. */
    private Ends half() throws SspiException {
        var offer = initialize(null, new byte[0]);
        var challenge = accept(null, offer.token());
        return new Ends(offer.context(), challenge.context(), challenge.token());
    }

    private ContextResult initialize(CtxtHandle context, byte[] token) throws SspiException {
        return machine.engine.initialize(alice, context, Machine.TARGET, ALL_PROTECTION, List.of(SecBuffer.token(token)));
    }

    private ContextResult accept(CtxtHandle context, byte[] token) throws SspiException {
        return machine.engine.accept(web, context, Set.of(), List.of(SecBuffer.token(token)));
    }
}
