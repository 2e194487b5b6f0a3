package org.sspi4j.http;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sspi4j.HttpServerConnection;

/**
 * The handshakes that are half over, each under the server's own object for its connection. Whoever goes on with one takes it out, so that
 * no two requests have the same one. It is dropped when the server has forgotten the connection, when it is not gone on with in time, and,
 * the oldest first, when there are too many: clients begin as many as they like.
 */
final class Handshakes implements AutoCloseable {
    private final int most;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ReferenceQueue<Object> ended = new ReferenceQueue<>();
    /** The oldest first. */
    private final Map<Key, Begun> begun = new LinkedHashMap<>();

    /** A connection, by identity: a server may think that two are equal. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        private Key(Object connection, ReferenceQueue<Object> ended) {
            super(connection, ended);
            this.hash = System.identityHashCode(connection);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            var connection = get();
            return connection != null && other instanceof Key key && key.refersTo(connection);
        }
    }

    private record Begun(HttpServerConnection handshake, long nanoTime) {}

    /**
     * @param most how many there may be
     * @param patience how long one waits for the client's next request
     */
    Handshakes(int most, Duration patience, LongSupplier nanoTime) {
        this.most = most;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** What was begun over this connection; from now on the caller's to go on with, and to close. */
    synchronized Optional<HttpServerConnection> take(Object connection) {
        dropOld();
        return Optional.ofNullable(begun.remove(new Key(connection, null))).map(Begun::handshake);
    }

    synchronized void keep(Object connection, HttpServerConnection handshake) {
        dropOld();
        close(begun.put(new Key(connection, ended), new Begun(handshake, nanoTime.getAsLong())));
        if (begun.size() > most) {
            dropFirst();
        }
    }

    synchronized int size() {
        return begun.size();
    }

    synchronized void dropOld() {
        for (Reference<?> key = ended.poll(); key != null; key = ended.poll()) {
            close(begun.remove(key));
        }
        long now = nanoTime.getAsLong();
        while (!begun.isEmpty() && now - begun.values().iterator().next().nanoTime > patience.toNanos()) {
            dropFirst();
        }
    }

    private void dropFirst() {
        var first = begun.values().iterator();
        close(first.next());
        first.remove();
    }

    private static void close(Begun dropped) {
        if (dropped != null) {
            dropped.handshake.close();
        }
    }

    @Override
    public synchronized void close() {
        while (!begun.isEmpty()) {
            dropFirst();
        }
    }
}
