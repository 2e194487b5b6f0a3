package org.sspi4j.http;

import java.security.Principal;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.GroupPrincipal;
import org.sspi4j.api.OneLine;

/**
 * Who sent a request, proven by it. To act as the user: {@code Sspi.callAs(principal.token(), action)}, or
 * {@code Subject.doAs(principal.token().subject(), action)} for libraries that look at a Subject.
 *
 * @param name as the package writes it: {@code alice@EXAMPLE.COM}, {@code EXAMPLE\alice}; without the realm or domain where the server
 *     is told so
 * @param packageName the security package that has proven it: {@code Kerberos} or {@code NTLM}
 * @param flags what was granted to the context
 * @param expiry when the proof ends: that of the ticket
 * @param token under the full name
 * @param decisions how it was proven
 */
public record SspiPrincipal(
        String name, String packageName, Set<ContextFlag> flags, Instant expiry, AccessToken token, List<Decision> decisions)
        implements Principal {
    public SspiPrincipal {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(packageName, "packageName");
        flags = Set.copyOf(flags);
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(token, "token");
        decisions = List.copyOf(decisions);
    }

    @Override
    public String getName() {
        return name;
    }

    /** The groups that the user is a member of, as the account's authority writes them. */
    public Set<String> groups() {
        var groups = new LinkedHashSet<String>();
        token.subject().getPrincipals(GroupPrincipal.class).forEach(group -> groups.add(group.name()));
        return groups;
    }

    @Override
    public String toString() {
        return OneLine.of(name);
    }
}
