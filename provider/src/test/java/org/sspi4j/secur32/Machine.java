package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.Secret;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.BoundedReplayCache;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.Ledger;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kdc.KdcService;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.kerberos.KerberosPackage;
import org.sspi4j.negotiate.NegotiatePackage;
import org.sspi4j.ntlm.NtlmPackage;
import org.sspi4j.schannel.SchannelPackage;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.ReplayCache;

/** A machine with the packages Kerberos and EveryCase, and short words for what a program in C writes at length. */
public final class Machine {
    static final String TARGET = "HTTP/web.example.com";
    static final int INBOUND = 1;
    static final int OUTBOUND = 2;
    static final int BOTH = 3;

    final MovingFacilities facilities = new MovingFacilities();
    public final ScriptedKdc kdc = new ScriptedKdc(facilities);
    final Ledger ledger = new Ledger();
    final KerberosConfig config = ScriptedKdc.config().build();
    volatile Supplier<CompletionStage<String>> suspended = () -> CompletableFuture.completedStage("woken");
    final Engine engine;
    public final Secur32 secur32;
    final Path keytab;
    final ContextKeyFile keyFile;

    /** Remembers as many clients as 64 threads bring. */
    private record Roomy(MovingFacilities facilities, ReplayCache replayCache) implements Facilities {
        @Override
        public Clock clock() {
            return facilities.clock();
        }

        @Override
        public RandomGenerator random() {
            return facilities.random();
        }
    }

    public Machine(Path folder) {
        var everyCase = new EveryCasePackage(ledger, () -> suspended.get());
        KdcTransport transport = request -> {
            synchronized (kdc) {
                return kdc.to(request.service() == KdcService.KPASSWD
                        ? new Need.Kpasswd(request.config(), request.realm(), request.bytes())
                        : new Need.Kdc(request.config(), request.realm(), request.bytes()));
            }
        };
        engine = new Engine(
                List.of(
                        everyCase,
                        everyCase.named("Other"),
                        everyCase.named("Plain").with(Set.of(PackageCapability.CONNECTION)),
                        new KerberosPackage(),
                        new SchannelPackage(),
                        new NtlmPackage(),
                        new NegotiatePackage()),
                transport,
                new Roomy(facilities, new BoundedReplayCache(1 << 17, 1)),
                privilege -> true);
        keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
        secur32 = new Secur32(engine, () -> config, keyFile);
        try {
            keytab = Files.write(folder.resolve("web"), new Forge.KeytabBytes().with(0, kdc.serviceKey()).bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Identity password(String user, String password) {
        return Identity.password(user, Secret.password(password.toCharArray()));
    }

    static SecurityString w(String text) {
        return SecurityString.of(text);
    }

    static AnsiString a(String text) {
        return AnsiString.of(text);
    }

    /** A TOKEN buffer with room. */
    static SecBuffer room(int bytes) {
        return SecBuffer.token(ByteBuffer.allocate(bytes));
    }

    static SecBuffer token(byte[] token) {
        return SecBuffer.token(token);
    }

    /** A line of EveryCase. */
    static SecBuffer line(String line) {
        return token((line + "\n").getBytes(US_ASCII));
    }

    static SecBuffer of(SecBufferType type, byte[] content) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.wrap(content));
    }

    static String text(SecBuffer buffer) {
        return new String(buffer.toBytes(), US_ASCII);
    }

    static SecBufferDesc desc(SecBuffer... buffers) {
        return SecBufferDesc.of(buffers);
    }
}
