package org.sspi4j.interop;

import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.util.Set;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.SecurityStatus;

/**
 * What our sides do not have yet, and what they answer until they have it. No test is skipped for it: it runs, and has to be
 * refused like this. Once the refusal is gone the test fails until the line here is.
 */
enum Later {
    /** RFC 4121 4.1.1.1. No refusal: an acceptor leaves what is delegated to it where it is, and says so. */
    DELEGATION(SEC_E_OK);

    private static final ThreadLocal<Boolean> MET = ThreadLocal.withInitial(() -> false);

    static final Set<Later> ALL = Set.of(values());

    private final SecurityStatus status;

    Later(SecurityStatus status) {
        this.status = status;
    }

    void assertRefused(Executable test) {
        Refusal.of(test).is(status, "");
        MET.set(true);
    }

    /** Whether a test of this thread was refused since the last question: it has shown nothing but that. */
    static boolean met() {
        boolean met = MET.get();
        MET.remove();
        return met;
    }
}
