package org.sspi4j.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** How a handshake call is made. What it comes to is the same in each way. */
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
        return EveryCaseEngine.result(
                engine.initializeAsync(credential, context, "target", flags, input, executor()));
    }

    ContextResult accept(
            Engine engine, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return EveryCaseEngine.result(engine.acceptAsync(credential, context, flags, input, executor()));
    }
}
