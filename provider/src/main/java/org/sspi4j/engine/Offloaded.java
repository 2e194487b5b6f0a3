package org.sspi4j.engine;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** What blocks, done where it may. */
final class Offloaded {
    private Offloaded() {}

    /**
     * Does it on the executor, unless the call is cancelled before.
     *
     * @param tooLate is given a result that nobody waits for any more
     * @throws SspiException SEC_E_INTERNAL_ERROR if the executor refuses
     */
    static <T> void run(Executor executor, Fault.Contained<T> task, Consumer<T> tooLate, Queued<T> call) throws SspiException {
        try {
            HandOver.execute(executor, () -> {
                if (!call.future().isDone()) {
                    settle(task, tooLate, call);
                }
            });
        } catch (RuntimeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "The executor does not take the call: " + e, e);
        }
    }

    private static <T> void settle(Fault.Contained<T> task, Consumer<T> tooLate, Queued<T> call) {
        T result;
        try {
            result = task.run();
        } catch (Throwable e) {
            call.fail(e instanceof SspiException known ? known : Fault.of(e));
            return;
        }
        if (!call.succeed(result)) {
            tooLate.accept(result);
        }
    }
}
