package org.sspi4j.logon;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;

/**
 * The current Subject on every JDK from 17 on. {@code Subject.callAs} and {@code current} exist since 18 and cannot be named
 * when compiling for 17; what they replace is being removed. This is the one place that knows.
 */
public final class Subjects {
    /** Since 24 the current Subject is a scoped value; before, it hung on the access control context. */
    static final boolean SCOPED = Runtime.version().feature() >= 24;

    private static final MethodHandle CALL_AS;
    private static final MethodHandle CURRENT;

    static {
        var lookup = MethodHandles.publicLookup();
        MethodHandle callAs;
        MethodHandle current;
        try {
            if (Runtime.version().feature() >= 18) {
                callAs = lookup.findStatic(
                        Subject.class, "callAs", methodType(Object.class, Subject.class, Callable.class));
                current = lookup.findStatic(Subject.class, "current", methodType(Subject.class));
            } else {
                var context = Class.forName("java.security.AccessControlContext");
                var controller = Class.forName("java.security.AccessController");
                callAs = lookup.findStatic(
                        Subject.class, "doAs", methodType(Object.class, Subject.class, PrivilegedExceptionAction.class));
                current = MethodHandles.filterReturnValue(
                        lookup.findStatic(controller, "getContext", methodType(context)),
                        lookup.findStatic(Subject.class, "getSubject", methodType(Subject.class, context)));
            }
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        CALL_AS = callAs;
        CURRENT = current;
    }

    private Subjects() {}

    /** The Subject bound to the current thread by the innermost callAs or doAs; null if there is none. */
    public static Subject current() {
        try {
            return (Subject) CURRENT.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #current()}, but not what {@link #callAsOnThisThread} bound on another thread and the JDK handed on to this one. */
    static Subject own() {
        return SCOPED ? current() : OwnBinding.current();
    }

    /** As {@link #callAs}; {@link #own()} on threads that begin inside does not see it. */
    static <T> T callAsOnThisThread(Subject subject, Callable<T> action) throws Exception {
        if (SCOPED) {
            return callAs(subject, action);
        }
        var outcome = new Outcome<T>();
        OwnBinding.callAs(subject, () -> outcome.of(action));
        return outcome.get();
    }

    /** Runs an action with a Subject bound; its exceptions come out as they are. */
    public static <T> T callAs(Subject subject, Callable<T> action) throws Exception {
        var outcome = new Outcome<T>();
        try {
            if (Runtime.version().feature() >= 18) {
                Callable<Object> call = () -> outcome.of(action);
                Object ignored = CALL_AS.invoke(subject, call);
            } else {
                PrivilegedExceptionAction<Object> call = () -> outcome.of(action);
                Object ignored = CALL_AS.invoke(subject, call);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return outcome.get();
    }

    /** Carries a checked exception past callAs and doAs, which would each wrap it in another way. */
    private static final class Outcome<T> {
        private T value;
        private Exception exception;

        Object of(Callable<T> action) {
            try {
                value = action.call();
            } catch (Exception e) {
                exception = e;
            }
            return null;
        }

        T get() throws Exception {
            if (exception != null) {
                throw exception;
            }
            return value;
        }
    }
}
