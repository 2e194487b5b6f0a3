package org.sspi4j.schannel;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.sspi4j.api.Luid;

/**
 * Which sessions of a client's credential may be resumed. A session is used again only if target name, credential, logon session and
 * process are the same and it has not expired, nor the server's certificate: the credential has these for itself, in this process; the
 * rest is in the {@link Name}. TLS finds a session by the {@linkplain Remembered#key() key} of its entry, so that a new key is the end of
 * the old one.
 */
final class ClientSessions {
    /** Names of servers that are kept apart; the one that was used longest ago is forgotten first. */
    private static final int MOST = 10_000;
    /** SunJSSE takes a key for the name of a host to be asked for, and finds out by an exception that it is none; not with this. */
    private static final String NO_HOST = "..";

    private static final Set<ClientSessions> OF_PROCESS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Duration lifespan;
    private final Map<Name, Remembered> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Remembered> eldest) {
            return size() > MOST;
        }
    };
    private long generation;

    /** @param lifespan from the full handshake on */
    ClientSessions(Duration lifespan) {
        this.lifespan = lifespan;
        OF_PROCESS.add(this);
    }

    /**
     * Of what a session is.
     *
     * @param target as the caller wrote it
     * @param checked whether the server's certificate was checked: a session of a server that nobody checked stands for none that was
     */
    record Name(String target, Luid logonSession, boolean checked) {
        /** As the generated one, which takes a microsecond of each handshake. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Name name
                    && checked == name.checked
                    && logonSession.value() == name.logonSession.value()
                    && target.equals(name.target);
        }

        @Override
        public int hashCode() {
            return target.hashCode();
        }
    }

    /**
     * Sessions that resume each other.
     *
     * @param key by which TLS finds them
     * @param until when they resume each other no more; empty before the full handshake is over
     */
    record Remembered(Name name, long generation, String key, Optional<Instant> until) {
        static Remembered begun(Name name, long generation) {
            var key = generation + " " + name.logonSession() + " " + name.checked() + " " + name.target() + NO_HOST;
            return new Remembered(name, generation, key, Optional.empty());
        }

        Remembered until(Instant end) {
            return new Remembered(name, generation, key, Optional.of(end));
        }
    }

    /** The entry of a context that begins now. */
    synchronized Remembered entry(Name name, Instant now) {
        var found = entries.get(name);
        if (found != null && found.until().filter(until -> !now.isBefore(until)).isEmpty()) {
            return found;
        }
        var fresh = Remembered.begun(name, ++generation);
        entries.put(name, fresh);
        return fresh;
    }

    /**
     * A full handshake was made.
     *
     * @param chain the server's certificates as it sent them: a session ends with the first of them that was checked. One that had ended
     *     before did not vouch for anything
     */
    synchronized void established(Remembered entry, Instant now, List<X509Certificate> chain) {
        var until = now.plus(lifespan);
        if (entry.name().checked()) {
            for (var certificate : chain) {
                var end = certificate.getNotAfter().toInstant();
                until = end.isAfter(now) && end.isBefore(until) ? end : until;
            }
        }
        var remembered = entry.until(until);
        entries.computeIfPresent(
                entry.name(), (name, found) -> found.generation() == entry.generation() ? remembered : found);
    }

    /** What was begun under this entry is resumed no more. */
    synchronized void forget(Remembered entry) {
        entries.computeIfPresent(entry.name(), (name, found) -> found.generation() == entry.generation() ? null : found);
    }

    private synchronized void forget(Optional<String> target) {
        entries.keySet().removeIf(name -> target.isEmpty() || target.get().equalsIgnoreCase(name.target()));
    }

    /** SslEmptyCache: in all credentials of the process, for one target or for all. */
    static void empty(Optional<String> target) {
        synchronized (OF_PROCESS) {
            OF_PROCESS.forEach(sessions -> sessions.forget(target));
        }
    }
}
