package org.sspi4j.engine;

import java.util.Optional;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Session;

/** Where a context stands. */
sealed interface ContextState {
    /** Waits for a message. */
    record HalfOpen(Handshake handshake) implements ContextState {}

    /** Waits for CompleteAuthToken. */
    record ToComplete(Handshake finish, boolean continues) implements ContextState {}

    /** Protects messages. */
    record Established(Session session) implements ContextState {}

    /** Established, and in a handshake again. */
    record Reopened(Session session, Handshake handshake) implements ContextState {}

    /** A handshake call is running; the state it took out belongs to it. */
    record Running(Optional<Session> session) implements ContextState {}

    /** Nothing can be done any more. */
    record Dead(String why) implements ContextState {}

    /** The session that protects messages, if there is one. */
    default Optional<Session> protection() {
        if (this instanceof Established established) {
            return Optional.of(established.session);
        }
        if (this instanceof Reopened reopened) {
            return Optional.of(reopened.session);
        }
        return this instanceof Running running ? running.session : Optional.empty();
    }

    /** Wipes what secrets the state holds. */
    default void wipe() {
        if (this instanceof HalfOpen halfOpen) {
            halfOpen.handshake.close();
        } else if (this instanceof ToComplete complete) {
            complete.finish.close();
        } else if (this instanceof Established established) {
            established.session.close();
        } else if (this instanceof Reopened reopened) {
            reopened.handshake.close();
            reopened.session.close();
        }
    }
}
