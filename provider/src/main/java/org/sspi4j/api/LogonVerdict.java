package org.sspi4j.api;

import java.security.Principal;
import java.util.Objects;
import java.util.Set;

/**
 * What an authority says of a response that it found to be right.
 *
 * @param userName the name that contexts tell, as the authority writes it, such as {@code EXAMPLE\alice}
 * @param sessionBaseKey 16 bytes; belongs to whoever asked, who wipes it
 * @param principals what the user's Subject has, such as groups; an {@link AccountPrincipal} of the name need not be among them
 * @spec MS-NLMP 3.3.2 (SessionBaseKey); MS-NRPC 2.2.1.4.13 (UserSessionKey)
 */
public record LogonVerdict(String userName, Secret sessionBaseKey, Set<Principal> principals) implements AutoCloseable {
    private static final int KEY_LENGTH = 16;

    /**
     * @throws IllegalArgumentException for a key of another length than 16 bytes, and for one of zeros, which everybody knows: it is that of
     *     guests, whom nobody is to be taken for
     */
    public LogonVerdict {
        Objects.requireNonNull(userName, "userName");
        if (sessionBaseKey.length() != KEY_LENGTH) {
            throw new IllegalArgumentException("A session base key has 16 bytes, and this one has " + sessionBaseKey.length());
        }
        if (sessionBaseKey.isOfZeros()) {
            throw new IllegalArgumentException("A session base key of zeros is a guest's: whose response is not right is to be refused");
        }
        principals = Set.copyOf(principals);
    }

    /** Wipes the key. */
    @Override
    public void close() {
        sessionBaseKey.close();
    }
}
