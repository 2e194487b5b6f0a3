package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.HandRun;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;

@DisplayName("An operation that is given up")
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class GivenUpTest {
    private final EveryCaseEngine test = new EveryCaseEngine();

    private SspiCall<ContextResult> initialize(SspiAsyncContext call, CredHandle credential, CtxtHandle context, String line)
            throws SspiException {
        call.onComplete(over -> {});
        return test.engine.queue(call).initialize(
                credential, context, "target", NO_FLAGS, input(line), Queueing.stageOnly());
    }

    @Nested
    @DisplayName("by whoever completes the stage that he was given")
    class ByItsStage {
        private final AtomicInteger asked = new AtomicInteger();
        private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

        private void givesUp(Consumer<CompletableFuture<ContextResult>> stranger) throws Exception {
            test.kdcs = new KdcTransport() {
                @Override
                public byte[] exchange(KdcRequest request) {
                    throw new AssertionError("nobody blocks here");
                }

                @Override
                public CompletableFuture<byte[]> begin(KdcRequest request) {
                    asked.incrementAndGet();
                    return reply;
                }
            };
            var credential = test.outbound();
            var context = test.begun(credential);
            var queued = initialize(new SspiAsyncContext(Runnable::run), credential, context, "kdc REALM");
            var other = queued.stage().toCompletableFuture();
            stranger.accept(queued.stage().toCompletableFuture());
            assertThrows(CancellationException.class, other::get, "others are not told what he says");
            assertThrows(CancellationException.class, reply::get, "the exchange is over");
            assertEquals(SEC_E_INTERNAL_ERROR, queued.status());
            while (test.ledger.liveSecrets() > 0) {
                Thread.onSpinWait();
            }
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            assertFalse(queued.cancel(), "it was");
            assertEquals(1, asked.get());
            credential.close();
        }

        @Test
        void cancelled() throws Exception {
            givesUp(stage -> stage.cancel(false));
        }

        @Test
        void byATimeout() throws Exception {
            givesUp(stage -> stage.orTimeout(1, TimeUnit.MILLISECONDS));
        }

        @Test
        void withAResultOfHisOwn() throws Exception {
            givesUp(stage -> stage.complete(null));
        }

        @Test
        void notWhenItIsOver() throws Exception {
            var credential = test.outbound();
            var queued = initialize(new SspiAsyncContext(Runnable::run), credential, test.begun(credential), "hello");
            var result = queued.stage().toCompletableFuture().get();
            assertFalse(queued.stage().toCompletableFuture().complete(null));
            assertEquals(result.status(), queued.status());
        }
    }

    @Nested
    @DisplayName("before the executor, which was shut down and has dropped it, came to it")
    class Dropped {
        private final HandRun dropping = new HandRun();

        @Test
        void leavesNoContextAndNoShareInTheCredential() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var queued = initialize(new SspiAsyncContext(dropping), credential, context, "hello");
            var deleted = test.engine.queue(new SspiAsyncContext(dropping)).delete(context);
            assertEquals(SEC_I_ASYNC_CALL_PENDING, deleted.status());
            assertTrue(queued.cancel());
            assertEquals(0, test.ledger.liveSecrets());
            assertEquals(SEC_E_OK, deleted.status());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            credential.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        void leavesNothingOfItsFirstLeg() throws Exception {
            var credential = test.outbound();
            assertTrue(initialize(new SspiAsyncContext(dropping), credential, null, "").cancel());
            assertEquals(0, test.ledger.liveSecrets());
            credential.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }
    }
}
