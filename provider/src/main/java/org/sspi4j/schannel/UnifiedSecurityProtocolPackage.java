package org.sspi4j.schannel;

import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/** Schannel once more under UNISP_NAME, which most programs for Windows ask for. */
public final class UnifiedSecurityProtocolPackage implements SecurityPackage {
    private static final PackageInfo INFO = new PackageInfo(
            "Microsoft Unified Security Protocol Provider",
            SchannelPackage.INFO.comment(),
            SchannelPackage.INFO.capabilities(),
            SchannelPackage.INFO.version(),
            SchannelPackage.INFO.rpcId(),
            SchannelPackage.INFO.maxToken(),
            SchannelPackage.INFO.oids());

    private final SchannelPackage schannel = new SchannelPackage();

    @Override
    public PackageInfo info() {
        return INFO;
    }

    @Override
    public Optional<Identity> ofProcess(CredentialUse use) {
        return schannel.ofProcess(use);
    }

    @Override
    public boolean readsKerberosConfig() {
        return false;
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        return schannel.acquire(request);
    }

    @Override
    public void emptyCache(Optional<String> target) {
        schannel.emptyCache(target);
    }

    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        return schannel.initiate(request);
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        return schannel.accept(request);
    }
}
