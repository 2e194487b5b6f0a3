package org.sspi4j.api;

import java.security.Principal;
import java.util.Objects;
import java.util.Set;

/**
 * A user as an account store knows it.
 *
 * @param userName the name that contexts tell, as the store writes it, such as {@code EXAMPLE\alice}; the case of what a client wrote
 *     does not count
 * @param secret belongs to whoever asked, who wipes it: a store gives away a copy
 * @param principals what the user's Subject has, such as groups; an {@link AccountPrincipal} of the name need not be among them
 */
public record StoredAccount(String userName, AccountSecret secret, Set<Principal> principals) implements AutoCloseable {
    public StoredAccount {
        Objects.requireNonNull(userName, "userName");
        Objects.requireNonNull(secret, "secret");
        principals = Set.copyOf(principals);
    }

    /**
     * An account without groups.
     *
     * @param ntHash 16 bytes; copied, and the caller's
     * @throws IllegalArgumentException for a hash of another length
     */
    public static StoredAccount ofNtHash(String userName, byte[] ntHash) {
        return new StoredAccount(userName, new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key(ntHash)), Set.of());
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
