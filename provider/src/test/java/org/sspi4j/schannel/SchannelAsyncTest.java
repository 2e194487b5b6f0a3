package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.SspiAsync;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;

@DisplayName("TLS through the asynchronous door")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)   // a task that is not cancelled holds the lock of its engine
class SchannelAsyncTest {
    private static final Set<ContextFlag> MUTUAL = Set.of(ContextFlag.MUTUAL_AUTH);

    private final WaitingTasks waiting = new WaitingTasks();

    private CredHandle nobody;
    private CredHandle alice;
    private CredHandle web;

    private void acquire(Tls tls) throws SspiException {
        nobody = tls.client();
        alice = tls.client(Tls.ALICE);
        web = Tls.inbound(tls.credentials(Tls.SERVER).flags(SchCredFlag.DISABLE_RECONNECTS));
    }

    @AfterEach
    void free() {
        nobody.close();
        alice.close();
        web.close();
    }

    /** One side, whose calls follow one another by their callbacks. */
    private final class Side {
        private final SspiAsyncContext async;
        private final boolean client;
        private CredHandle credential;
        private CtxtHandle context;
        private byte[] received = {};
        private boolean established;

        Side(boolean client, CredHandle credential, Executor executor) {
            this.async = new SspiAsyncContext(executor);
            this.client = client;
            this.credential = credential;
        }

        SspiCall<ContextResult> queue(byte[] token) throws SspiException {
            return client
                    ? SspiAsync.initializeSecurityContext(async, credential, context, Tls.WEB, Set.of(), token)
                    : SspiAsync.acceptSecurityContext(async, credential, context, MUTUAL, token);
        }

