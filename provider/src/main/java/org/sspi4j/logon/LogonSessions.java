package org.sspi4j.logon;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import org.sspi4j.api.Luid;

/**
 * The logon sessions of this process: one of its own, and one of each Subject that somebody acts as. A Subject is the session, and
 * not what is in it: two that hold the same are two sessions. A session ends when nobody holds its Subject any more.
 */
public final class LogonSessions {
    /** Low numbers are those of Windows' well-known sessions. */
    private static final long FIRST = 0x10000;

    private static final Luid PROCESS = Luid.of(FIRST);

    private static final Map<Session, Luid> LUIDS = new HashMap<>();
    private static final Map<Luid, Session> SESSIONS = new HashMap<>();
    private static final ReferenceQueue<Subject> ENDED = new ReferenceQueue<>();
    private static long last = FIRST;

    private LogonSessions() {}

    /** The process's own, where nobody acts as a Subject. */
    public static Luid ofProcess() {
        return PROCESS;
    }

    /** The one that the current thread acts in. */
    public static Luid current() {
        return ThreadToken.effectiveSubject().map(LogonSessions::of).orElse(PROCESS);
    }

    /** The one of a Subject. */
    public static synchronized Luid of(Subject subject) {
        forgetEnded();
        return LUIDS.computeIfAbsent(new Session(subject), session -> {
            var luid = Luid.of(++last);
            SESSIONS.put(luid, session);
            return luid;
        });
    }

    /** The Subject of a session; empty for the process's own, for one that has ended, and for one that never was. */
    public static synchronized Optional<Subject> subject(Luid luid) {
        return Optional.ofNullable(SESSIONS.get(luid)).map(WeakReference::get);
    }

    private static void forgetEnded() {
        for (var ended = ENDED.poll(); ended != null; ended = ENDED.poll()) {
            SESSIONS.remove(LUIDS.remove(ended));
        }
    }

    /** A Subject as itself, whatever is in it. */
    private static final class Session extends WeakReference<Subject> {
        private final int hash;

        Session(Subject subject) {
            super(subject, ENDED);
            this.hash = System.identityHashCode(subject);
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Session session && get() != null && get() == session.get();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
