package org.sspi4j.api;

import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * Who a client is, proven by an acceptor: its name, its principals, and how far the server may go with them. It outlives the
 * context that made it.
 *
 * @param userName the client's name as the package writes it; {@code ANONYMOUS LOGON} if it has none
 * @param level how far the server may go
 * @param subject the client for libraries that look at a Subject: read-only, without credentials unless some were delegated
 */
public record AccessToken(String userName, ImpersonationLevel level, Subject subject) {
    public AccessToken {
        Objects.requireNonNull(userName, "userName");
        Objects.requireNonNull(level, "level");
        if (!subject.isReadOnly()) {
            throw new IllegalArgumentException("A token's Subject is read-only");
        }
    }

    /** A token whose Subject has these principals and no credentials. */
    public static AccessToken of(String userName, ImpersonationLevel level, Set<? extends Principal> principals) {
        return new AccessToken(userName, level, new Subject(true, principals, Set.of(), Set.of()));
    }

    /** Name, level and principals. */
    @Override
    public String toString() {
        return userName + " (" + level + ") " + List.copyOf(subject.getPrincipals());
    }
}
