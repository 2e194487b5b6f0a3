package org.sspi4j.logon;

import java.util.Optional;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.Impersonation;

/**
 * The token a thread acts with, as Windows keeps one per thread. Never inherited by other threads, and
 * neither is the Subject that {@link #callAs} binds: other libraries may see it there before JDK 24, this one does not act as it.
 *
 * <p>A Subject cannot be bound by one call and unbound by another, so an impersonation that is begun by a call is seen by this
 * library only; {@link #callAs} binds the Subject as well.
 */
public final class ThreadToken {
    private static final ThreadLocal<Frame> TOP = new ThreadLocal<>();

    private ThreadToken() {}

    /** From now on the current thread acts with this token. */
    public static Impersonation impersonate(AccessToken token) {
        var frame = Frame.impersonating(token, TOP.get());
        TOP.set(frame);
        return frame;
    }

    /**
     * RevertToSelf: the current thread acts as it did before the first impersonation, however many are open. Inside
     * {@link #callAs} the client's Subject cannot be unbound, so the thread remembers that it is not meant any more.
     */
    public static void revert() {
        var frame = TOP.get();
        while (frame != null && !frame.boundHere) {
            frame = frame.before;
        }
        restore(frame == null ? null : Frame.reverted(frame));
    }

    /** Runs an action with this token and its Subject; afterwards the thread is what it was. */
    public static <T> T callAs(AccessToken token, Callable<T> action) throws Exception {
        var outside = Subjects.own();
        return Subjects.callAsOnThisThread(token.subject(), () -> {
            var before = TOP.get();
            TOP.set(Frame.bound(token, outside, before));
            try {
                return action.call();
            } finally {
                restore(before);
            }
        });
    }

    /** The token the current thread acts with; empty if it acts as the process or as a Subject bound further inside. */
    public static Optional<AccessToken> current() {
        var top = TOP.get();
        return top != null && top.isInnermost() ? top.token : Optional.empty();
    }

    /**
     * The innermost of token and bound Subject: whom the current thread acts as. Empty means the process. Two things cannot be
     * told: that a Subject which was bound already is bound again, and before JDK 24 what doPrivileged or an unbinding hides;
     * the token counts then.
     */
    public static Optional<Subject> effectiveSubject() {
        var top = TOP.get();
        return top != null && top.isInnermost()
                ? top.subject
                : Optional.ofNullable(Subjects.own());
    }

    private static void restore(Frame frame) {
        if (frame == null) {
            TOP.remove();
        } else {
            TOP.set(frame);
        }
    }

    /** One impersonation; without a token: the thread has reverted inside a bound Subject. */
    private static final class Frame implements Impersonation {
        private final Optional<AccessToken> token;
        private final Optional<Subject> subject;
        private final Subject base;
        private final Frame before;
        /** Whether {@code base} was bound together with the token, by callAs. */
        private final boolean boundHere;
        /** The application's own Subject around callAs. */
        private final Optional<Subject> outside;
        private final Thread thread = Thread.currentThread();

        private Frame(
                Optional<AccessToken> token,
                Optional<Subject> subject,
                Subject base,
                Frame before,
                boolean boundHere,
                Optional<Subject> outside) {
            this.token = token;
            this.subject = subject;
            this.base = base;
            this.before = before;
            this.boundHere = boundHere;
            this.outside = outside;
        }

        static Frame impersonating(AccessToken token, Frame before) {
            var subject = Optional.of(token.subject());
            return new Frame(Optional.of(token), subject, Subjects.own(), before, false, Optional.empty());
        }

        static Frame bound(AccessToken token, Subject outside, Frame before) {
            var subject = Optional.of(token.subject());
            return new Frame(Optional.of(token), subject, Subjects.own(), before, true, own(outside, before));
        }

        static Frame reverted(Frame bound) {
            return new Frame(Optional.empty(), bound.outside, bound.base, null, true, bound.outside);
        }

        /** A Subject that a callAs further out has bound is a client's, and not the application's own. */
        private static Optional<Subject> own(Subject outside, Frame before) {
            for (var frame = before; frame != null; frame = frame.before) {
                if (frame.boundHere && frame.base == outside) {
                    return frame.outside;
                }
            }
            return Optional.ofNullable(outside);
        }

        /** Whether no Subject was bound after this frame. Before JDK 24 doPrivileged hides the Subject that was bound before. */
        boolean isInnermost() {
            var current = Subjects.own();
            return current == base || current == null && !Subjects.SCOPED;
        }

        @Override
        public AccessToken token() {
            return token.orElseThrow();
        }

        @Override
        public void close() {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("An impersonation ends on the thread that began it: " + thread.getName());
            }
            if (TOP.get() == this) {
                restore(before);
            } else if (isOpen()) {
                throw new IllegalStateException("An impersonation that was begun later is still open");
            }
        }

        private boolean isOpen() {
            for (var frame = TOP.get(); frame != null; frame = frame.before) {
                if (frame == this) {
                    return true;
                }
            }
            return false;
        }
    }
}
