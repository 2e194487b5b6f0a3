package org.sspi4j.schannel.jsse;

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

/** Certificates and keys as a context chose them. The JDK asks for both by a name; the same certificate has the same one. */
final class ChosenKeys extends X509ExtendedKeyManager {
    private final ConcurrentHashMap<String, CertContext> byAlias = new ConcurrentHashMap<>();

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
        byAlias.put(alias, chosen.get());
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
        var found = byAlias.get(alias);
        return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        var found = byAlias.get(alias);
        return found == null ? null : found.privateKey();
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
