package org.sspi4j.negotiate;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.spi.Imported;
import org.sspi4j.spi.PasswordChange;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.Decoded;

/**
 * The security package Negotiate: SPNEGO around Kerberos and NTLM.
 *
 * @spec RFC 4178
 * @spec MS-SPNG 3
 */
public final class NegotiatePackage implements SecurityPackage {
    /** cbMaxToken, as Windows reports it. */
    static final int MAX_TOKEN = 65791;

    static final PackageInfo INFO = new PackageInfo(
            "Negotiate",
            "Package Negotiator",
            EnumSet.of(
                    PackageCapability.INTEGRITY,
                    PackageCapability.PRIVACY,
                    PackageCapability.CONNECTION,
                    PackageCapability.MULTI_REQUIRED,
                    PackageCapability.EXTENDED_ERROR,
                    PackageCapability.IMPERSONATION,
                    PackageCapability.ACCEPT_WIN32_NAME,
                    PackageCapability.NEGOTIABLE,
                    PackageCapability.GSS_COMPATIBLE,
                    PackageCapability.LOGON),
            1,
            9,
            MAX_TOKEN,
            List.of("1.3.6.1.5.5.2"));

    @Override
    public PackageInfo info() {
        return INFO;
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        return new CredentialSource(request).acquire();
    }

    @Override
    public Credential around(SecurityPackage wrapped, Credential credential, CredentialUse use) throws SspiException {
        if (!PackageChoice.ALL.contains(wrapped.info().name())) {
            return SecurityPackage.super.around(wrapped, credential, use);
        }
        return NegotiateCredential.around(Mechanism.of(wrapped, credential), use);
    }

    /** What a package, {@code Kerberos} or {@code NTLM}, is used with from then on. */
    @Override
    public Step<Instant> addCredentials(Credential credential, String packageName, CredentialRequest request)
            throws SspiException {
        return new CredentialSource(request).addTo((NegotiateCredential) credential, packageName);
    }

    /** Of the preferred package. There is no next one: NTLM asks nobody, and whoever calls takes the logon for a proof. */
    @Override
    public Step<Instant> logon(Credential credential, Facilities facilities) throws SspiException {
        var preferred = preferred(credential);
        if (preferred.name().equals(PackageChoice.NTLM)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "Nobody is logged on: there is nothing for Kerberos, and NTLM asks no authority whether a password is right");
        }
        return preferred.securityPackage().logon(preferred.credential(), facilities);
    }

    /** By Kerberos: NTLM would have to ask a domain controller in a protocol of its own. */
    @Override
    public Step<String> changePassword(PasswordChange change) throws SspiException {
        var kerberos = change.packages().named(PackageChoice.KERBEROS);
        return kerberos.isPresent() ? kerberos.get().changePassword(change) : SecurityPackage.super.changePassword(change);
    }

    @Override
    public Step<Instant> renew(Credential credential, Facilities facilities) throws SspiException {
        var preferred = preferred(credential);
        return preferred.securityPackage().renew(preferred.credential(), facilities);
    }

    @Override
    public Step<String> saveTo(String ccache, Credential credential, Facilities facilities) throws SspiException {
        var preferred = preferred(credential);
        return preferred.securityPackage().saveTo(ccache, preferred.credential(), facilities);
    }

    private static Mechanism preferred(Credential credential) {
        return ((NegotiateCredential) credential).mechanisms().get(0);
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        checkPossible(request.flags());
        return new NegotiateInitiator.Start((NegotiateCredential) request.credential(), request);
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        checkPossible(request.flags());
        return new NegotiateAcceptor.AwaitInit((NegotiateCredential) request.credential(), request, false, Optional.empty());
    }

    /** A negotiation has messages in order, and the first one is the client's or an answer to none. */
    static void checkPossible(Set<ContextFlag> asked) throws SspiException {
        if (asked.contains(ContextFlag.DATAGRAM)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "DATAGRAM: Negotiate has connections alone; choose the package yourself");
        }
    }

    @Override
    public Imported importContext(ImportRequest request) throws SspiException {
        var exported = Decoded.of(ExportedNegotiation::decode, request.exported());
        try {
            var chosen = request.packages().named(exported.packageName()).orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_SECPKG_NOT_FOUND, "The context is one of a package that is not here"));
            var imported = chosen.importContext(
                    new ImportRequest(exported.inner(), request.kerberos(), request.packages(), request.facilities()));
            var session = new NegotiateSession(imported.session(), chosen.info(), exported.state());
            return new Imported(session, imported.initiator());
        } finally {
            exported.wipe();
        }
    }
}
