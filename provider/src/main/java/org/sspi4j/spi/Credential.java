package org.sspi4j.spi;

import java.time.Instant;
import java.util.Optional;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.SecurityStatus;
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

    /**
     * QueryCredentialsAttributes. By default the package has none.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for an attribute that it does not know; SEC_E_NO_CREDENTIALS for one that this
     *     credential has no answer to
     */
    default <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This security package does not know " + attribute);
    }

    /**
     * SetCredentialsAttributes: for contexts that begin later. By default the package lets none be set.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION
     */
    default <T> void set(CredentialAttribute<T> attribute, T value) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This security package does not let " + attribute + " be set");
    }

    /** Adds what other libraries look for in a Subject. Nothing, for most packages. */
    default void publish(Subject subject) throws SspiException {}

    /** Wipes its secrets. */
    @Override
    void close();
}
