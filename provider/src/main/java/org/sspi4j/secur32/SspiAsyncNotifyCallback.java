package org.sspi4j.secur32;

import org.sspi4j.api.SspiAsyncContext;

/** SspiAsyncNotifyCallback: is told of the end of an operation, once, on the context's executor. */
@FunctionalInterface
public interface SspiAsyncNotifyCallback {
    /** @param CallbackData what was registered with the callback, unchanged */
    void call(SspiAsyncContext Handle, Object CallbackData);
}
