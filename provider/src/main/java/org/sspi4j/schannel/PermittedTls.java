package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SchannelSettings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * What a credential lets its contexts speak: TLS 1.2 and 1.3, older versions only where SCHANNEL_CRED names them.
 *
 * @param byDefault for contexts of whose application protocols no entry of TLS_PARAMETERS speaks
 * @param byProtocol the other entries, with their alpnIds
 */
record PermittedTls(TlsLimits byDefault, List<ForProtocols> byProtocol) {
    private static final Set<TlsVersion> MODERN = EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

    record ForProtocols(List<String> alpnIds, TlsLimits limits) {}

    static PermittedTls of(boolean client, SchannelSettings settings) throws SspiException {
        return settings instanceof SchannelCred cred ? of(client, cred) : of(client, (SchCredentials) settings);
    }

    private static PermittedTls of(boolean client, SchannelCred cred) throws SspiException {
        var named = SchannelCredential.versions(client, cred.enabledProtocols());
        if (named.isEmpty() && !cred.enabledProtocols().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "grbitEnabledProtocols names none of this side: a " + (client ? "client" : "server") + " takes SP_PROT_..."
                            + (client ? "_CLIENT" : "_SERVER"));
        }
        var versions = named.isEmpty() ? EnumSet.of(TlsVersion.TLS_1_2) : named;
        return new PermittedTls(new TlsLimits(versions, PermittedSuites.of(cred, versions)), List.of());
    }

    private static PermittedTls of(boolean client, SchCredentials credentials) throws SspiException {
        var byDefault = limits(client, new TlsParameters(List.of(), Set.of(), List.of(), false));
        var byProtocol = new ArrayList<ForProtocols>();
        for (var entry : credentials.tlsParameters()) {
            if (entry.alpnIds().isEmpty()) {
                byDefault = limits(client, entry);
            } else if (client) {
                byProtocol.add(new ForProtocols(entry.alpnIds(), limits(true, entry)));
            } else {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                        "A server's TLS_PARAMETERS for some application protocols only are not offered: the version is settled before the"
                                + " protocol is. Use a credential for each");
            }
        }
        return new PermittedTls(byDefault, List.copyOf(byProtocol));
    }

    private static TlsLimits limits(boolean client, TlsParameters parameters) throws SspiException {
        var versions = EnumSet.copyOf(MODERN);
        versions.removeAll(SchannelCredential.versions(client, Set.copyOf(parameters.disabledProtocols())));
        if (versions.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "TLS_PARAMETERS disables TLS 1.2 and 1.3: nothing is left. Older versions take a SCHANNEL_CRED that names them");
        }
        return new TlsLimits(versions, PermittedSuites.without(parameters.disabledCrypto(), versions));
    }

    /** For a context that offers these application protocols. */
    TlsLimits limits(List<byte[]> applicationProtocols) {
        for (var entry : byProtocol) {
            for (var protocol : applicationProtocols) {
                if (entry.alpnIds().contains(new String(protocol, UTF_8))) {
                    return entry.limits();
                }
            }
        }
        return byDefault;
    }
}
