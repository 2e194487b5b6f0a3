package org.sspi4j.schannel.bctls;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.schannel.tls.PeerCheck;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsOffer;
import org.sspi4j.schannel.tls.TlsVersion;

/** What one of our ends is made of, and what it was asked. */
final class Settings implements PeerCheck {
    Set<TlsVersion> versions = Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    Predicate<String> suites = suite -> true;
    String sessionKey = "peer";
    Optional<String> serverName = Optional.of(TestCertificates.HOST);
    List<byte[]> protocols = List.of();
    boolean asks;
    Optional<CertContext> certificate = Optional.empty();
    SspiException refusal;

    final List<Wish> wishes = new ArrayList<>();
    final List<List<X509Certificate>> checked = new ArrayList<>();
    final List<String> authTypes = new ArrayList<>();

    static Settings client() {
        return new Settings();
    }

    static Settings server(String kind) {
        var settings = new Settings();
        settings.certificate = Optional.of(TestCertificates.of(kind));
        settings.serverName = Optional.empty();
        return settings;
    }

    Settings versions(TlsVersion... of) {
        versions = Set.of(of);
        return this;
    }

    Settings certificate(String kind) {
        certificate = Optional.of(TestCertificates.of(kind));
        return this;
    }

    Settings asks() {
        asks = true;
        return this;
    }

    TlsEngines engines() throws SspiException {
        return engines(Clock.systemUTC(), true);
    }

    TlsEngines engines(Clock clock, boolean resumable) throws SspiException {
        return new BouncyCastleEngines(
                certificate.map(List::of).orElse(List.of()), Duration.ofHours(10), resumable, clock, new SecureRandom());
    }

    OwnPeer initiator() throws SspiException {
        return initiator(engines());
    }

    OwnPeer initiator(TlsEngines engines) throws SspiException {
        return new OwnPeer(engines.initiator(offer()));
    }

    OwnPeer acceptor() throws SspiException {
        return acceptor(engines());
    }

    OwnPeer acceptor(TlsEngines engines) throws SspiException {
        return new OwnPeer(engines.acceptor(offer()));
    }

    TlsOffer offer() {
        return new TlsOffer(new TlsLimits(versions, suites), sessionKey, serverName, protocols, asks, this, wish -> {
            wishes.add(wish);
            return certificate;
        });
    }

    @Override
    public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) throws SspiException {
        checked.add(chain);
        authTypes.add(authType);
        if (engine.isPresent()) {
            throw new AssertionError("no engine of the JDK is here");
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public List<X500Principal> authorities() {
        return List.of(TestCertificates.root().getSubjectX500Principal());
    }

}
