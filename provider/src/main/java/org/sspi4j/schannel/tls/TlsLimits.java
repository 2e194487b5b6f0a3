package org.sspi4j.schannel.tls;

import java.util.Set;
import java.util.function.Predicate;

/**
 * What may be spoken.
 *
 * @param versions not empty
 * @param cipherSuites by names such as {@code TLS_AES_256_GCM_SHA384}; what the backend does without is left out all the same
 */
public record TlsLimits(Set<TlsVersion> versions, Predicate<String> cipherSuites) {
    public TlsLimits {
        versions = Set.copyOf(versions);
    }
}
