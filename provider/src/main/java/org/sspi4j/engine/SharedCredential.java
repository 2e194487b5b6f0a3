package org.sspi4j.engine;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sspi4j.spi.Credential;

/** A package's credential with the number of its owners: handles, and contexts on their way. The last one closes it. */
final class SharedCredential {
    private final Credential credential;
    private final DecisionLog decisions;
    private final Optional<SharedCredential> wrapped;
    private final AtomicInteger owners = new AtomicInteger(1);

    /** @param decisions what was decided when it was acquired; what is decided when it is logged on follows */
    SharedCredential(Credential credential, DecisionLog decisions) {
        this(credential, decisions, Optional.empty());
    }

    private SharedCredential(Credential credential, DecisionLog decisions, Optional<SharedCredential> wrapped) {
        this.credential = Objects.requireNonNull(credential, "credential");
        this.decisions = decisions;
        this.wrapped = wrapped;
    }

    /** @param wrapped owned by this one until it is closed */
    static SharedCredential around(SharedCredential wrapped, Credential credential) {
        return new SharedCredential(credential, wrapped.decisions, Optional.of(wrapped));
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
            wrapped.ifPresent(SharedCredential::release);
        }
    }
}
