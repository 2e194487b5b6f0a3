package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.Queueing;
import org.sspi4j.fixture.HandRun;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.KerberosPackage;
import org.sspi4j.spi.Need;

@DisplayName("Who asks for all is held up: his executor is busy")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StalledLeaderTest {
    private static final Set<ContextFlag> FLAGS = Set.of(ContextFlag.MUTUAL_AUTH);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final MovingFacilities facilities = new MovingFacilities();
    private final ScriptedKdc answers = new ScriptedKdc(facilities);
    private final SocketKdcTransport transport = new SocketKdcTransport(
            new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1)),
            Leased.OF_PROCESS,
            new IoThread(Waiting.SYSTEM));
    private final Engine engine = new Engine(List.of(new KerberosPackage()), transport, facilities, privilege -> true);

    private static KerberosConfig config(ScriptedServer server) {
        return KerberosConfig.builder()
                .defaultRealm(ScriptedKdc.REALM)
                .kdc(ScriptedKdc.REALM, "udp/127.0.0.1:" + server.port())
                .domainRealm(".example.com", ScriptedKdc.REALM)
                .permittedEnctypes("aes256-cts")
                .kdcTimeout(TIMEOUT)
                .build();
    }

    private byte[] reply(ScriptedServer server, byte[] request) {
        try {
            return answers.to(new Need.Kdc(config(server), ScriptedKdc.REALM, request));
        } catch (SspiException e) {
            throw new AssertionError(e);
        }
    }

    /** He leads in both: for the service's ticket, and for the logon on the way to it. */
    @Test
    void othersAskForThemselvesWithinTheirOwnTime() throws Exception {
        var self = new CompletableFuture<ScriptedServer>();
        try (var server = ScriptedServer.udp((socket, request, client) ->
                        ScriptedServer.answer(socket, client, reply(self.join(), request)));
                var password = Secret.password(ScriptedKdc.PASSWORD.toCharArray())) {
            self.complete(server);
            var identity = Identity.password("alice@" + ScriptedKdc.REALM, password);
            try (var before = engine.acquire("Kerberos", CredentialUse.OUTBOUND, identity, config(server))) {
                engine.initialize(before, null, "HTTP/web.example.com", FLAGS, List.of());      // what a first logon loads is loaded
            }
            var alice = engine.acquire("Kerberos", CredentialUse.OUTBOUND, identity, config(server));
            var busy = new HandRun();
            var call = new SspiAsyncContext(busy);
            call.onComplete(over -> {});
            var stalled = engine.queue(call).initialize(
                    alice, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
            busy.run();
            long begun = System.nanoTime();
            var result = engine.initialize(alice, null, "HTTP/web.example.com", FLAGS, List.of());
            assertEquals(SecurityStatus.SEC_I_CONTINUE_NEEDED, result.status());
            assertTrue(System.nanoTime() - begun < TIMEOUT.toNanos());
            assertFalse(stalled.stage().toCompletableFuture().isDone());
            stalled.cancel();
            alice.close();
        }
    }
}
