package org.sspi4j.ntlm;

import java.security.Principal;
import java.util.HashSet;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.ImpersonationLevel;

/** The access token of a proven client, made when somebody asks for it: most servers look at the name only. */
final class ClientToken {
    private static final String ANONYMOUS = "ANONYMOUS LOGON";

    private final String userName;
    private final ImpersonationLevel level;
    private final Set<Principal> principals;
    private AccessToken token;

    private ClientToken(String userName, ImpersonationLevel level, Set<Principal> principals) {
        this.userName = userName;
        this.level = level;
        this.principals = principals;
    }

    static ClientToken anonymous() {
        return new ClientToken(ANONYMOUS, ImpersonationLevel.ANONYMOUS, Set.of());
    }

    /** @param principals what the store or the authority says that the user is, beside the name */
    static ClientToken of(String userName, boolean identify, Set<Principal> principals) {
        return new ClientToken(
                userName, identify ? ImpersonationLevel.IDENTIFICATION : ImpersonationLevel.IMPERSONATION, principals);
    }

    String userName() {
        return userName;
    }

    /** The same object each time. */
    synchronized AccessToken token() {
        if (token == null) {
            var all = new HashSet<>(principals);
            if (level != ImpersonationLevel.ANONYMOUS) {
                all.add(new AccountPrincipal(userName));
            }
            token = AccessToken.of(userName, level, all);
        }
        return token;
    }
}
