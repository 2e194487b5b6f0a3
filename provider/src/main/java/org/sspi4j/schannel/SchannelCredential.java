package org.sspi4j.schannel;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CertificateMapper;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchannelSettings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.certificate.TrustedRoots;
import org.sspi4j.schannel.tls.CertificateChoice;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.schannel.tls.TlsVersion;
import org.sspi4j.spi.Credential;

/** Certificates, whom to trust, what may be spoken, and the sessions that were made with it. */
final class SchannelCredential implements Credential {
    private final boolean client;
    private final SchannelSettings settings;
    private final PermittedTls permitted;
    private final List<CertContext> own;
    private final CertificateChoice certificates;
    private final TrustedRoots roots;
    private final TlsEngines engines;
    private final ClientSessions sessions;
    private final SpareBuffer spare = new SpareBuffer();

    /** @param own as they are shown */
    SchannelCredential(
            boolean client,
            SchannelSettings settings,
            PermittedTls permitted,
            List<CertContext> own,
            CertificateChoice certificates,
            TrustedRoots roots,
            TlsEngines engines) {
        this.client = client;
        this.settings = settings;
        this.permitted = permitted;
        this.own = own;
        this.certificates = certificates;
        this.roots = roots;
        this.engines = engines;
        this.sessions = new ClientSessions(settings.sessionLifespan());
    }

    boolean isClient() {
        return client;
    }

    boolean has(SchCredFlag flag) {
        return settings.flags().contains(flag);
    }

    PermittedTls permitted() {
        return permitted;
    }

    CertificateChoice certificates() {
        return certificates;
    }

    List<CertContext> own() {
        return own;
    }

    TrustedRoots roots() {
        return roots;
    }

    TlsEngines engines() {
        return engines;
    }

    ClientSessions sessions() {
        return sessions;
    }

    SpareBuffer spare() {
        return spare;
    }

    List<CertificateMapper> mappers() {
        return settings.mappers();
    }

    SchannelSettings settings() {
        return settings;
    }

    /** The subject of its first certificate. */
    @Override
    public Optional<String> name() {
        return settings.cred().stream().findFirst().map(cert -> cert.certificate().getSubjectX500Principal().getName());
    }

    /** When the last of its certificates ends. */
    @Override
    public Instant expiry() {
        return settings.cred().stream()
                .map(cert -> cert.certificate().getNotAfter().toInstant())
                .max(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    @Override
    public <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        Object answer;
        if (attribute == CredentialAttribute.SUPPORTED_PROTOCOLS) {
            answer = new CredentialAttribute.SupportedProtocols(protocols());
        } else if (attribute == CredentialAttribute.SUPPORTED_ALGS) {
            answer = new CredentialAttribute.SupportedAlgs(algorithms());
        } else if (attribute == CredentialAttribute.CIPHER_STRENGTHS) {
            answer = strengths();
        } else if (attribute == CredentialAttribute.NAMES) {
            answer = new CredentialAttribute.Names(name().orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential has no certificate, and so no name")));
        } else {
            return Credential.super.query(attribute);
        }
        return attribute.structure().cast(answer);
    }

    private int protocols() {
        var versions = permitted.byDefault().versions();
        return Stream.of(SpProt.values())
                .filter(one -> versions.stream().anyMatch(version -> one.is(client, version.protocol())))
                .mapToInt(SpProt::bit)
                .reduce(0, (a, b) -> a | b);
    }

    private List<Integer> algorithms() {
        return suites()
                .flatMap(suite -> Stream.of(
                        AlgId.cipher(suite), AlgId.hash(suite), AlgId.exchange(suite), AlgId.signature(suite)))
                .filter(algorithm -> algorithm != 0)
                .distinct()
                .toList();
    }

    private CredentialAttribute.CipherStrengths strengths() {
        var strengths = suites().map(CipherSuite::strength).collect(Collectors.toSet());
        return new CredentialAttribute.CipherStrengths(
                strengths.stream().min(Integer::compare).orElse(0), strengths.stream().max(Integer::compare).orElse(0));
    }

    private Stream<CipherSuite> suites() {
        return CipherSuite.known().filter(suite -> permitted.byDefault().cipherSuites().test(suite.name()));
    }

    /** The JDK's and the caller's own objects hold the keys: there is nothing of ours to wipe. */
    @Override
    public void close() {
        engines.close();
    }

    /** Names the certificates, no keys. */
    @Override
    public String toString() {
        return (client ? "client " : "server ") + settings.cred();
    }

    static Set<TlsVersion> versions(boolean client, Set<SpProt> named) {
        var versions = EnumSet.noneOf(TlsVersion.class);
        for (var one : named) {
            if (one.isClient() == client) {
                versions.add(TlsVersion.of(one.protocol()).orElseThrow());
            }
        }
        return versions;
    }
}
