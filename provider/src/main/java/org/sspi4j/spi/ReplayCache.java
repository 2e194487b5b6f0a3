package org.sspi4j.spi;

import java.time.Instant;
import org.sspi4j.api.SspiException;

/** Remembers what was presented once, so that it is not accepted twice. */
public interface ReplayCache {
    /**
     * Remembers a digest, atomically: of any number of threads that present the same one, exactly one gets true.
     *
     * @param digest a collision-resistant digest of what was presented, at least 16 bytes
     * @param until how long it has to be remembered
     * @return false if it was presented before
     * @throws SspiException SEC_E_INSUFFICIENT_MEMORY if the bound on memory is reached by entries that must not be
     *     forgotten: what cannot be remembered must not be accepted
     */
    boolean firstSeen(byte[] digest, Instant now, Instant until) throws SspiException;
}
