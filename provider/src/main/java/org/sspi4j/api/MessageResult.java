package org.sspi4j.api;

/**
 * What VerifySignature or DecryptMessage found. A signature that fails is not among it: that is thrown.
 *
 * @param status SEC_E_OK, or what leaves the context alive: SEC_E_INCOMPLETE_MESSAGE, SEC_I_RENEGOTIATE,
 *     SEC_I_CONTEXT_EXPIRED
 * @param qop pfQOP: {@link Qop#WRAP_NO_ENCRYPT} if the message was signed and not encrypted
 * @param sequence where the message stands among those received
 * @param missing with SEC_E_INCOMPLETE_MESSAGE, how many bytes are missing at least; else 0
 */
public record MessageResult(SecurityStatus status, int qop, Sequence sequence, int missing) {
    /** Where a message stands among those received. */
    public enum Sequence {
        IN_ORDER,
        /** Seen before. */
        DUPLICATE,
        /** Too old to tell whether it was seen before. */
        OLD,
        /** Later ones were received already. */
        UNSEQUENCED,
        /** Earlier ones are missing. */
        GAP
    }

    /** A message that was encrypted and in order: one object for all of them. */
    public static final MessageResult SEALED =
            new MessageResult(SecurityStatus.SEC_E_OK, Qop.DEFAULT, Sequence.IN_ORDER, 0);
    /** A message that was signed and in order: one object for all of them. */
    public static final MessageResult SIGNED =
            new MessageResult(SecurityStatus.SEC_E_OK, Qop.WRAP_NO_ENCRYPT, Sequence.IN_ORDER, 0);
}