        private CompletionStage<ContextResult> call(byte[] token) {
            var over = new CompletableFuture<Void>();
            try {
                async.onComplete(told -> reinit(told, over));
                return queue(token).stage().thenCombine(over, (result, told) -> result);
            } catch (SspiException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void reinit(SspiAsyncContext told, CompletableFuture<Void> over) {
            try {
                told.reinit();
                over.complete(null);
            } catch (SspiException e) {
                over.completeExceptionally(e);
            }
        }

        /** Takes what there is; what has to be sent. */
        CompletionStage<byte[]> receive(byte[] bytes) {
            received = concat(received, bytes);
            return goOn(new byte[0]);
        }

        private CompletionStage<byte[]> goOn(byte[] out) {
            if (established || received.length == 0) {
                return CompletableFuture.completedFuture(out);
            }
            return call(received).thenCompose(result -> {
                if (result.status() == SEC_E_INCOMPLETE_MESSAGE) {
                    return CompletableFuture.completedFuture(out);
                }
                took(result, received);
                return goOn(concat(out, result.token()));
            });
        }

        /** @param token of the call that came to this */
        void took(ContextResult result, byte[] token) {
            context = result.context();
            established = result.status() == SEC_E_OK;
            if (result.status() == SEC_I_INCOMPLETE_CREDENTIALS) {
                credential = alice;
            } else {
                received = Arrays.copyOfRange(token, token.length - result.extra(), token.length);
            }
        }

        void close() {
            if (context != null) {
                context.close();
            }
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Until both are established. */
    private static CompletionStage<Void> connect(Side from, Side to, byte[] token) {
        if (token.length == 0 && from.established && to.established) {
            return CompletableFuture.completedFuture(null);
        }
        return to.receive(token).thenCompose(reply -> reply.length == 0 && !(from.established && to.established)
                ? CompletableFuture.failedFuture(new AssertionError("Nobody says anything"))
                : connect(to, from, reply));
    }

    private CompletionStage<Void> handshake(CredHandle credential, Executor executor) {
        var client = new Side(true, credential, executor);
        var server = new Side(false, web, executor);
        return client.call(new byte[0])
                .thenCompose(first -> {
                    client.took(first, new byte[0]);
                    return connect(client, server, first.token());
                })
                .thenAccept(connected -> {
                    try {
                        assertEquals(Tls.ALICE.certificate(), server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
                    } catch (SspiException e) {
                        throw new CompletionException(e);
                    }
                })
                .whenComplete((done, failure) -> {
                    client.close();
                    server.close();
                });
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsOfAHandshake(Tls tls) throws Exception {
        acquire(tls);
        var executor = Executors.newSingleThreadExecutor();
        try {
            handshake(alice, executor).toCompletableFuture().get(60, TimeUnit.SECONDS);
            handshake(nobody, executor).toCompletableFuture().get(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdown();
        }
        waiting.await(0);
    }

    @ParameterizedTest
    @EnumSource
    void twoHundredAtOnceOnOneExecutor(Tls tls) throws Exception {
        acquire(tls);
        var executor = Executors.newSingleThreadExecutor();
        try {
            var all = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 200; i++) {
                all.add(handshake(i % 2 == 0 ? alice : nobody, executor).toCompletableFuture());
            }
            for (var one : all) {
                one.get(100, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdown();
        }
        waiting.await(0);
    }

    /** Runs a task when it is told to. */
    private static final class Steps implements Executor {
        private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        /** Up to so many tasks; whether the call is still not over then. Tasks of TLS that may wait run elsewhere. */
        boolean isPendingAfter(SspiCall<?> call, int most) throws InterruptedException {
            for (int done = 0; done < most && call.status() == SecurityStatus.SEC_I_ASYNC_CALL_PENDING; ) {
                var task = tasks.poll(10, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                    done++;
                }
            }
            return call.status() == SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
        }

        void rest() {
            for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCancelledAtAnyStepLeavesNothingThatWaits(Tls tls) throws Exception {
        acquire(tls);
        int cancelled = 0;
        for (int after = 0; ; after++) {
            int now = cancelledAfter(after);
            if (now == 0) {
                break;
            }
            cancelled += now;
        }
        assertTrue(cancelled >= 8, "cancelled " + cancelled + " times");
        waiting.await(0);
    }

    /** Cancels each call of a handshake after so many of its tasks; how many were not over by then. */
    private int cancelledAfter(int after) throws Exception {
        int cancelled = 0;
        for (int at = 0; ; at++) {
            var steps = new Steps();
            var client = new Side(true, nobody, steps);
            var server = new Side(false, web, steps);
            try {
                var turn = run(steps, client, server, at);
                if (turn == null) {
                    return cancelled;
                }
                turn.async.onComplete(told -> {});
                var known = turn.context;
                var call = turn.queue(turn.received);
                if (steps.isPendingAfter(call, after) && call.cancel()) {
                    cancelled++;
                    steps.rest();
                    assertTrue(call.stage().toCompletableFuture().isCancelled());
                    if (known != null) {
                        assertEquals(SEC_E_INVALID_HANDLE, assertThrows(
                                SspiException.class, () -> known.query(SchannelAttribute.CONNECTION_INFO)).status());
                    }
                }
            } finally {
                client.close();
                server.close();
                steps.rest();
            }
        }
    }

    /** So many calls one after the other; whose turn it is then, or null if both are established before. */
    private static Side run(Steps steps, Side client, Side server, int calls) throws Exception {
        var turn = client;
        for (int done = 0; done < calls; done++) {
            if (client.established && server.established) {
                return null;
            }
            turn.async.onComplete(told -> {});
            var token = turn.received;
            var call = turn.queue(token);
            while (steps.isPendingAfter(call, 1)) {
                continue;
            }
            steps.rest();
            var result = call.stage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            turn.async.reinit();
            turn.took(result, token);
            var other = turn == client ? server : client;
            other.received = concat(other.received, result.token());
            turn = turn.received.length > 0 && !turn.established ? turn : other;
        }
        return client.established && server.established ? null : turn;
    }

    /** The thread may have to see it first. */
}
