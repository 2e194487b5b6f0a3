package org.sspi4j.engine;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.sspi4j.spi.Credential;

/** A package's credential with the number of its owners: handles, and contexts on their way. The last one closes it. */
final class SharedCredential {
    private final Credential credential;
    private final DecisionLog decisions;
    private final AtomicInteger owners = new AtomicInteger(1);

    /** @param decisions what was decided when it was acquired; what is decided when it is logged on follows */
    SharedCredential(Credential credential, DecisionLog decisions) {
        this.credential = Objects.requireNonNull(credential, "credential");
        this.decisions = decisions;
    }

    Credential credential() {
        return credential;
    }

    DecisionLog decisions() {
        return decisions;
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
