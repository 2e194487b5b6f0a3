package org.sspi4j.api;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Says which account a client certificate stands for. Called once for each context of a server that asked for a certificate
 * (MUTUAL_AUTH) and was given one that its roots vouch for; it may take its time, as for asking a directory.
 *
 * <p>Whoever can have a certificate with a certain name issued is the account of that name, if names count: a directory's
 * identifiers do not have this weakness. {@code org.sspi4j.account.CertificateMappings} has both kinds, the weak ones by names
 * that say so.
 */
@FunctionalInterface
public interface CertificateMapper {
    /**
     * @param path how the certificate was verified: the client's first, then each one's issuer, and last the one that the credential
     *     trusts, which may be the client's itself. What else the client sent is not in it. Where a session is resumed it was verified anew
     * @return whom the server may act as; empty if the certificate stands for nobody that this mapper knows
     * @throws SspiException SEC_E_MULTIPLE_ACCOUNTS if it stands for several; any other refuses the client
     */
    Optional<AccessToken> map(List<X509Certificate> path) throws SspiException;
}
