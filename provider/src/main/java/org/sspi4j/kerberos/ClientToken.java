package org.sspi4j.kerberos;

import java.util.Set;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.kerberos.message.Principal;

/**
 * The access token of a verified client, made when somebody asks for it: most servers look at the name only.
 *
 * @spec RFC 4757 7.1 (GSS_C_IDENTIFY_FLAG)
 */
final class ClientToken {
    private static final String ANONYMOUS = "ANONYMOUS LOGON";

    private final Principal client;
    private final ImpersonationLevel level;
    private AccessToken token;

    private ClientToken(Principal client, ImpersonationLevel level) {
        this.client = client;
        this.level = level;
    }

    /** @param granted what the context was granted */
    static ClientToken of(VerifiedTicket ticket, Set<ContextFlag> granted) {
        if (ticket.isAnonymous()) {
            return new ClientToken(ticket.client(), ImpersonationLevel.ANONYMOUS);
        }
        boolean identify = granted.contains(ContextFlag.IDENTIFY);
        return new ClientToken(
                ticket.client(), identify ? ImpersonationLevel.IDENTIFICATION : ImpersonationLevel.IMPERSONATION);
    }

    /** The token of a client that another process verified. */
    static ClientToken of(Principal client, ImpersonationLevel level) {
        return new ClientToken(client, level);
    }

    ImpersonationLevel level() {
        return level;
    }

    String userName() {
        return level == ImpersonationLevel.ANONYMOUS ? ANONYMOUS : client.toString();
    }

    /** The same object each time. */
    synchronized AccessToken token() {
        if (token == null) {
            token = AccessToken.of(
                    userName(), level, level == ImpersonationLevel.ANONYMOUS ? Set.of() : principals(client.toString()));
        }
        return token;
    }

    /**
     * None for a name that the JDK's class cannot hold, or would hold as another one: it drops the backslash that tells
     * {@code alice\/admin}, one part, from {@code alice/admin}, two.
     */
    private static Set<KerberosPrincipal> principals(String name) {
        try {
            var principal = new KerberosPrincipal(name);
            return principal.getName().equals(name) ? Set.of(principal) : Set.of();
        } catch (IllegalArgumentException e) {
            return Set.of();
        }
    }
}
