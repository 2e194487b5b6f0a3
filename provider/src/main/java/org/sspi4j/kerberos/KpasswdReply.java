package org.sspi4j.kerberos;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.EncApRepPart;
import org.sspi4j.kerberos.message.EncKrbPrivPart;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KpasswdMessage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.KrbPriv;
import org.sspi4j.kerberos.message.MsgType;

/**
 * The check of a password server's reply: it could open the ticket for kadmin/changepw, answers this request, and its word stands
 * under the sub-key. Errors that anybody can send never make a success, and are not answered (CVE-2002-2443), not even with
 * the other version of the protocol: the new password would go out once more because a stranger said so.
 *
 * @spec RFC 3244 2
 */
record KpasswdReply(
        ServiceTicket ticket, Authenticator authenticator, ProtocolKey subkey, KerberosConfig config, Instant now) {
    KpasswdResult check(byte[] bytes) throws SspiException {
        // "Unlike change password version 1, the KRB-ERROR message will be sent back without any encapsulation."
        if (bytes.length > 0 && !KpasswdMessage.isFramed(bytes) && (bytes[0] & 0xFF) == (0x60 | MsgType.KRB_ERROR)) {
            throw failed(bytes);
        }
        var reply = Decoded.of(KpasswdMessage::decode, bytes);
        if (reply.ap().length == 0) {
            throw failed(reply.message());
        }
        return opened(reply);
    }

    private KpasswdResult opened(KpasswdMessage reply) throws SspiException {
        var apRep = apRep(Decoded.of(ApRep::decode, reply.ap()));
        var priv = Decoded.of(KrbPriv::decode, reply.message());
        byte[] plain = Decoded.opened(
                priv.encPart(), subkey, KeyUsage.KRB_PRIV_ENC_PART, SecurityStatus.SEC_E_MESSAGE_ALTERED,
                server() + " answers under another key than the one it was sent");
        var part = Decoded.of(EncKrbPrivPart::decode, plain);
        checkFresh(part, apRep);
        return Decoded.of(KpasswdResult::decode, part.userData());
    }

    private EncApRepPart apRep(ApRep reply) throws SspiException {
        byte[] plain = Decoded.opened(
                reply.encPart(), ticket.sessionKey(), KeyUsage.AP_REP_ENC_PART, SecurityStatus.SEC_E_MESSAGE_ALTERED,
                server() + " did not open the ticket for " + ticket.server());
        var part = Decoded.of(EncApRepPart::decode, plain);
        part.wipe();
        if (!part.ctime().equals(authenticator.ctime()) || part.cusec() != authenticator.cusec()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL, server() + " answers another request: its AP-REP is for another authenticator");
        }
        return part;
    }

    /**
     * RFC 4120 3.5: a sequence number or a time stamp. The key is of this request alone, so neither says much. Addresses say nothing
     * behind a NAT.
     */
    private void checkFresh(EncKrbPrivPart part, EncApRepPart apRep) throws SspiException {
        if (part.seqNumber().isPresent()) {
            boolean expected = apRep.seqNumber().isPresent()
                    && (int) part.seqNumber().getAsLong() == (int) apRep.seqNumber().getAsLong();
            if (!expected) {
                throw new SspiException(
                        SecurityStatus.SEC_E_OUT_OF_SEQUENCE, server() + " answers with another sequence number than its AP-REP has");
            }
            return;
        }
        var time = part.timestamp().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE, server() + " answers without a sequence number or a time stamp"));
        if (time.isBefore(now.minus(config.clockSkew())) || time.isAfter(now.plus(config.clockSkew()))) {
            throw KerberosStatus.skew("The time of the password server's answer", time, now, config.clockSkew());
        }
    }

    /** "request succeeds (This value is not allowed in a KRB-ERROR message)" */
    private SspiException failed(byte[] krbError) throws SspiException {
        var error = Decoded.of(KrbError::decode, krbError);
        if (error.eData().isPresent() && error.eData().get().length >= Short.BYTES) {
            var result = Decoded.of(KpasswdResult::decode, error.eData().get());
            if (!result.isSuccess()) {
                return result.failure(ticket.server().realm(), ticket.client().toString());
            }
        }
        return KerberosStatus.of(error, server(), "a new password of " + ticket.client(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private String server() {
        return "The password server of " + ticket.server().realm();
    }
}
