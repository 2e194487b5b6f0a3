package org.sspi4j.spi;

import java.time.Instant;
import java.util.Optional;
import javax.security.auth.Subject;
import org.sspi4j.api.SspiException;

/**
 * What a package keeps for a credential handle. Used by many contexts and threads at once. The engine closes it when the
 * handle and every context made from it are closed.
 */
public interface Credential extends AutoCloseable {
    /** Whose it is; empty if it is not tied to one name. */
    Optional<String> name();

    /**
     * Whether it is the credential of this principal, in whichever form the package takes names.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if that is no name
     */
    default boolean isOf(String principal) throws SspiException {
        return name().map(principal::equals).orElse(false);
    }

    /** When it ends; {@link Instant#MAX} if it never does or nobody was asked yet. */
    Instant expiry();

    /**
     * Whether an authority has found that its secrets are those of {@link #name()}: who holds it may then act as that user.
     * False for what only a peer can find out.
     */
    default boolean isProven() {
        return false;
    }

    /** Adds what other libraries look for in a Subject. Nothing, for most packages. */
    default void publish(Subject subject) throws SspiException {}

    /** Wipes its secrets. */
    @Override
    void close();
}
