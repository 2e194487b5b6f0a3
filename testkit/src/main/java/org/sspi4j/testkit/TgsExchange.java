package org.sspi4j.testkit;

import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumHandler;
import org.apache.kerby.kerberos.kerb.server.KdcContext;
import org.apache.kerby.kerberos.kerb.server.request.TgsRequest;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.base.CheckSum;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaData;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;

/**
 * Kerby's TGS exchange, put right where clients depend on it: there the authenticator's subkey is ignored, its checksum may be missing,
 * a ticket of this very second may be "not yet valid", and the clock cannot be set.
 *
 * @spec RFC 4120 3.3
 */
final class TgsExchange extends TgsRequest {
    private final RealmPolicy policy;
    private Proven proven;

    /** What the presented ticket and its authenticator prove. */
    private record Proven(EncTicketPart tgt, EncryptionKey replyKey, KeyUsage replyUsage) {}

    TgsExchange(TgsReq request, KdcContext context, RealmPolicy policy) {
        super(request, context);
        this.policy = policy;
    }

    /** The session key's type depends on the server: {@link TicketPolicy} chooses it. */
    @Override
    protected void checkEncryptionType() {}

    @Override
    protected void preauth() throws KrbException {
        PaData padata = getKdcReq().getPaData();
        PaDataEntry apReq = padata == null ? null : padata.findEntry(PaDataType.TGS_REQ);
        if (apReq == null) {
            throw new KrbException(KrbErrorCode.KDC_ERR_PADATA_TYPE_NOSUPP);
        }
        verifyAuthenticator(apReq);
    }

    /** @spec RFC 4120 3.3.2 */
    @Override
    public void verifyAuthenticator(PaDataEntry entry) throws KrbException {
        ApReq apReq = KrbCodec.decode(entry.getPaDataValue(), ApReq.class);
        EncTicketPart tgt = decrypt(apReq.getTicket());
        EncryptionKey sessionKey = tgt.getKey();
        Authenticator authenticator = EncryptionUtil.unseal(
                apReq.getEncryptedAuthenticator(), sessionKey, KeyUsage.TGS_REQ_AUTH, Authenticator.class);
        if (!authenticator.getCname().getNameStrings().equals(tgt.getCname().getNameStrings())
                || !authenticator.getCrealm().equals(tgt.getCrealm())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_BADMATCH);
        }
        if (!policy.withinSkew(authenticator.getCtime())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_SKEW);
        }
        checkValidity(tgt);
        checkBody(authenticator.getCksum(), sessionKey);
        EncryptionKey subkey = authenticator.getSubKey();
        proven = subkey == null
                ? new Proven(tgt, sessionKey, KeyUsage.TGS_REP_ENCPART_SESSKEY)
                : new Proven(tgt, subkey, KeyUsage.TGS_REP_ENCPART_SUBKEY);
        setTgtSessionKey(sessionKey);
        tgt.getCname().setRealm(tgt.getCrealm());
        setClientEntry(getEntry(tgt.getCname().getName()));
    }

    @Override
    protected void issueTicket() throws KrbException {
        setTicket(TicketPolicy.derived(this, policy, proven.tgt()).issueTicket());
    }

    @Override
    protected void makeReply() throws KrbException {
        super.makeReply();
        var reply = (TgsRep) getReply();
        EncKdcRepPart part = reply.getEncPart();
        EncryptedData sealed = EncryptionUtil.seal(part, proven.replyKey(), proven.replyUsage());
        reply.setEncryptedEncPart(sealed);
    }

    private EncTicketPart decrypt(Ticket ticket) throws KrbException {
        var components = ticket.getSname().getNameStrings();
        if (!ticket.getRealm().equals(policy.realm())
                || !components.equals(getTgsPrincipal().getNameStrings())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_NOT_US);
        }
        EncryptedData sealed = ticket.getEncryptedEncPart();
        EncryptionKey key = getTgsEntry().getKey(sealed.getEType());
        if (key == null || (sealed.getKvno() > 0 && sealed.getKvno() != key.getKvno())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_BADKEYVER);
        }
        return EncryptionUtil.unseal(sealed, key, KeyUsage.KDC_REP_TICKET, EncTicketPart.class);
    }

    private void checkValidity(EncTicketPart tgt) throws KrbException {
        KerberosTime start = tgt.getStartTime() == null ? tgt.getAuthTime() : tgt.getStartTime();
        if (start.greaterThan(policy.now())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_TKT_NYV);
        }
        if (!tgt.getEndTime().greaterThan(policy.now())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_TKT_EXPIRED);
        }
    }

    private void checkBody(CheckSum checksum, EncryptionKey sessionKey) throws KrbException {
        // 3.3.2: "If the checksum is not keyed or not collision-proof, the KRB_AP_ERR_INAPP_CKSUM error is returned".
        if (checksum == null || !CheckSumHandler.getCheckSumHandler(checksum.getCksumtype()).isSafe()) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_INAPP_CKSUM);
        }
        byte[] body = KrbCodec.encode(getKdcReq().getReqBody());
        if (!CheckSumHandler.verifyWithKey(checksum, body, sessionKey.getKeyData(), KeyUsage.TGS_REQ_AUTH_CKSUM)) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_MODIFIED);
        }
    }
}
