package org.sspi4j.api;

import java.io.Serializable;
import java.security.Principal;
import java.util.Objects;

/**
 * A group that an account is a member of, as whoever knows the account writes it. A type of its own, so that no group's name is taken
 * for an account's.
 *
 * @param name compared as it is, in case too
 */
public record GroupPrincipal(String name) implements Principal, Serializable {
    private static final long serialVersionUID = 1L;

    public GroupPrincipal {
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
