package org.sspi4j.testkit;

import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.server.KdcContext;
import org.apache.kerby.kerberos.kerb.server.KdcRecoverableException;
import org.apache.kerby.kerberos.kerb.server.request.AsRequest;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EtypeInfo2;
import org.apache.kerby.kerberos.kerb.type.base.EtypeInfo2Entry;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.MethodData;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaData;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.pa.PaEncTsEnc;

/**
 * Kerby's AS exchange, put right where clients depend on it: any PA-DATA at all counts there as pre-authentication, the client is told
 * neither its salt nor that a timestamp is wanted, and a wrong password or clock has the wrong error code.
 *
 * @spec RFC 4120 3.1
 */
final class AsExchange extends AsRequest {
    private final RealmPolicy policy;

    AsExchange(AsReq request, KdcContext context, RealmPolicy policy) {
        super(request, context);
        this.policy = policy;
    }

    /** The session key's type depends on the server: {@link TicketPolicy} chooses it. */
    @Override
    protected void checkEncryptionType() {}

    @Override
    protected void checkClient() throws KrbException {
        super.checkClient();
        if (getClientKey() == null) {
            throw new KrbException(KrbErrorCode.KDC_ERR_ETYPE_NOSUPP);
        }
    }

    @Override
    protected void preauth() throws KrbException {
        PaData padata = getKdcReq().getPaData();
        PaDataEntry proof = padata == null ? null : padata.findEntry(PaDataType.ENC_TIMESTAMP);
        if (proof != null) {
            check(KrbCodec.decode(proof.getPaDataValue(), EncryptedData.class));
            setPreAuthenticated(true);
        } else if (policy.preAuthentication()) {
            throw preAuthenticationRequired();
        }
    }

    @Override
    protected void issueTicket() throws KrbException {
        setTicket(TicketPolicy.initial(this, policy).issueTicket());
    }

    @Override
    protected void makeReply() throws KrbException {
        super.makeReply();
        // 3.1.3: the client needs the salt of the key that the reply is encrypted with.
        var padata = new PaData();
        padata.addElement(etypeInfo2(getClientKey()));
        ((AsRep) getReply()).setPaData(padata);
    }

    /** @spec RFC 4120 5.2.7.2 */
    private void check(EncryptedData proof) throws KrbException {
        EncryptionKey key = getClientKey(proof.getEType());
        if (key == null) {
            throw new KrbException(KrbErrorCode.KDC_ERR_ETYPE_NOSUPP);
        }
        PaEncTsEnc timestamp;
        try {
            timestamp = EncryptionUtil.unseal(proof, key, KeyUsage.AS_REQ_PA_ENC_TS, PaEncTsEnc.class);
        } catch (KrbException e) {
            throw new KrbException(KrbErrorCode.KDC_ERR_PREAUTH_FAILED, e);
        }
        if (!policy.withinSkew(timestamp.getPaTimestamp())) {
            throw new KrbException(KrbErrorCode.KRB_AP_ERR_SKEW);
        }
    }

    private KrbException preAuthenticationRequired() throws KrbException {
        var methods = new MethodData();
        methods.add(new PaDataEntry(PaDataType.ENC_TIMESTAMP, new byte[0]));
        var keys = getKdcReq().getReqBody().getEtypes().stream().map(getClientEntry()::getKey).filter(k -> k != null);
        methods.add(etypeInfo2(keys.toArray(EncryptionKey[]::new)));
        var error = new KrbError();
        error.setErrorCode(KrbErrorCode.KDC_ERR_PREAUTH_REQUIRED);
        error.setEdata(KrbCodec.encode(methods));
        return new KdcRecoverableException(error);
    }

    private PaDataEntry etypeInfo2(EncryptionKey... keys) throws KrbException {
        var info = new EtypeInfo2();
        for (EncryptionKey key : keys) {
            var entry = new EtypeInfo2Entry();
            entry.setEtype(key.getKeyType());
            entry.setSalt(PrincipalName.makeSalt(getClientEntry().getPrincipal()));
            info.add(entry);
        }
        return new PaDataEntry(PaDataType.ETYPE_INFO2, KrbCodec.encode(info));
    }
}
