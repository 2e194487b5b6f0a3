package org.sspi4j.ntlm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/**
 * The security package NTLM.
 *
 * @spec MS-NLMP 3
 */
public final class NtlmPackage implements SecurityPackage {
    static final PackageInfo INFO = new PackageInfo(
            "NTLM",
            "NTLM Security Package",
            EnumSet.of(
                    PackageCapability.INTEGRITY,
                    PackageCapability.PRIVACY,
                    PackageCapability.TOKEN_ONLY,
                    PackageCapability.CONNECTION,
                    PackageCapability.MULTI_REQUIRED,
                    PackageCapability.IMPERSONATION,
                    PackageCapability.ACCEPT_WIN32_NAME,
                    PackageCapability.NEGOTIABLE),
            1,
            10,
            NtlmMessage.MAX_TOKEN,
            List.of("1.3.6.1.4.1.311.2.2.10"));

    @Override
    public PackageInfo info() {
        return INFO;
    }

    @Override
    public boolean readsKerberosConfig() {
        return false;
    }

    /** A server with the account file of its user. A client has nobody to be. */
    @Override
    public Optional<Identity> ofProcess(CredentialUse use) {
        return Optional.of(NtlmCred.builder().build());
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        return Step.of(new CredentialSource(request).acquire());
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        return NtlmInitiator.begin((NtlmCredential) request.credential(), request);
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        return new NtlmAcceptor.AwaitNegotiate((NtlmCredential) request.credential(), request);
    }
}
