package org.sspi4j.logon;

import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;
import javax.security.auth.SubjectDomainCombiner;

/**
 * How a Subject hangs on the access control context before JDK 24, with the thread that it was bound on: the JDK hands that
 * context on to every thread that begins inside, and a pool's thread would act as the client for ever. Never loaded where a
 * Subject is a scoped value.
 */
@SuppressWarnings("removal")
final class OwnBinding extends SubjectDomainCombiner {
    private final long thread = Thread.currentThread().getId();

    private OwnBinding(Subject subject) {
        super(subject);
    }

    /** What {@code Subject.doAs} does, and the thread is remembered. */
    static Object callAs(Subject subject, PrivilegedExceptionAction<Object> action) throws PrivilegedActionException {
        return AccessController.doPrivileged(
                action, new AccessControlContext(AccessController.getContext(), new OwnBinding(subject)));
    }

    /** The Subject bound to this thread, unless another thread bound it by {@link #callAs}; null if there is none. */
    static Subject current() {
        var combiner = AccessController.getContext().getDomainCombiner();
        if (combiner instanceof OwnBinding binding && binding.thread != Thread.currentThread().getId()) {
            return null;
        }
        return combiner instanceof SubjectDomainCombiner bound ? bound.getSubject() : null;
    }
}
