package org.sspi4j.kerberos;

import java.util.Set;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.kerberos.message.GssChecksum;

/**
 * The access token of a verified client.
 *
 * @spec RFC 4757 7.1 (GSS_C_IDENTIFY_FLAG)
 */
final class ClientToken {
    private static final String ANONYMOUS = "ANONYMOUS LOGON";

    private ClientToken() {}

    static AccessToken of(VerifiedTicket ticket, VerifiedClient client, Set<ContextFlag> acceptorAsks) {
        if (ticket.isAnonymous()) {
            return AccessToken.of(ANONYMOUS, ImpersonationLevel.ANONYMOUS, Set.of());
        }
        boolean identify = client.asksFor(GssChecksum.IDENTIFY) || acceptorAsks.contains(ContextFlag.IDENTIFY);
        var name = client.name().toString();
        return AccessToken.of(
                name,
                identify ? ImpersonationLevel.IDENTIFICATION : ImpersonationLevel.IMPERSONATION,
                Set.of(new KerberosPrincipal(name)));
    }
}
