package org.sspi4j.engine;

import java.util.Objects;
import java.util.Optional;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Session;

/** Where a context stands. A context that was established once keeps its session while it is in a handshake again. */
sealed interface ContextState {
    /**
     * Waits for a message.
     *
     * @param wantsCredential whether it may come with another credential than those before
     */
    record HalfOpen(Handshake handshake, boolean wantsCredential, Optional<Session> protection) implements ContextState {
        public HalfOpen {
            Objects.requireNonNull(handshake, "handshake");
        }

        @Override
        public void wipe() {
            Fault.closed(handshake::close);
            ContextState.super.wipe();
        }
    }

    /** Waits for CompleteAuthToken. */
    record ToComplete(Handshake finish, boolean continues, Optional<Session> protection) implements ContextState {
        public ToComplete {
            Objects.requireNonNull(finish, "finish");
        }

        @Override
        public void wipe() {
            Fault.closed(finish::close);
            ContextState.super.wipe();
        }
    }

    /** Protects messages. */
    record Established(Session session) implements ContextState {
        public Established {
            Objects.requireNonNull(session, "session");
        }

        @Override
        public Optional<Session> protection() {
            return Optional.of(session);
        }
    }

    /** A handshake call is running; what it took out belongs to it, and it wipes that. */
    record Running(Optional<Session> protection) implements ContextState {
        @Override
        public void wipe() {}
    }

    /** Nothing can be done any more. */
    record Dead(String why) implements ContextState {
        @Override
        public Optional<Session> protection() {
            return Optional.empty();
        }
    }

    /** The session that protects messages, if there is one. */
    Optional<Session> protection();

    /** Wipes what secrets the state holds. */
    default void wipe() {
        var session = protection();
        if (session.isPresent()) {
            Fault.closed(session.get()::close);
        }
    }
}
