package org.sspi4j.ntlm;

import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Rc4Stream;

/**
 * Signs and seals the messages of one direction. What is to be sealed the message says itself: a message without sealed segments is
 * only signed. For one thread at a time.
 *
 * @spec MS-NLMP 3.4
 */
interface Protection {
    /**
     * Seals the message where it lies and writes its signature into {@link MessageScratch#signature}.
     *
     * @param messageSeqNo of a datagram; not looked at else
     * @throws SspiException SEC_E_OUT_OF_SEQUENCE for a datagram whose number is not above all before; SEC_E_CONTEXT_EXPIRED after
     *     2^32 messages. Nothing was done then
     */
    void protect(MessageScratch scratch, int messageSeqNo) throws SspiException;

    /**
     * Opens the message where it lies and checks it against the signature received, which is in {@link MessageScratch#signature}.
     * A message that is refused counts for nothing: the next one is still the next one, and what was decrypted is zero.
     *
     * @throws SspiException SEC_E_OUT_OF_SEQUENCE, SEC_E_MESSAGE_ALTERED; SEC_E_CONTEXT_EXPIRED after 2^32 messages
     */
    void open(MessageScratch scratch, int messageSeqNo) throws SspiException;

    /** Copies where the key stream is. */
    void save(Rc4Stream to);

    /** Puts the key stream back to where it was; the sequence number stays. */
    void restore(Rc4Stream from);

    void wipe();
}
