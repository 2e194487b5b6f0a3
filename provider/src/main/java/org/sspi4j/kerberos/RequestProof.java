package org.sspi4j.kerberos;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.EncKdcRepPart;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.wire.DecodeException;

/**
 * The KDC's checksum of the AS-REQ as it received it, which stands in the encrypted part of its reply.
 *
 * @spec RFC 6806 11
 */
final class RequestProof {
    private RequestProof() {}

    /**
     * @return whether the KDC shows it; older ones do not
     * @throws SspiException SEC_E_MESSAGE_ALTERED if the request was changed on its way, or the KDC says that it shows it and does not
     */
    static boolean check(EncKdcRepPart part, AsReq request, ProtocolKey key, String kdc) throws SspiException {
        var value = part.encryptedPaData().flatMap(data -> data.find(PaType.PA_REQ_ENC_PA_REP));
        if (value.isEmpty()) {
            if ((part.flags() & TicketFlags.ENC_PA_REP) != 0) {
                throw altered(kdc + " sets ENC-PA-REP and leaves out its checksum of the request");
            }
            return false;
        }
        var checksum = Decoded.of(Checksum::decode, value.get());
        byte[] sent = request.wire();
        try {
            key.verify(KeyUsage.AS_REQ, sent, 0, sent.length, checksum.cksumtype(), checksum.checksum());
            return true;
        } catch (DecodeException | IntegrityException e) {
            throw altered(kdc + " received another request than the one that was sent: its checksum of it differs");
        }
    }

    private static SspiException altered(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_MESSAGE_ALTERED, sentence);
    }
}
