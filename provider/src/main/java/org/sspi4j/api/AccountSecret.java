package org.sspi4j.api;

import java.util.Objects;

/**
 * What an account store keeps to check its user's proofs with.
 *
 * @param kind what the bytes are
 * @param secret never empty: an account without a password lets nobody in
 */
public record AccountSecret(Kind kind, Secret secret) implements AutoCloseable {
    /** What a store can keep. */
    public enum Kind {
        /** NTOWFv1: MD4 of the password, 16 bytes. Whoever has it can log on as the user: it is as good as the password. */
        NT_HASH,
        /** The password itself, as {@link Secret#password} has it. */
        PASSWORD
    }

    private static final int NT_HASH_LENGTH = 16;

    /** @throws IllegalArgumentException for an empty secret, and for a hash of another length than 16 bytes or of nothing but zeros */
    public AccountSecret {
        Objects.requireNonNull(kind, "kind");
        if (secret.length() == 0) {
            throw new IllegalArgumentException("An account's secret is not empty: an account without one lets nobody in");
        }
        if (kind == Kind.NT_HASH && secret.length() != NT_HASH_LENGTH) {
            throw new IllegalArgumentException("An NT hash has 16 bytes, and this one has " + secret.length());
        }
        if (kind == Kind.NT_HASH && secret.isOfZeros()) {
            throw new IllegalArgumentException(
                    "An NT hash of zeros is no password's, but what stands where there is none: an account without one lets nobody in");
        }
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
