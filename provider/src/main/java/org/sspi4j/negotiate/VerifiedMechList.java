package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Negotiable;
import org.sspi4j.spi.Session;

/**
 * The peer has signed the very list of mechanisms that this side knows: nobody has taken one out on the way.
 *
 * @spec RFC 4178 5
 */
final class VerifiedMechList {
    private VerifiedMechList() {}

    /**
     * @return empty if there was no signature
     * @throws SspiException SEC_E_MESSAGE_ALTERED
     */
    static Optional<VerifiedMechList> check(Session session, MechTypeList mechTypes, Optional<byte[]> mechListMIC)
            throws SspiException {
        if (mechListMIC.isEmpty()) {
            return Optional.empty();
        }
        negotiable(session).verifyMechList(mechTypes.wire(), mechListMIC.get());
        return Optional.of(new VerifiedMechList());
    }

    /** Whether the mechanism wants the lists compared where RFC 4178 could do without. */
    static boolean isInsistedOn(Session session) {
        return session instanceof Negotiable negotiable && negotiable.insistsOnMechListMic();
    }

    static byte[] sign(Session session, MechTypeList mechTypes) throws SspiException {
        return negotiable(session).signMechList(mechTypes.wire());
    }

    /** "If the mechanism selected by the negotiation does not support integrity protection, then no mechlistMIC token is used." */
    private static Negotiable negotiable(Session session) throws SspiException {
        if (session instanceof Negotiable negotiable && session.flags().contains(ContextFlag.INTEGRITY)) {
            return negotiable;
        }
        throw new SspiException(
                SecurityStatus.SEC_E_DOWNGRADE_DETECTED,
                "The mechanism was not the preferred one, and its context signs nothing: that nobody took a better one out of the list"
                        + " cannot be shown. Ask for INTEGRITY on both sides (in SASL for auth-int or auth-conf), or for this mechanism alone");
    }

    /** The peer has signed nothing where it must. */
    static SspiException missing(String whose) {
        return new SspiException(
                SecurityStatus.SEC_E_DOWNGRADE_DETECTED,
                whose + " mechListMIC is missing: that nobody took a mechanism out of the list on the way cannot be shown");
    }
}
