package org.sspi4j.schannel.jsse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsOffer;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * Engines of SunJSSE for one credential. Sessions are resumed inside one {@code SSLContext} only, so there is one for the
 * credential; a server has another one for clients that are asked for a certificate, since a session without one must not stand in
 * for a session with.
 */
public final class JsseEngines implements TlsEngines {
    /** Sessions are found by this name and number of the peer: the number only has to be one. */
    private static final int PORT = 1;

    /** What limits come to. */
    private record Prepared(String[] suites, String[] protocols) {}

    /** "Servers MUST NOT use any value greater than 604800 seconds (7 days)": SunJSSE would resume nothing then. RFC 8446 4.6.1 */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Settings settings;
    private final AtomicReference<Contexts> contexts;
    private final ConcurrentHashMap<TlsLimits, Prepared> prepared = new ConcurrentHashMap<>();

    /**
     * A server's tickets are sealed with keys of its contexts, and SunJSSE opens them for as long as those live, whatever lifespan they
     * were given. So the contexts live as long as a session may.
     */
    private record Contexts(SSLContext plain, SSLContext asking, Instant end) {}

    private JsseEngines(Settings settings) throws SspiException {
        this.settings = settings;
        this.contexts = new AtomicReference<>(settings.contexts());
    }

    private Contexts contexts() throws SspiException {
        var now = contexts.get();
        if (!settings.isOver(now)) {
            return now;
        }
        contexts.compareAndSet(now, settings.contexts());
        return contexts.get();
    }

    /**
     * Of a client's credential.
     *
     * @param sessionLifespan for how long a session is resumed, in whole seconds at least, and not more than seven days
     */
    public static JsseEngines ofClient(Duration sessionLifespan, Clock clock) throws SspiException {
        return new JsseEngines(new Settings(false, sessionLifespan, true, List.of(), clock));
    }

    /**
     * Of a server's credential.
     *
     * @param sessionLifespan for how long a session is resumed at most, and not more than seven days
     * @param resumable whether any is
     * @param authorities whose certificates it takes, which its clients are told
     */
    public static JsseEngines ofServer(
            Duration sessionLifespan, boolean resumable, List<X509Certificate> authorities, Clock clock) throws SspiException {
        return new JsseEngines(new Settings(true, sessionLifespan, resumable, authorities, clock));
    }

    private record Settings(
            boolean server, Duration sessionLifespan, boolean resumable, List<X509Certificate> authorities, Clock clock) {
        Contexts contexts() throws SspiException {
            var plain = context();
            return new Contexts(plain, server ? context() : plain, clock.instant().plus(sessionLifespan));
        }

        /** A client's sessions end one by one, by their keys. */
        boolean isOver(Contexts contexts) {
            return server && !clock.instant().isBefore(contexts.end());
        }

        SSLContext context() throws SspiException {
            try {
                var context = SSLContext.getInstance("TLS", "SunJSSE");
                context.init(new KeyManager[] {new ChosenKeys()}, new TrustManager[] {new CheckedPeers(authorities)}, null);
                limitLife(context.getClientSessionContext());
                limitLife(context.getServerSessionContext());
                return context;
            } catch (GeneralSecurityException e) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INTERNAL_ERROR, "This JVM has no TLS of its own (SunJSSE): " + e.getMessage(), e);
            }
        }

        private void limitLife(SSLSessionContext sessions) {
            sessions.setSessionTimeout((int) Math.max(1, Math.min(LONGEST.toSeconds(), sessionLifespan.toSeconds())));
        }
    }

    @Override
    public TlsEngine initiator(TlsOffer offer) throws SspiException {
        var engine = contexts().plain().createSSLEngine(offer.sessionKey(), PORT);
        engine.setUseClientMode(true);
        var limited = limited(offer);
        limited.setServerNames(offer.serverName().map(JsseEngines::serverName).map(List::of).orElse(List.of()));
        if (!offer.applicationProtocols().isEmpty()) {
            limited.setApplicationProtocols(
                    offer.applicationProtocols().stream().map(ApplicationProtocols::text).toArray(String[]::new));
        }
        return begun(engine, limited, offer);
    }

    @Override
    public TlsEngine acceptor(TlsOffer offer) throws SspiException {
        // Tickets are sealed with keys of the context: those of one that is thrown away can be resumed nowhere.
        var now = contexts();
        var context = !settings.resumable() ? settings.context() : offer.asksForCertificate() ? now.asking() : now.plain();
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        var limited = limited(offer);
        limited.setUseCipherSuitesOrder(true);
        limited.setWantClientAuth(offer.asksForCertificate());
        return begun(engine, limited, offer);
    }

    private static TlsEngine begun(SSLEngine engine, SSLParameters parameters, TlsOffer offer) throws SspiException {
        engine.setSSLParameters(parameters);
        return new JsseEngine(engine, offer);
    }

    private static SNIServerName serverName(String name) {
        // As octets: the form for text refuses names with an underscore, which there are.
        return new SNIHostName(name.getBytes(US_ASCII));
    }

    private SSLParameters limited(TlsOffer offer) throws SspiException {
        var ready = prepared.get(offer.limits());
        if (ready == null) {
            ready = prepare(offer.limits());
            prepared.put(offer.limits(), ready);
        }
        return new SSLParameters(ready.suites, ready.protocols);
    }

    private Prepared prepare(TlsLimits limits) throws SspiException {
        var protocols = limits.versions().stream().sorted().map(TlsVersion::protocol).toArray(String[]::new);
        var offered = contexts.get().plain().getDefaultSSLParameters().getCipherSuites();
        var suites = Stream.of(offered).filter(limits.cipherSuites()).toArray(String[]::new);
        if (suites.length == 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "The credential leaves no cipher suite that this JVM offers: it has "
                            + Stream.of(offered).collect(Collectors.joining(", ")));
        }
        return new Prepared(suites, protocols);
    }

    @Override
    public void close() {
        var last = contexts.get();
        forget(last.plain().getClientSessionContext());
        forget(last.plain().getServerSessionContext());
        forget(last.asking().getServerSessionContext());
    }

    private static void forget(SSLSessionContext sessions) {
        for (var ids = sessions.getIds(); ids.hasMoreElements();) {
            var session = sessions.getSession(ids.nextElement());
            if (session != null) {
                session.invalidate();
            }
        }
    }
}
