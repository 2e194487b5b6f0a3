package org.sspi4j.api;

import java.io.Serializable;
import java.security.Principal;
import java.util.Objects;

/**
 * An account by its name, as whoever proved it writes it: {@code alice@example.com}, {@code EXAMPLE\alice}, {@code alice}.
 *
 * @param name compared as it is, in case too
 */
public record AccountPrincipal(String name) implements Principal, Serializable {
    private static final long serialVersionUID = 1L;

    public AccountPrincipal {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String toString() {
        return OneLine.of(name);
    }
}
