package org.sspi4j.schannel.jsse;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Settings settings;
    private final SSLContext plain;
    private final SSLContext asking;
    private final ConcurrentHashMap<TlsLimits, Prepared> prepared = new ConcurrentHashMap<>();

    private JsseEngines(Settings settings, boolean asks) throws SspiException {
        this.settings = settings;
        this.plain = settings.context();
        this.asking = asks ? settings.context() : plain;
    }

    /**
     * Of a client's credential.
     *
     * @param sessionLifespan for how long a session is resumed, in whole seconds at least
     */
    public static JsseEngines ofClient(Duration sessionLifespan) throws SspiException {
        return new JsseEngines(new Settings(sessionLifespan, true, List.of()), false);
    }

    /**
     * Of a server's credential.
     *
     * @param sessionLifespan for how long a session is resumed, in whole seconds at least
     * @param resumable whether any is
     * @param authorities whose certificates it takes, which its clients are told
     */
    public static JsseEngines ofServer(Duration sessionLifespan, boolean resumable, List<X509Certificate> authorities)
            throws SspiException {
        return new JsseEngines(new Settings(sessionLifespan, resumable, authorities), true);
    }

    private record Settings(Duration sessionLifespan, boolean resumable, List<X509Certificate> authorities) {
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
            sessions.setSessionTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, sessionLifespan.toSeconds())));
        }
    }

    @Override
    public TlsEngine initiator(TlsOffer offer) throws SspiException {
        var engine = plain.createSSLEngine(offer.sessionKey(), PORT);
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
        var context = !settings.resumable() ? settings.context() : offer.asksForCertificate() ? asking : plain;
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
        return new SNIHostName(name);
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
        var offered = plain.getDefaultSSLParameters().getCipherSuites();
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
        forget(plain.getClientSessionContext());
        forget(plain.getServerSessionContext());
        forget(asking.getServerSessionContext());
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
