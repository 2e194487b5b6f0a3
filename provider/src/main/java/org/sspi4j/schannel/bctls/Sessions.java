package org.sspi4j.schannel.bctls;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.tls.TlsSession;

/** Sessions that may be resumed: of a client by whom it speaks to, of a server by the session id. */
final class Sessions {
    /** As many as the JDK keeps by default. */
    private static final int MOST = 20480;

    private final Clock clock;
    private final Duration lifespan;
    private final Map<Object, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Kept> eldest) {
            return size() > MOST;
        }
    };

    Sessions(Clock clock, Duration lifespan) {
        this.clock = clock;
        this.lifespan = lifespan;
    }

    /**
     * @param until it is not resumed then, nor later
     * @param serverName of a server: whom the client wanted to speak to
     */
    record Kept(
            TlsSession session, Instant until, List<X509Certificate> peer, List<X509Certificate> local, Optional<String> serverName) {}

    synchronized Optional<Kept> find(Object key) {
        var found = kept.get(key);
        if (found != null && !clock.instant().isBefore(found.until)) {
            kept.remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(found);
    }

    synchronized void keep(
            Object key, TlsSession session, List<X509Certificate> peer, List<X509Certificate> local, Optional<String> serverName) {
        kept.remove(key);
        kept.put(key, new Kept(session, clock.instant().plus(lifespan), peer, local, serverName));
    }

    /** RFC 5246 7.2.2: "Thus, any connection terminated with a fatal alert MUST NOT be resumed." */
    synchronized void forget(Object key) {
        kept.remove(key);
    }

    synchronized void forgetAll() {
        for (var session : kept.values()) {
            var parameters = session.session.exportSessionParameters();
            if (parameters != null) {
                parameters.clear();
            }
        }
        kept.clear();
    }
}
