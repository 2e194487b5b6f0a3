package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.CompletableFuture.completedStage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.fixture.Ledger;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

/** An engine with the test package, and short words for what tests do with it. */
final class EveryCaseEngine {
    static final Set<ContextFlag> NO_FLAGS = Set.of();

    final Ledger ledger = new Ledger();
    final Set<Privilege> held = EnumSet.of(Privilege.IMPERSONATE);
    Supplier<CompletionStage<String>> suspended = () -> completedStage("woken");
    KdcTransport kdcs = request -> request.realm().getBytes(US_ASCII);

    private final EveryCasePackage everyCase = new EveryCasePackage(ledger, () -> suspended.get());
    final Engine engine;

    EveryCaseEngine() {
        engine = engine(held::contains);
    }

    EveryCaseEngine(PrivilegePolicy policy) {
        engine = engine(policy);
    }

    private Engine engine(PrivilegePolicy policy) {
        return new Engine(
                List.of(
                        everyCase,
                        everyCase.named("Other"),
                        everyCase.named("Plain").with(Set.of(PackageCapability.CONNECTION))),
                new KdcTransport() {
                    @Override
                    public byte[] exchange(KdcRequest request) throws SspiException {
                        return kdcs.exchange(request);
                    }

                    @Override
                    public CompletableFuture<byte[]> begin(KdcRequest request) {
                        return kdcs.begin(request);
                    }
                },
                new FixedFacilities(),
                policy);
    }

    CredHandle credential(CredentialUse use, String user) throws SspiException {
        return credential(EveryCasePackage.NAME, use, user);
    }

    CredHandle credential(String packageName, CredentialUse use, String user) throws SspiException {
        return engine.acquire(
                packageName, use, Identity.password(user, Secret.password(new char[0])), Configs.some());
    }

    CredHandle outbound() throws SspiException {
        return credential(CredentialUse.OUTBOUND, "alice");
    }

    CredHandle inbound() throws SspiException {
        return credential(CredentialUse.INBOUND, "server");
    }

    /** The initiator's first leg. */
    CtxtHandle begun(CredHandle credential) throws SspiException {
        return engine.initialize(credential, null, "target", NO_FLAGS, List.of()).context();
    }

    ContextResult initialize(CredHandle credential, CtxtHandle context, String line) throws SspiException {
        return engine.initialize(credential, context, "target", NO_FLAGS, input(line));
    }

    ContextResult accept(CredHandle credential, CtxtHandle context, String line) throws SspiException {
        return engine.accept(credential, context, NO_FLAGS, input(line));
    }

    /** An established context of an acceptor whose client is alice. */
    CtxtHandle accepted(ContextFlag... flags) throws SspiException {
        try (var credential = inbound()) {
            return engine.accept(credential, null, Set.of(flags), input("bye alice")).context();
        }
    }

    /** One TOKEN buffer with a line. */
    static List<SecBuffer> input(String line) {
        return List.of(SecBuffer.token((line + "\n").getBytes(US_ASCII)));
    }

    static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    /** What the stage came to, as the blocking call would say it. */
    static <T> T result(CompletionStage<T> stage) throws SspiException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw assertThrows(SspiException.class, () -> {
                throw e.getCause();
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
