package org.sspi4j.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.identity.backend.BackendConfig;
import org.apache.kerby.kerberos.kerb.server.KdcConfig;
import org.apache.kerby.kerberos.kerb.server.KdcContext;
import org.apache.kerby.kerberos.kerb.server.KdcRecoverableException;
import org.apache.kerby.kerberos.kerb.server.KdcSetting;
import org.apache.kerby.kerberos.kerb.server.preauth.PreauthContext;
import org.apache.kerby.kerberos.kerb.server.preauth.PreauthHandler;
import org.apache.kerby.kerberos.kerb.server.request.KdcRequest;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.KrbMessage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReq;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Request bytes in, reply bytes out: a ticket or a KRB-ERROR, never an exception. Kerby's KdcHandler, with the exchanges of this package.
 */
final class KdcService {
    private static final Logger LOG = LoggerFactory.getLogger(KdcService.class);

    private final RealmPolicy policy;
    private final KdcContext context;

    KdcService(RealmPolicy policy, Principals principals) {
        this.policy = policy;
        this.context = new KdcContext(new KdcSetting(configuration(policy), new BackendConfig()));
        context.setIdentityService(principals.backend());
        context.setPreauthHandler(new PreauthHandler() {
            @Override
            public PreauthContext preparePreauthContext(KdcRequest request) {
                return new PreauthContext();
            }
        });
    }

    byte[] reply(byte[] request, InetAddress client) {
        try {
            return KrbCodec.encode(decodeAndAnswer(request, client));
        } catch (KrbException | RuntimeException e) {
            // What the client sent comes back in an error, and may be too strange to be written.
            LOG.warn("A reply cannot be encoded", e);
            return error(KrbErrorCode.KRB_ERR_GENERIC);
        }
    }

    /** A KRB-ERROR that belongs to no request in particular. */
    byte[] error(KrbErrorCode code) {
        try {
            return KrbCodec.encode(filled(new KrbError(), code, ticketGrantingService()));
        } catch (KrbException e) {
            throw new IllegalStateException("a KRB-ERROR cannot be encoded", e);
        }
    }

    private KrbMessage decodeAndAnswer(byte[] request, InetAddress client) {
        try {
            KrbMessage message = KrbCodec.decodeMessage(ByteBuffer.wrap(request));
            if (message instanceof KdcReq kdcReq) {
                return answer(kdcReq, client);
            }
        } catch (IOException | RuntimeException e) {
            // Kerby's decoder lets fields be missing that are not OPTIONAL: a NullPointerException is its way to say so.
            LOG.warn("Not a Kerberos message", e);
        }
        return filled(new KrbError(), KrbErrorCode.KRB_AP_ERR_MSG_TYPE, ticketGrantingService());
    }

    private KrbMessage answer(KdcReq request, InetAddress client) {
        var body = request.getReqBody();
        try {
            if (!policy.realm().equals(body.getRealm())) {
                throw new KrbException(KrbErrorCode.WRONG_REALM);
            }
            KdcRequest exchange = request instanceof AsReq asReq
                    ? new AsExchange(asReq, context, policy)
                    : new TgsExchange((TgsReq) request, context, policy);
            exchange.setClientAddress(client);
            exchange.process();
            return exchange.getReply();
        } catch (KdcRecoverableException e) {
            return filled(e.getKrbError(), e.getKrbError().getErrorCode(), body.getSname());
        } catch (KrbException e) {
            LOG.info("Refused", e);
            KrbErrorCode code = e.getKrbErrorCode();
            return filled(new KrbError(), code == null ? KrbErrorCode.KRB_ERR_GENERIC : code, body.getSname());
        } catch (RuntimeException e) {
            LOG.warn("Failed", e);
            return filled(new KrbError(), KrbErrorCode.KRB_ERR_GENERIC, body.getSname());
        }
    }

    /** @spec RFC 4120 5.9.1 */
    private KrbError filled(KrbError error, KrbErrorCode code, PrincipalName sname) {
        error.setStime(policy.now());
        error.setSusec(policy.clock().instant().getNano() / 1000);
        error.setErrorCode(code);
        error.setRealm(policy.realm());
        error.setSname(sname == null ? ticketGrantingService() : sname);
        error.setEtext(code.getMessage());
        return error;
    }

    private PrincipalName ticketGrantingService() {
        return new PrincipalName("krbtgt/" + policy.realm(), NameType.NT_SRV_INST);
    }

    private static KdcConfig configuration(RealmPolicy policy) {
        return new KdcConfig() {
            @Override
            public String getKdcRealm() {
                return policy.realm();
            }
        };
    }
}
