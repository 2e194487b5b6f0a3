package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.sspi4j.api.Decision;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
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

/**
 * The security package Kerberos.
 *
 * @spec RFC 4120
 * @spec RFC 4121
 * @spec MS-KILE 3
 */
public final class KerberosPackage implements SecurityPackage {
    /** cbMaxToken: what Windows reports since 2012. */
    static final int MAX_TOKEN = 65535;

    static final PackageInfo INFO = new PackageInfo(
            "Kerberos",
            "Kerberos V5",
            EnumSet.of(
                    PackageCapability.INTEGRITY,
                    PackageCapability.PRIVACY,
                    PackageCapability.TOKEN_ONLY,
                    PackageCapability.CONNECTION,
                    PackageCapability.MULTI_REQUIRED,
                    PackageCapability.IMPERSONATION,
                    PackageCapability.ACCEPT_WIN32_NAME,
                    PackageCapability.NEGOTIABLE,
                    PackageCapability.GSS_COMPATIBLE,
                    PackageCapability.LOGON,
                    PackageCapability.MUTUAL_AUTH,
                    PackageCapability.READONLY_WITH_CHECKSUM),
            1,
            16,
            MAX_TOKEN,
            List.of("1.2.840.113554.1.2.2", "1.2.840.48018.1.2.2"));

    @Override
    public PackageInfo info() {
        return INFO;
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        return new CredentialSource(request).acquire();
    }

    @Override
    public boolean asksForKeys() {
        return true;
    }

    /** Gets the ticket-granting ticket. A credential that only accepts has nobody to log on. */
    @Override
    public Step<Instant> logon(Credential credential, Facilities facilities) throws SspiException {
        var kerberos = (KerberosCredential) credential;
        return kerberos.initiates()
                ? kerberos.tgt(facilities).then(tgt -> Step.of(tgt.endtime()))
                : Step.of(kerberos.expiry());
    }

    @Override
    public Step<String> changePassword(PasswordChange change) throws SspiException {
        var config = change.kerberos();
        var name = change.domain().isEmpty() ? change.account() : change.domain() + "\\" + change.account();
        var client = UserName.principal(name, config);
        var keys = new ClientKeys.OfPassword(client, change.oldPassword().copy());
        return Step.either(() -> new KpasswdExchange(config, client, keys, change.newPassword(), change.facilities()).run(), failure -> {
            keys.wipe();
            throw failure;
        }).then(words -> {
            keys.wipe();
            return Step.of(words);
        });
    }

    @Override
    public Step<Instant> renew(Credential credential, Facilities facilities) throws SspiException {
        return ((KerberosCredential) credential).renewed(facilities).then(tgt -> Step.of(tgt.endtime()));
    }

    @Override
    public Step<String> saveTo(String ccache, Credential credential, Facilities facilities) throws SspiException {
        return ((KerberosCredential) credential).savedTo(ccache);
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        return new KerberosInitiator.Start(
                (KerberosCredential) request.credential(), request, ContextFlags.wanted(request.flags()));
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        ContextFlags.checkPossible(request.flags());
        return new KerberosAcceptor.AwaitApReq((KerberosCredential) request.credential(), request);
    }

    @Override
    public Imported importContext(ImportRequest request) throws SspiException {
        var exported = Decoded.of(ExportedContext::decode, request.exported());
        try {
            checkPermitted(exported.type(), request.kerberos());
            var key = Decoded.key(exported.type(), exported.key());
            request.facilities().decisions().note(
                    Decision.About.KEY, "The context of {} was imported, with a key of type {}", exported.ticket().client(), key.type());
            var random = new Randomness(request.facilities().random());
            return new Imported(KerberosSession.imported(exported, key, random), !exported.acceptor());
        } finally {
            exported.wipe();
        }
    }

    private static void checkPermitted(EncryptionType type, KerberosConfig config) throws SspiException {
        if (!config.permittedEnctypes().contains(type.number())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "The imported context has a key of " + type + ", which " + config.origin() + " does not permit: "
                            + EnctypeChoice.remedy(type.number()));
        }
    }
}
