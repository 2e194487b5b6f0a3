package org.sspi4j.schannel;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredSspCred;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelSettings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.bctls.BouncyCastleEngines;
import org.sspi4j.schannel.certificate.OwnCertificates;
import org.sspi4j.schannel.certificate.PairwiseConsistency;
import org.sspi4j.schannel.certificate.TrustedRoots;
import org.sspi4j.schannel.jsse.JsseEngines;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/**
 * The security package Schannel: TLS.
 *
 * @spec RFC 8446; RFC 5246
 */
public final class SchannelPackage implements SecurityPackage {
    /** cbMaxToken. */
    static final int MAX_TOKEN = 24576;

    static final PackageInfo INFO = new PackageInfo(
            "Schannel",
            "Schannel Security Package",
            EnumSet.of(
                    PackageCapability.PRIVACY,
                    PackageCapability.CONNECTION,
                    PackageCapability.MULTI_REQUIRED,
                    PackageCapability.EXTENDED_ERROR,
                    PackageCapability.IMPERSONATION,
                    PackageCapability.ACCEPT_WIN32_NAME,
                    PackageCapability.STREAM,
                    PackageCapability.MUTUAL_AUTH),
            1,
            14,
            MAX_TOKEN,
            List.of());

    /** What a caller who asks for it would be wronged without. */
    private static final Set<SchCredFlag> NOT_OFFERED =
            EnumSet.of(SchCredFlag.USE_PRESHAREDKEY_ONLY, SchCredFlag.USE_DTLS_ONLY, SchCredFlag.ALLOW_NULL_ENCRYPTION);

    @Override
    public PackageInfo info() {
        return INFO;
    }

    /** A client without a certificate; a server has none by default. */
    @Override
    public Optional<Identity> ofProcess(CredentialUse use) {
        return Optional.of(SchCredentials.anonymous());
    }

    @Override
    public boolean readsKerberosConfig() {
        return false;
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        if (request.use() == CredentialUse.BOTH) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "A credential of Schannel is a client's or a server's: acquire one for INBOUND and one for OUTBOUND use");
        }
        var settings = settings(request.identity());
        checkOffered(settings);
        // Opening a store of roots and making keys ready takes its time.
        return Step.ask(new Need.Run<>(() -> credential(request.use() == CredentialUse.OUTBOUND, settings, request)));
    }

    private static void checkOffered(SchannelSettings settings) throws SspiException {
        for (var flag : settings.flags()) {
            if (NOT_OFFERED.contains(flag)) {
                throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "Schannel does not offer " + flag + ": leave it out");
            }
        }
    }

    private static SchannelSettings settings(Identity identity) throws SspiException {
        if (identity instanceof SchannelSettings settings) {
            return settings;
        }
        if (identity instanceof CredSspCred cred) {
            return cred.schannelCred().orElseGet(SchCredentials::anonymous);
        }
        if (identity instanceof Identity.OfSubject subject) {
            return SubjectCertificates.of(subject.subject());
        }
        throw new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                "Schannel takes a SchCredentials, a SchannelCred or a CredSspCred, and not a " + identity.getClass().getSimpleName());
    }

    private static Credential credential(boolean client, SchannelSettings settings, CredentialRequest request) throws SspiException {
        if (!client && settings.cred().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, "A server of TLS needs a certificate with its key: put one into paCred");
        }
        for (var cred : settings.cred()) {
            PairwiseConsistency.check(cred);
        }
        var clock = request.facilities().clock();
        var roots = TrustedRoots.of(settings, clock);
        var own = shown(settings);
        var certificates = client
                ? OwnCertificates.ofClient(own, clock)
                : OwnCertificates.ofServer(own, settings.flags(), clock);
        var engines = engines(client, settings, own, roots, request.facilities());
        return new SchannelCredential(client, settings, PermittedTls.of(client, settings), own, certificates, roots, engines);
    }

    private static TlsEngines engines(
            boolean client, SchannelSettings settings, List<CertContext> own, TrustedRoots roots, Facilities facilities)
            throws SspiException {
        var lifespan = settings.sessionLifespan();
        boolean resumable = !settings.flags().contains(SchCredFlag.DISABLE_RECONNECTS);
        return switch (settings.backend()) {
            case SUN_JSSE -> client
                    ? JsseEngines.ofClient(lifespan, facilities.clock())
                    : JsseEngines.ofServer(lifespan, resumable, roots.certificates(), facilities.clock());
            case BOUNCY_CASTLE -> new BouncyCastleEngines(own, lifespan, resumable, facilities.clock(), facilities.random());
        };
    }

    /** The peer has the root, or does not trust it. */
    private static List<CertContext> shown(SchannelSettings settings) {
        return settings.flags().contains(SchCredFlag.SEND_ROOT_CERT)
                ? settings.cred()
                : settings.cred().stream().map(SchannelPackage::withoutRoot).toList();
    }

    private static CertContext withoutRoot(CertContext cred) {
        int last = cred.chain().size() - 1;
        var root = cred.chain().get(last);
        return last > 0 && root.getSubjectX500Principal().equals(root.getIssuerX500Principal())
                ? new CertContext(cred.chain().subList(0, last), cred.privateKey())
                : cred;
    }

    @Override
    public void emptyCache(Optional<String> target) {
        ClientSessions.empty(target);
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        ContextFlags.checkPossible(request.flags());
        return new SchannelInitiator.Start(of(request, true), request, request.logonSession().get());
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        ContextFlags.checkPossible(request.flags());
        return new SchannelAcceptor.AwaitClientHello(of(request, false), request);
    }

    private static SchannelCredential of(ContextRequest request, boolean client) {
        return (SchannelCredential) request.credential();
    }
}
