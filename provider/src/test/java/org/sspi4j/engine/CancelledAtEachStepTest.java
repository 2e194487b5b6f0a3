package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiAsyncContext;

/** Whatever comes afterwards: the executor goes on with what it had. */
@DisplayName("A call that is cancelled after each of the executor's tasks leaves no secret and no share in a credential")
class CancelledAtEachStepTest {
    private static final int QUESTIONS = 5;

    private final EveryCaseEngine test = new EveryCaseEngine();
    private final Steps steps = new Steps();

    /** Runs one task at a time. */
    private static final class Steps implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        boolean step() {
            var task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    static IntStream steps() {
        return IntStream.rangeClosed(0, QUESTIONS);
    }

    private void cancelled(String line, int after) throws Exception {
        var credential = test.outbound();
        var context = test.begun(credential);
        var call = new SspiAsyncContext(steps);
        var told = new ArrayList<Object>();
        call.onComplete(over -> told.add(over.status()));
        var queued = test.engine.queue(call).initialize(
                credential, context, "target", NO_FLAGS, input(line), Queueing.stageOnly());
        for (int i = 0; i < after; i++) {
            assertTrue(steps.step());
        }
        assertTrue(queued.cancel(), "it was not over yet");
        while (steps.step()) {
            assertTrue(queued.stage().toCompletableFuture().isCancelled());
        }
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
        assertEquals(1, told.size());
        assertEquals(0, test.ledger.liveSecrets());
        assertEquals(0, test.ledger.credentialClosings(), "the handle's");
        credential.close();
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void inARowOfQuestions(int step) throws Exception {
        cancelled("count " + QUESTIONS, step);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whileItIsSuspended(int step) throws Exception {
        test.suspended = CompletableFuture::new;
        cancelled("wait", step);
    }

    @Test
    void whatIsWokenTooLateIsNobodys() throws Exception {
        var suspended = new CompletableFuture<String>();
        test.suspended = () -> suspended;
        cancelled("wait", 1);
        suspended.complete("woken");
        assertEquals(0, test.ledger.liveSecrets());
    }
}
