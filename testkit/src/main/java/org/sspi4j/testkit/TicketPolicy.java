package org.sspi4j.testkit;

import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.server.request.KdcRequest;
import org.apache.kerby.kerberos.kerb.server.request.TicketIssuer;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.HostAddresses;
import org.apache.kerby.kerberos.kerb.type.base.TransitedEncoding;
import org.apache.kerby.kerberos.kerb.type.base.TransitedEncodingType;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOption;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOptions;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlag;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlags;

/**
 * What a ticket says. Kerby's own issuer calls every ticket initial, lets a service ticket outlive its TGT, grants no forwarded and no
 * renewed TGT, and fails when server and realm have no encryption type in common.
 *
 * @spec RFC 4120 3.1.3, 3.3.3
 */
final class TicketPolicy extends TicketIssuer {
    /** Kerby has no S4U2proxy, no user-to-user and no postdated tickets: it would answer with an ordinary one. */
    private static final KdcOption[] REFUSED = {
        KdcOption.CNAME_IN_ADDL_TKT, KdcOption.ENC_TKT_IN_SKEY, KdcOption.POSTDATED, KdcOption.VALIDATE
    };
    private static final KdcOption[] ONLY_WITH_A_TGT = {KdcOption.FORWARDED, KdcOption.PROXY, KdcOption.RENEW};

    private final RealmPolicy policy;
    private final Optional<EncTicketPart> presented;
    private final KdcReqBody body;
    private final KdcOptions options;
    private final TicketFlags flags = new TicketFlags();
    private final EncTicketPart part = new EncTicketPart();

    private TicketPolicy(KdcRequest request, RealmPolicy policy, Optional<EncTicketPart> presented) {
        super(request);
        this.policy = policy;
        this.presented = presented;
        this.body = request.getKdcReq().getReqBody();
        this.options = body.getKdcOptions();
    }

    static TicketPolicy initial(KdcRequest request, RealmPolicy policy) {
        return new TicketPolicy(request, policy, Optional.empty());
    }

    static TicketPolicy derived(KdcRequest request, RealmPolicy policy, EncTicketPart tgt) {
        return new TicketPolicy(request, policy, Optional.of(tgt));
    }

    @Override
    public EncTicketPart makeEncTicketPart() throws KrbException {
        refuse(REFUSED);
        part.setFlags(flags);
        part.setKey(EncryptionHandler.random2Key(sessionEncryptionType()));
        part.setTransited(notTransited());
        if (presented.isPresent()) {
            derive(presented.get());
        } else {
            begin();
        }
        return part;
    }

    /** The server's strongest key: whether the client could use it does not matter. */
    @Override
    protected EncryptionKey getTicketEncryptionKey() {
        return Principals.keys(getKdcRequest().getServerEntry()).get(0);
    }

    private void begin() throws KrbException {
        refuse(ONLY_WITH_A_TGT);
        KerberosTime now = policy.now();
        flags.setFlag(TicketFlag.INITIAL);
        flags.setFlag(TicketFlag.PRE_AUTH, getKdcRequest().isPreAuthenticated());
        flags.setFlag(TicketFlag.FORWARDABLE, options.isFlagSet(KdcOption.FORWARDABLE));
        flags.setFlag(TicketFlag.PROXIABLE, options.isFlagSet(KdcOption.PROXIABLE));
        part.setCname(body.getCname());
        part.setCrealm(policy.realm());
        part.setAuthTime(now);
        lasts(now, earlier(till(), now.extend(policy.ticketLifetime().toMillis())));
        renewableUntil(now.extend(policy.renewableLifetime().toMillis()));
        addresses(body.getAddresses());
    }

