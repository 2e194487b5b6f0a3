package org.sspi4j.spi;

import java.time.Instant;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A security package: a protocol that makes contexts. Stateless, and without I/O: what it needs from the world it asks for
 * in a {@link Step}. Found by {@link java.util.ServiceLoader}.
 */
public interface SecurityPackage {
    /** What it is and can do. The same in every call. */
    PackageInfo info();

    /**
     * AcquireCredentialsHandle: resolves an identity and checks its shape. It may read files; it never asks an authority, so
     * that a wrong password surfaces at the first context or in {@link #logon}.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS for a kind of identity that it does not know; SEC_E_NO_CREDENTIALS;
     *     SEC_E_NOT_OWNER; SEC_E_UNSUPPORTED_FUNCTION for a use it does not offer
     */
    Step<Credential> acquire(CredentialRequest request) throws SspiException;

    /**
     * What null pAuthData stands for where the calling thread acts as nobody.
     *
     * @return empty for the default credential cache, or for inbound use the default keytab
     */
    default Optional<Identity> ofProcess(CredentialUse use) {
        return Optional.empty();
    }

    /**
     * A credential of this package, for packages that wrap others, that has nothing but one of another package's. That stays with whom
     * it is with: it is open for as long as this one is, and not closed with it. By default the package wraps none.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if it does not wrap that package
     */
    default Credential around(SecurityPackage wrapped, Credential credential, CredentialUse use) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                info().name() + " has no use for credentials of " + wrapped.info().name());
    }

    /** Whether it has to do with Kerberos: else a machine's krb5.conf is not read for it, and cannot be in its way. */
    default boolean readsKerberosConfig() {
        return true;
    }

    /** Whether {@link #acquire} knows {@link org.sspi4j.api.Identity.GetKey}; else a function that is given is passed over. */
    default boolean asksForKeys() {
        return false;
    }

    /**
     * AddCredentials: one more beside those that a credential has, for the contexts made from then on. By default the package does
     * not offer it.
     *
     * @param packageName for which package, for packages that wrap others
     * @return when what was added ends
     * @throws SspiException as {@link #acquire}; what the credential had before stays as it was then
     */
    default Step<Instant> addCredentials(Credential credential, String packageName, CredentialRequest request)
            throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info().name() + " takes no credentials beside those that were acquired");
    }

    /**
     * Logs a credential on now. A package whose credentials can only be proven to a peer has nothing to do.
     *
     * @return when what was obtained ends
     */
    default Step<Instant> logon(Credential credential, Facilities facilities) throws SspiException {
        return Step.of(credential.expiry());
    }

    /**
     * ChangeAccountPassword: what the authority says to it, for the user; mostly nothing.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for a package without accounts of its own; SEC_E_LOGON_DENIED if the old
     *     password is wrong or the new one is refused, see {@link SspiException#subStatus()}
     */
    default Step<String> changePassword(PasswordChange change) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "The package " + info().name() + " does not change passwords");
    }

    /** Has what was obtained by logging on renewed now. */
    default Step<Instant> renew(Credential credential, Facilities facilities) throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info().name() + " has nothing to renew");
    }

    /**
     * Makes a credential cache of the tickets that a credential has.
     *
     * @return the cache's own name, where {@code ccache} is that of a collection
     */
    default Step<String> saveTo(String ccache, Credential credential, Facilities facilities) throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info().name() + " has no tickets to save");
    }

    /**
     * SslEmptyCache: has no connection to a server go on with a session of before. Nothing, for most packages.
     *
     * @param target as it was passed to InitializeSecurityContext; empty for all
     */
    default void emptyCache(Optional<String> target) {}

    /** The first state of an initiator. Nothing happens before its {@link Handshake#next} is called. */
    Handshake initiate(ContextRequest request) throws SspiException;

    /** The first state of an acceptor. */
    Handshake accept(ContextRequest request) throws SspiException;

    /**
     * ImportSecurityContext: the session that {@link Session#export} gave away. By default the package does not offer it.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN for bytes that no export made; SEC_E_UNSUPPORTED_FUNCTION
     */
    default Imported importContext(ImportRequest request) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info().name() + " does not offer ImportSecurityContext");
    }
}
