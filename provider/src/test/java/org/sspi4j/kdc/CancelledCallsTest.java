package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.Queueing;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.HandRun;
import org.sspi4j.fixture.Reachable;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.KerberosPackage;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.spi.Need;

/** A logon is three questions: what the password's salt is, AS, TGS. At each of them the call is given up. */
@DisplayName("A call of Kerberos that is cancelled at each of its questions")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CancelledCallsTest {
    private static final Set<ContextFlag> FLAGS = Set.of(ContextFlag.MUTUAL_AUTH);
    private static final long IDLE = Duration.ofMillis(50).toNanos();
    private static final int QUESTIONS = 3;

    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final List<SecurityStatus> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final MovingFacilities facilities = new MovingFacilities();
    private final ScriptedKdc answers = new ScriptedKdc(facilities);
    private final SocketKdcTransport transport = new SocketKdcTransport(
            new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1)),
            Leased.OF_PROCESS,
            new IoThread(Waiting.SYSTEM, IDLE) {
                @Override
                void started(Thread thread) {
                    threads.add(thread);
                }
            });
    private final Engine engine = new Engine(List.of(new KerberosPackage()), transport, facilities, privilege -> true);

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    /** It ends when no channel, alarm or exchange is left. */
    private void nothingIsLeft() throws Exception {
        for (var thread : threads) {
            thread.join(10_000);
            assertFalse(thread.isAlive(), "something is waited for");
        }
    }

    private byte[] reply(ScriptedServer server, byte[] request) {
        try {
            return answers.to(new Need.Kdc(config(server, "udp/"), ScriptedKdc.REALM, request));
        } catch (SspiException e) {
            throw new AssertionError(e);
        }
    }

    private static KerberosConfig config(ScriptedServer server, String carrier) {
        return KerberosConfig.builder()
                .defaultRealm(ScriptedKdc.REALM)
                .kdc(ScriptedKdc.REALM, carrier + "127.0.0.1:" + server.port())
                .domainRealm(".example.com", ScriptedKdc.REALM)
                .permittedEnctypes("aes256-cts")
                .build();
    }

    private CredHandle alice(ScriptedServer server) throws SspiException {
        try (var password = Secret.password(ScriptedKdc.PASSWORD.toCharArray())) {
            return engine.acquire(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice@" + ScriptedKdc.REALM, password),
                    config(server, "udp/"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void nothingIsLeftOfIt(int question) throws Exception {
        var asked = new AtomicInteger();
        var reached = new CountDownLatch(1);
        var self = new CompletableFuture<ScriptedServer>();
        try (var server = ScriptedServer.udp((socket, request, client) -> {
            if (asked.incrementAndGet() < question) {
                ScriptedServer.answer(socket, client, reply(self.join(), request));
            } else {
                reached.countDown();
            }
        })) {
            self.complete(server);
            var credential = alice(server);
            var call = new SspiAsyncContext(executor);
            call.onComplete(over -> told.add(over.status()));
            var queued = engine.queue(call).initialize(
                    credential, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
            reached.await();
            assertEquals(SecurityStatus.SEC_I_ASYNC_CALL_PENDING, call.status());
            assertTrue(queued.cancel());
            assertTrue(queued.stage().toCompletableFuture().isCancelled());
            assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, call.status());
            assertThrows(CancellationException.class, () -> queued.stage().toCompletableFuture().join());
            nothingIsLeft();
            executor.submit(() -> {}).get();
            executor.submit(() -> {}).get();
            assertEquals(List.of(SecurityStatus.SEC_E_INTERNAL_ERROR), told, "once");
            assertFalse(queued.cancel());
            var others = Reachable.from(engine);
            var keys = Reachable.from(credential).stream().filter(object -> !others.contains(object))
                    .filter(ProtocolKey.class::isInstance).map(ProtocolKey.class::cast).toList();
            assertEquals(question == 1, keys.isEmpty(), "what is looked for is to be found");
            credential.close();
            for (var key : keys) {
                assertThrows(IllegalStateException.class, key::copyOfValue, "the call has no share in the credential any more");
            }
            assertEquals(question, asked.get());
        }
    }

    @Test
    void beforeItBeginsNobodyIsAsked() throws Exception {
        try (var server = ScriptedServer.udp((socket, request, client) -> {
            throw new AssertionError("asked");
        })) {
            var later = new HandRun();
            var call = new SspiAsyncContext(later);
            call.onComplete(over -> told.add(over.status()));
            var credential = alice(server);
            var queued = engine.queue(call).initialize(
                    credential, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
            assertTrue(queued.cancel());
            later.run();
            assertEquals(List.of(SecurityStatus.SEC_E_INTERNAL_ERROR), told);
            assertEquals(List.of(), threads);
            assertEquals(0, server.clients().size());
            credential.close();
        }
    }

    @Test
    void afterTheLastQuestionThereIsNothingToCancel() throws Exception {
        var self = new CompletableFuture<ScriptedServer>();
        try (var server = ScriptedServer.udp((socket, request, client) ->
                ScriptedServer.answer(socket, client, reply(self.join(), request)))) {
            self.complete(server);
            try (var credential = alice(server)) {
                var queued = engine.queue().initialize(
                        credential, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
                var result = queued.stage().toCompletableFuture().get();
                assertFalse(queued.cancel());
                assertEquals(SecurityStatus.SEC_I_CONTINUE_NEEDED, queued.status());
                assertEquals(QUESTIONS, answers.requests().size());
                result.context().close();
            }
            nothingIsLeft();
        }
    }

    /** He waits for the answer to another call's question. */
    @Test
    void whoWaitsForAnotherCallNeedNotWaitForItsEnd() throws Exception {
        var reached = new CountDownLatch(1);
        try (var server = ScriptedServer.udp((socket, request, client) -> reached.countDown())) {
            var credential = alice(server);
            var first = engine.queue().initialize(
                    credential, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
            reached.await();
            var later = new HandRun();
            var second = engine.queue(notified(later)).initialize(
                    credential, null, "HTTP/web.example.com", FLAGS, List.of(), Queueing.stageOnly());
            later.run();
            assertTrue(second.cancel());
            later.run();
            assertFalse(first.stage().toCompletableFuture().isDone());
            assertEquals(1, told.size());
            first.cancel();
            nothingIsLeft();
            credential.close();
        }
    }

    private SspiAsyncContext notified(HandRun later) throws SspiException {
        var call = new SspiAsyncContext(later);
        call.onComplete(over -> told.add(over.status()));
        return call;
    }
}
