package org.sspi4j.api;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What initialize, accept or complete came to, where the context lives on.
 *
 * @param status SEC_E_OK, SEC_I_CONTINUE_NEEDED, SEC_I_COMPLETE_NEEDED, SEC_I_COMPLETE_AND_CONTINUE,
 *     SEC_I_INCOMPLETE_CREDENTIALS or SEC_E_INCOMPLETE_MESSAGE
 * @param context the context to go on with; the same object in each leg
 * @param token what to send to the peer; send it if it is not empty, whatever the status
 * @param flags what was granted, known with SEC_E_OK and empty before
 * @param expiry when the context ends, known with SEC_E_OK and {@link Instant#MAX} before
 * @param missing with SEC_E_INCOMPLETE_MESSAGE a hint at how many bytes are missing; else 0
 * @param extra how many bytes at the end of the input were not consumed
 * @param issuers with SEC_I_INCOMPLETE_CREDENTIALS the DER names of the authorities that the peer trusts; else empty
 */
public record ContextResult(
        SecurityStatus status,
        CtxtHandle context,
        byte[] token,
        Set<ContextFlag> flags,
        Instant expiry,
        int missing,
        int extra,
        List<byte[]> issuers) {
    /** Whether the context is established. */
    public boolean isComplete() {
        return status == SecurityStatus.SEC_E_OK;
    }
}
