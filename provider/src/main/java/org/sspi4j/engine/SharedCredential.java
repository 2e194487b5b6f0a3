package org.sspi4j.engine;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.sspi4j.spi.Credential;

/** A package's credential with the number of its owners: handles, and contexts on their way. The last one closes it. */
final class SharedCredential {
    private final Credential credential;
    private final AtomicInteger owners = new AtomicInteger(1);

    SharedCredential(Credential credential) {
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    Credential credential() {
        return credential;
    }

    /** One owner more, unless the last one is gone. */
    boolean tryOwn() {
        return owners.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void release() {
        if (owners.decrementAndGet() == 0) {
            Fault.closed(credential::close);
        }
    }
}
