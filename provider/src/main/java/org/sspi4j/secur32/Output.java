package org.sspi4j.secur32;

import java.util.Optional;
import org.sspi4j.api.SspiException;

/**
 * What an asynchronous operation writes. It is there before the operation's status is another one than SEC_I_ASYNC_CALL_PENDING, and
 * empty as long as it is that one.
 *
 * @param <T> of what is written
 */
public final class Output<T> {
    private volatile T value;
    private volatile SspiException failure;

    Output() {}

    /** Empty while the operation is pending, and if it failed. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** Why there will be nothing: what the short form's stage completes with. Empty while the operation is pending, and if it succeeded. */
    public Optional<SspiException> failure() {
        return Optional.ofNullable(failure);
    }

    void write(T value) {
        this.value = value;
    }

    void fail(SspiException failure) {
        this.failure = failure;
    }

    @Override
    public String toString() {
        return failure().map(SspiException::getMessage).orElseGet(() -> value().map(Object::toString).orElse("nothing yet"));
    }
}