    private void derive(EncTicketPart tgt) throws KrbException {
        KerberosTime now = policy.now();
        flags.setFlag(TicketFlag.PRE_AUTH, tgt.getFlags().isFlagSet(TicketFlag.PRE_AUTH));
        flags.setFlag(TicketFlag.FORWARDED, tgt.getFlags().isFlagSet(TicketFlag.FORWARDED));
        inherit(tgt, KdcOption.FORWARDABLE, TicketFlag.FORWARDABLE, TicketFlag.FORWARDABLE);
        inherit(tgt, KdcOption.PROXIABLE, TicketFlag.PROXIABLE, TicketFlag.PROXIABLE);
        inherit(tgt, KdcOption.FORWARDED, TicketFlag.FORWARDABLE, TicketFlag.FORWARDED);
        inherit(tgt, KdcOption.PROXY, TicketFlag.PROXIABLE, TicketFlag.PROXY);
        part.setCname(tgt.getCname());
        part.setCrealm(tgt.getCrealm());
        part.setAuthTime(tgt.getAuthTime());
        part.setAuthorizationData(tgt.getAuthorizationData());
        boolean readdressed = options.isFlagSet(KdcOption.FORWARDED) || options.isFlagSet(KdcOption.PROXY);
        addresses(readdressed ? body.getAddresses() : tgt.getClientAddresses());
        if (options.isFlagSet(KdcOption.RENEW)) {
            renew(tgt, now);
        } else {
            lasts(now, earlier(till(), earlier(tgt.getEndTime(), now.extend(policy.ticketLifetime().toMillis()))));
            if (tgt.getFlags().isFlagSet(TicketFlag.RENEWABLE)) {
                renewableUntil(tgt.getRenewtill());
            }
        }
    }

    private void renew(EncTicketPart tgt, KerberosTime now) throws KrbException {
        if (!tgt.getFlags().isFlagSet(TicketFlag.RENEWABLE)) {
            throw new KrbException(KrbErrorCode.KDC_ERR_BADOPTION);
        }
        KerberosTime start = tgt.getStartTime() == null ? tgt.getAuthTime() : tgt.getStartTime();
        long life = tgt.getEndTime().getTime() - start.getTime();
        lasts(now, earlier(tgt.getRenewtill(), now.extend(life)));
        flags.setFlag(TicketFlag.RENEWABLE);
        part.setRenewtill(tgt.getRenewtill());
    }

    /** @throws KrbException if the TGT does not have the flag that allows the option */
    private void inherit(EncTicketPart tgt, KdcOption option, TicketFlag needed, TicketFlag granted) throws KrbException {
        if (options.isFlagSet(option)) {
            if (!tgt.getFlags().isFlagSet(needed)) {
                throw new KrbException(KrbErrorCode.KDC_ERR_BADOPTION);
            }
            flags.setFlag(granted);
        }
    }

    private void lasts(KerberosTime start, KerberosTime end) throws KrbException {
        if (body.getFrom() != null && body.getFrom().greaterThan(start) && !policy.withinSkew(body.getFrom())) {
            throw new KrbException(KrbErrorCode.KDC_ERR_CANNOT_POSTDATE);
        }
        if (!end.greaterThan(start)) {
            throw new KrbException(KrbErrorCode.KDC_ERR_NEVER_VALID);
        }
        part.setStartTime(start);
        part.setEndTime(end);
    }

    private void renewableUntil(KerberosTime latest) {
        boolean tooShort = options.isFlagSet(KdcOption.RENEWABLE_OK) && till().greaterThan(part.getEndTime());
        if (options.isFlagSet(KdcOption.RENEWABLE) || tooShort) {
            KerberosTime asked = tooShort && !options.isFlagSet(KdcOption.RENEWABLE) ? till() : orLatest(body.getRtime());
            flags.setFlag(TicketFlag.RENEWABLE);
            part.setRenewtill(earlier(asked, latest));
        }
    }

    private void addresses(HostAddresses addresses) {
        if (addresses != null && !addresses.isEmpty()) {
            part.setClientAddresses(addresses);
        }
    }

    private void refuse(KdcOption... refused) throws KrbException {
        for (KdcOption option : refused) {
            if (options.isFlagSet(option)) {
                throw new KrbException(KrbErrorCode.KDC_ERR_BADOPTION);
            }
        }
    }

    private EncryptionType sessionEncryptionType() throws KrbException {
        var serverKeys = getKdcRequest().getServerEntry().getKeys();
        return body.getEtypes().stream()
                .filter(serverKeys::containsKey)
                .findFirst()
                .orElseThrow(() -> new KrbException(KrbErrorCode.KDC_ERR_ETYPE_NOSUPP));
    }

    private KerberosTime till() {
        return orLatest(body.getTill());
    }

    /** 5.4.1: the epoch means "as long as possible". */
    private static KerberosTime orLatest(KerberosTime time) {
        return time == null || time.getTime() == 0 ? KerberosTime.NEVER : time;
    }

    private static KerberosTime earlier(KerberosTime a, KerberosTime b) {
        return a.lessThan(b) ? a : b;
    }

    private static TransitedEncoding notTransited() {
        var transited = new TransitedEncoding();
        transited.setTrType(TransitedEncodingType.DOMAIN_X500_COMPRESS);
        transited.setContents(new byte[0]);
        return transited;
    }
}
