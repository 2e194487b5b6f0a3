package org.sspi4j.spi;

import java.time.Instant;
import org.sspi4j.api.SspiException;

/** Remembers what was presented once, so that it is not accepted twice. */
public interface ReplayCache {
    /**
     * Remembers a digest, atomically: of any number of threads that present the same one, exactly one gets true.
     *
     * @param digest a collision-resistant digest of what was presented, at least 16 bytes
     * @param time the time that the digested thing itself carries: always the same for the same digest
     * @param until how long it has to be remembered by whoever presents it; others may have other clocks and limits
     * @return false if it was presented before
     * @throws SspiException SEC_E_INSUFFICIENT_MEMORY if the bound on memory is reached by entries that must not be
     *     forgotten: what cannot be remembered must not be accepted
     */
    boolean firstSeen(byte[] digest, Instant time, Instant now, Instant until) throws SspiException;
}
