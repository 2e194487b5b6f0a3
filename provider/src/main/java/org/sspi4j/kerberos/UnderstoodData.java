package org.sspi4j.kerberos;

import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.AdType;
import org.sspi4j.kerberos.message.AuthorizationData;

/**
 * Authorization data of a ticket or an authenticator, as a server has to take it: what it does not know may be a restriction.
 *
 * @spec RFC 4120 1.5.1
 * @spec RFC 4120 5.2.6
 */
final class UnderstoodData {
    private UnderstoodData() {}

    /**
     * RFC 4120 1.5.1: "If an unknown authorization data element type is received by a server other than the ticket-granting
     * service either in an AP-REQ or in a ticket contained in an AP-REQ, then authentication MUST fail."
     */
    static void check(String whose, Optional<AuthorizationData> data) throws SspiException {
        if (data.isEmpty()) {
            return;
        }
        for (var entry : data.get().entries()) {
            if (!restrictsNothingHere(entry.adType())) {
                throw new SspiException(
                        SecurityStatus.SEC_E_LOGON_DENIED,
                        whose + " may be restricted by " + AdType.name(entry.adType())
                                + ", which is not understood here and not marked as optional (AD-IF-RELEVANT)");
            }
        }
    }

    private static boolean restrictsNothingHere(int adType) {
        return switch (adType) {
            // Optional by their definition, for KDCs, or statements in favour of the client.
            case AdType.AD_IF_RELEVANT, AdType.AD_KDC_ISSUED, AdType.AD_MANDATORY_FOR_KDC, AdType.AD_WIN2K_PAC -> true;
            case AdType.AD_ETYPE_NEGOTIATION, AdType.AD_AP_OPTIONS -> true;
            // MS-KILE 3.2.5.8: Windows puts these there bare; they are about processes of the client's own machine.
            case AdType.AD_LOCAL, AdType.AD_TOKEN_RESTRICTIONS, AdType.AD_TARGET_PRINCIPAL -> true;
            default -> false;
        };
    }

    /** The data of this type, bare or marked as optional. */
    static Optional<byte[]> find(int adType, Optional<AuthorizationData> data) throws SspiException {
        if (data.isEmpty()) {
            return Optional.empty();
        }
        for (var entry : data.get().entries()) {
            if (entry.adType() == adType) {
                return Optional.of(entry.adData());
            }
            if (entry.adType() == AdType.AD_IF_RELEVANT) {
                var found = Decoded.of(AuthorizationData::decode, entry.adData()).find(adType);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
