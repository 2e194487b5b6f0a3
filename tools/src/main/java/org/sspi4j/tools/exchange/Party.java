package org.sspi4j.tools.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/**
 * Who takes part in an exchange, and as what.
 *
 * @param target the service; empty if none is named, and for an acceptor
 * @param identity whose credentials; empty for the caller's own
 * @param config empty for the machine's
 */
record Party(
        String packageName,
        Role role,
        String target,
        Set<ContextFlag> flags,
        Optional<ChannelBindings> channelBindings,
        Optional<Identity> identity,
        Optional<KerberosConfig> config) {
    /** The side of the handshake. */
    enum Role {
        initiator(CredentialUse.OUTBOUND),
        acceptor(CredentialUse.INBOUND);

        private final CredentialUse use;

        Role(CredentialUse use) {
            this.use = use;
        }
    }

    CredHandle acquire() throws SspiException {
        var whose = identity.orElse(null);
        return config.isPresent()
                ? Sspi.acquireCredentialsHandle(packageName, role.use, whose, config.get())
                : Sspi.acquireCredentialsHandle(packageName, role.use, whose);
    }

    /** @param context null on the first leg */
    ContextResult step(CredHandle credential, CtxtHandle context, List<SecBuffer> input) throws SspiException {
        return role == Role.initiator
                ? Sspi.initializeSecurityContext(credential, context, target, flags, input)
                : Sspi.acceptSecurityContext(credential, context, flags, input);
    }
}
