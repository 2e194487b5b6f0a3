package org.sspi4j.spi;

import org.sspi4j.api.SspiException;

/**
 * How a session behaves inside Negotiate. A mechanism's quirks live with the mechanism: a session that has some implements
 * this beside {@link Session}.
 *
 * @spec RFC 4178 5; MS-SPNG 3.2.5.1
 */
public interface Negotiable {
    /** Whether a mechListMIC has to be exchanged even where RFC 4178 could do without. */
    boolean insistsOnMechListMic();

    /** Signs the mechanism list, leaving the session as Negotiate's first application message expects it. */
    byte[] signMechList(byte[] mechTypeList) throws SspiException;

    /**
     * Checks the peer's signature over the mechanism list.
     *
     * @throws SspiException SEC_E_MESSAGE_ALTERED
     */
    void verifyMechList(byte[] mechTypeList, byte[] mechListMic) throws SspiException;
}
