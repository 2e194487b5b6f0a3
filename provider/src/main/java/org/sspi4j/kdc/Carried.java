package org.sspi4j.kdc;

import org.sspi4j.api.SspiException;

/** What somebody waits for while it happens on a {@link Loop}: it ends once, by itself or because it is made to. */
interface Carried {
    /** On the thread of the loop, as all the others but {@link #isOver}. */
    void start();

    /** Ends it without a result: nothing of it is left. */
    void cancel();

    /** Ends it as a failure. */
    void fail(String why);

    /** May be asked from any thread, which then sees it late at worst. */
    boolean isOver();

    /** What it comes to; called once. */
    interface Finish<T> {
        /** @param failure null if there is a result */
        void finished(T result, SspiException failure);
    }
}
