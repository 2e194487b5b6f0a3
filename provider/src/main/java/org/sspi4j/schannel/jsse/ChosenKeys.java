package org.sspi4j.schannel.jsse;

import java.lang.ref.WeakReference;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.CertContext;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;

/**
 * Certificates and keys as a context chose them. The JDK asks for both by a name, right after it was given one; the same certificate has
 * the same one. They are held by their credentials, and by the engine that is about to show them.
 */
final class ChosenKeys extends X509ExtendedKeyManager {
    private static final int MANY = 1000;

    private final ConcurrentHashMap<String, WeakReference<CertContext>> byAlias = new ConcurrentHashMap<>();

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        var wish = new Wish(Set.of(Stream.of(keyTypes).distinct().toArray(String[]::new)), names(issuers), Optional.empty());
        return alias(ApplicationProtocols.owner(engine).choose(wish));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(ApplicationProtocols.owner(engine).choose(new Wish(Set.of(keyType), names(issuers), serverName(engine))));
    }

    private String alias(Optional<CertContext> chosen) {
        if (chosen.isEmpty()) {
            return null;
        }
        var certificate = chosen.get().certificate();
        var alias = certificate.getSerialNumber() + " " + System.identityHashCode(chosen.get().privateKey());
        if (byAlias.size() >= MANY) {
            byAlias.values().removeIf(held -> held.get() == null);
        }
        byAlias.put(alias, new WeakReference<>(chosen.get()));
        return alias;
    }

    private static List<X500Principal> names(Principal[] issuers) {
        return issuers == null
                ? List.of()
                : Stream.of(issuers).filter(X500Principal.class::isInstance).map(X500Principal.class::cast).toList();
    }

    private static Optional<String> serverName(SSLEngine engine) {
        return engine.getHandshakeSession() instanceof ExtendedSSLSession session
                ? session.getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return found(alias).map(cert -> cert.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return found(alias).map(CertContext::privateKey).orElse(null);
    }

    private Optional<CertContext> found(String alias) {
        return Optional.ofNullable(byAlias.get(alias)).map(WeakReference::get);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
