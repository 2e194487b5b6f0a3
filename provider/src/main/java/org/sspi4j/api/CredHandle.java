package org.sspi4j.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Subject;

/**
 * A credential: made by AcquireCredentialsHandle, used by many contexts, freed by {@link #close()}. Contexts made from it
 * keep what they need of it and live on. Safe for use by many threads.
 *
 * <p>Only this library implements it; another implementation is answered with SEC_E_INVALID_HANDLE.
 */
public interface CredHandle extends AutoCloseable {
    /** The package it belongs to. */
    PackageInfo packageInfo();

    /** What it may be used for. */
    CredentialUse use();

    /** Whose it is, as the package writes names; empty if it is not tied to one name. */
    Optional<String> name();

    /** When it ends; {@link Instant#MAX} if it never does, or if nobody was asked yet. */
    Instant expiry();

    /**
     * QueryCredentialsAttributes.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if closed; SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute;
     *     SEC_E_NO_CREDENTIALS if the package does, and this credential has no such thing
     */
    <T> T query(CredentialAttribute<T> attribute) throws SspiException;

    /**
     * SetCredentialsAttributes: for contexts that begin later.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if closed; SEC_E_UNSUPPORTED_FUNCTION if the package does not let this attribute
     *     be set
     */
    <T> void set(CredentialAttribute<T> attribute, T value) throws SspiException;

    /**
     * A handle of a package that wraps others, Negotiate, with nothing but what this one has, of Kerberos, IAKERB or NTLM, and for the
     * same use. Both are to be closed, in any order.
     *
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; SEC_E_UNKNOWN_CREDENTIALS for packages of which one does not wrap the other;
     *     SEC_E_INVALID_HANDLE if closed
     */
    CredHandle within(String packageName) throws SspiException;

    /**
     * Logs on now, instead of when the first context needs it: an initiator's credential gets its ticket.
     *
     * @throws SspiException SEC_E_LOGON_DENIED, SEC_E_NO_AUTHENTICATING_AUTHORITY, SEC_E_TIME_SKEW and what else an
     *     authority can answer; SEC_E_INVALID_HANDLE if closed
     */
    void logon() throws SspiException;

    /**
     * Has the ticket renewed now that was got by logging on, as {@code kinit -R} does: it must be renewable and hold still. A
     * credential from a cache puts the new one there. Nobody has to call this: whoever uses a ticket that is near its end renews
     * it in passing.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if there is no such ticket; what else an authority can answer;
     *     SEC_E_UNSUPPORTED_FUNCTION if the package knows no such thing; SEC_E_INVALID_HANDLE if closed
     */
    void renew() throws SspiException;

    /**
     * Makes a credential cache of the tickets, as {@code kinit} does: other programs find them there. What the cache held before
     * is lost.
     *
     * @param ccache its name as MIT krb5 writes it, such as {@code FILE:/tmp/krb5cc_0} or {@code KCM:}; see {@link Identity.Ccache}
     * @return the cache's own name, where {@code ccache} is that of a collection
     * @throws SspiException SEC_E_NO_CREDENTIALS if there are no tickets, {@link #logon()} comes first, or the cache cannot be
     *     written; SEC_E_UNSUPPORTED_FUNCTION if the package has no tickets; SEC_E_INVALID_HANDLE if closed
     */
    String saveTo(String ccache) throws SspiException;

    /**
     * Puts into a Subject what other libraries look for there: principals, and for Kerberos tickets and keys as
     * {@code javax.security.auth.kerberos} objects.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if closed
     */
    void publish(Subject subject) throws SspiException;

    /** What was decided when it was acquired and logged on, without secrets; closed too. */
    List<Decision> decisions();

    /**
     * LogonUser: logs on, and says who did. Whoever acts with this token finds these credentials when asking for the caller's own,
     * as long as the handle is open, and other libraries find {@link #publish what they look for} in its Subject. It takes no
     * privilege to act with it, since it was made from explicit credentials.
     *
     * @return of level Delegation
     * @throws SspiException as {@link #logon()}; SEC_E_NO_CREDENTIALS if the handle is not for outbound use, or was not acquired
     *     with an explicit password or keytab; SEC_E_UNSUPPORTED_FUNCTION if the package asks no authority
     */
    AccessToken accessToken() throws SspiException;

    /** FreeCredentialsHandle. Closing twice is fine. */
    @Override
    void close();
}
