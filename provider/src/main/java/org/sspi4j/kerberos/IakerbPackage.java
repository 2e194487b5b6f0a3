package org.sspi4j.kerberos;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.spi.Imported;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/**
 * The security package IAKERB: Kerberos for clients that can reach their server and no KDC. Credentials are those of Kerberos, and so is
 * a context once it is established.
 *
 * @spec draft-ietf-kitten-iakerb-03
 */
public final class IakerbPackage implements SecurityPackage {
    private static final KerberosPackage KERBEROS = new KerberosPackage();

    static final PackageInfo INFO = new PackageInfo(
            "IAKERB",
            "Kerberos V5 by way of the server",
            capabilities(),
            1,
            KerberosPackage.INFO.rpcId(),
            KerberosPackage.MAX_TOKEN,
            List.of("1.3.6.1.5.2.5"));

    private static EnumSet<PackageCapability> capabilities() {
        var capabilities = EnumSet.copyOf(KerberosPackage.INFO.capabilities());
        capabilities.remove(PackageCapability.LOGON);
        return capabilities;
    }

    @Override
    public PackageInfo info() {
        return INFO;
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        if (request.use().isInbound() && request.kerberos().iakerbRealms().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "A server of IAKERB passes on what strangers ask of KDCs, so it has to be told of which realms:"
                            + " KerberosConfigBuilder.iakerbRealms names them");
        }
        return KERBEROS.acquire(request);
    }

    @Override
    public boolean asksForKeys() {
        return true;
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        return new IakerbInitiator.Start(
                (KerberosCredential) request.credential(), request, ContextFlags.wanted(request.flags()));
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        ContextFlags.checkPossible(request.flags());
        return new IakerbAcceptor.AwaitRequest(
                (KerberosCredential) request.credential(), request, Conversation.IAKERB, Optional.empty());
    }

    @Override
    public Imported importContext(ImportRequest request) throws SspiException {
        return KERBEROS.importContext(request);
    }
}
