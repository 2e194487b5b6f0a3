package org.sspi4j.sasl;

import java.util.Optional;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SspiException;

/**
 * What {@link javax.security.sasl.Sasl#CREDENTIALS} can be beside a {@link CredHandle}: something that has one for each of several
 * packages, as a GSSCredential of this library's {@code GSSManager} has.
 */
@FunctionalInterface
public interface SaslCredentials {
    /**
     * The handle that a mechanism is to use. It is not closed.
     *
     * @param packageName whose contexts the mechanism makes
     * @param use INBOUND or OUTBOUND
     * @return empty if there is none for it
     */
    Optional<CredHandle> handle(String packageName, CredentialUse use) throws SspiException;
}
