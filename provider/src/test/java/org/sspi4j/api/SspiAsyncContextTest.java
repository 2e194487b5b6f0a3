package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_I_ASYNC_CALL_PENDING;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("SspiAsyncContext: idle, pending, complete, freed")
@Tag("S148")
class SspiAsyncContextTest {
    private final SspiAsyncContext context = new SspiAsyncContext();
    private final List<SspiAsyncContext> told = new ArrayList<>();
    private final Call call = new Call();

    /** An operation that comes to what the test says. */
    private static final class Call implements SspiCall<Void> {
        volatile SecurityStatus status = SEC_I_ASYNC_CALL_PENDING;

        @Override
        public CompletionStage<Void> stage() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public boolean cancel() {
            throw new AssertionError("nobody cancels");
        }

        @Override
        public SecurityStatus status() {
            return status;
        }
    }

    private static SecurityStatus refusal(Executable action) {
        return assertThrows(SspiException.class, action).status();
    }

    private SspiAsyncContext.Operation begun() throws SspiException {
        context.onComplete(told::add);
        return context.begin(call, true);
    }

    @Test
    void anIdleOneHasNoStatus() {
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
    }

    @Test
    @Tag("S36")
    @Tag("S180")
    void aPendingOneSaysSo() throws Exception {
        begun();
        assertEquals(SEC_I_ASYNC_CALL_PENDING, context.status());
        assertEquals(0x00090368, context.status().value());
    }

    @ParameterizedTest
    @EnumSource(SecurityStatus.class)
    @Tag("S34")
    void aCompleteOneSaysWhatTheOperationCameTo(SecurityStatus status) throws Exception {
        begun();
        call.status = status;
        assertEquals(status, context.status());
    }

    @Test
    @Tag("S9")
    @Tag("S64")
    void aBusyOneIsRefusedAndSoIsOneThatWasNotReinitialised() throws Exception {
        begun();
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> context.begin(new Call(), true)));
        assertEquals(SEC_I_ASYNC_CALL_PENDING, context.status());
        call.status = SEC_E_OK;
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> context.begin(new Call(), true)));
        assertEquals(SEC_E_OK, context.status());
        context.reinit();
        context.begin(new Call(), true);
        assertEquals(SEC_I_ASYNC_CALL_PENDING, context.status());
    }

    @Test
    void withoutACallbackOnlyADeleteBegins() throws Exception {
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> context.begin(call, true)));
        assertEquals(SEC_E_INVALID_HANDLE, context.status(), "it is idle still");
        assertTrue(context.begin(call, false).notice().isEmpty());
    }

    @Test
    void aCallbackThatWasTakenBackIsNone() throws Exception {
        context.onComplete(told::add);
        context.onComplete(null);
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> context.begin(call, true)));
    }

    @Test
    void requiresNotifyUnlessItIsADeleteOfWhichNobodyIsTold() throws Exception {
        assertTrue(context.requiresNotify());
        context.begin(call, false);
        assertFalse(context.requiresNotify());
        call.status = SEC_E_OK;
        context.reinit();
        context.onComplete(told::add);
        context.begin(call, false);
        assertTrue(context.requiresNotify());
        context.reinit();
        var operation = context.begin(call, true);
        assertTrue(context.requiresNotify());
        operation.notice().orElseThrow().run();
        context.close();
        assertFalse(context.requiresNotify());
    }

    @Test
    void reinitIsRefusedInUseAndKeepsTheCallback() throws Exception {
        context.reinit();
        begun();
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(context::reinit));
        assertEquals(SEC_I_ASYNC_CALL_PENDING, context.status());
        call.status = SEC_E_OK;
        context.reinit();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
        context.begin(call, true).notice().orElseThrow().run();
        assertSame(context, told.get(0));
    }

    @Test
    void theCallbackOfAnOperationIsTheOneThatWasThereWhenItWasQueued() throws Exception {
        var operation = begun();
        context.onComplete(other -> told.clear());
        operation.notice().orElseThrow().run();
        assertEquals(List.of(context), told);
    }

    @Test
    void afterAWithdrawalItIsIdle() throws Exception {
        begun().withdraw();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
        context.begin(call, true);
    }

    @Test
    void aFreedOneIsNoHandle() throws Exception {
        context.close();
        context.close();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
        assertEquals(SEC_E_INVALID_HANDLE, refusal(context::reinit));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> context.onComplete(told::add)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> context.begin(call, true)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> context.begin(call, false)));
    }

    @Test
    void whileSomebodyIsToBeToldItIsNotFreed() throws Exception {
        var operation = begun();
        assertThrows(IllegalStateException.class, context::close);
        assertEquals(SEC_I_ASYNC_CALL_PENDING, context.status());
        call.status = SEC_E_OK;
        assertThrows(IllegalStateException.class, context::close);
        assertEquals(SEC_E_OK, context.status());
        operation.notice().orElseThrow().run();
        context.close();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
    }

    @Test
    void whoIsToldMayFreeIt() throws Exception {
        context.onComplete(SspiAsyncContext::close);
        var operation = context.begin(call, true);
        call.status = SEC_E_OK;
        operation.notice().orElseThrow().run();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
    }

    @Test
    void anOperationThatIsNoneIsRefusedAtOnce() throws Exception {
        context.onComplete(told::add);
        assertThrows(NullPointerException.class, () -> context.begin(null, true));
        assertEquals(SEC_E_INVALID_HANDLE, context.status(), "it is idle still");
    }

    @Test
    void aDeleteOfWhichNobodyIsToldDoesNotKeepItFromBeingFreed() throws Exception {
        context.begin(call, false);
        context.close();
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
        call.status = SEC_E_OK;
        assertEquals(SEC_E_INVALID_HANDLE, context.status());
    }

    @Test
    void ofManyThatQueueAtOnceOneIsTaken() throws Exception {
        context.onComplete(told::add);
        int threads = 8;
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                var together = new CyclicBarrier(threads);
                var taken = new AtomicInteger();
                var mine = new Call();
                Callable<Void> queue = () -> {
                    together.await();
                    try {
                        context.begin(mine, true);
                        taken.incrementAndGet();
                    } catch (SspiException e) {
                        assertEquals(SEC_E_INVALID_PARAMETER, e.status());
                    }
                    return null;
                };
                for (var one : pool.invokeAll(java.util.Collections.nCopies(threads, queue))) {
                    one.get();
                }
                assertEquals(1, taken.get());
                mine.status = SEC_E_OK;
                context.reinit();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
