package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Configs;

/** How a call is made. What it comes to is the same in each way. */
enum Way {
    BLOCKING {
        @Override
        ContextResult initialize(
                Engine engine, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
                throws SspiException {
            return engine.initialize(credential, context, "target", flags, input);
        }

        @Override
        ContextResult accept(
                Engine engine, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
                throws SspiException {
            return engine.accept(credential, context, flags, input);
        }

        @Override
        CredHandle acquire(Engine engine, String packageName, CredentialUse use, Identity identity) throws SspiException {
            return engine.acquire(packageName, use, identity, Configs.some());
        }

        @Override
        void free(Engine engine, CredHandle credential) throws SspiException {
            engine.checked(credential).close();
        }

        @Override
        void delete(Engine engine, CtxtHandle context) throws SspiException {
            engine.checked(context).close();
        }
    },
    /** Each question is answered before the asking method returns. */
    AT_ONCE,
    /** Each question is answered on another thread. */
    LATER {
        @Override
        Executor executor() {
            return OTHER_THREAD;
        }
    };

    static final ExecutorService OTHER_THREAD = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "other");
        thread.setDaemon(true);
        return thread;
    });

    Executor executor() {
        return Runnable::run;
    }

    ContextResult initialize(
            Engine engine, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return result(engine, queue ->
                queue.initialize(credential, context, "target", flags, input, Queueing.stageOnly()));
    }

    ContextResult accept(
            Engine engine, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return result(engine, queue -> queue.accept(credential, context, flags, input, Queueing.stageOnly()));
    }

    CredHandle acquire(Engine engine, String packageName, CredentialUse use, Identity identity) throws SspiException {
        return result(engine, queue -> queue.acquire(packageName, use, identity, Configs::some, Queueing.stageOnly()));
    }

    void free(Engine engine, CredHandle credential) throws SspiException {
        result(engine, queue -> queue.free(credential));
    }

    void delete(Engine engine, CtxtHandle context) throws SspiException {
        result(engine, queue -> queue.delete(context));
    }

    private interface Operation<T> {
        SspiCall<T> on(Queueing queue) throws SspiException;
    }

    /** What the stage comes to, and the asynchronous context says the same. */
    private <T> T result(Engine engine, Operation<T> operation) throws SspiException {
        var call = new SspiAsyncContext(executor());
        call.onComplete(over -> {});
        var stage = operation.on(engine.queue(call)).stage();
        try {
            var result = EveryCaseEngine.result(stage);
            var status = result instanceof ContextResult context ? context.status() : SecurityStatus.SEC_E_OK;
            assertEquals(status, call.status());
            return result;
        } catch (SspiException e) {
            assertEquals(e.status(), call.status());
            throw e;
        }
    }
}
