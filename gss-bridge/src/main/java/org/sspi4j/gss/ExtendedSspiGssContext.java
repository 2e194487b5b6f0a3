package org.sspi4j.gss;

import com.sun.security.jgss.AuthorizationDataEntry;
import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.GSSException;
import org.sspi4j.api.ContextAttribute;

/** The context for callers that know the JDK's extensions; see {@link Extension}. */
final class ExtendedSspiGssContext extends SspiGssContext implements ExtendedGSSContext {
    /** KerberosTime, RFC 4120 5.2.3. */
    private static final DateTimeFormatter KERBEROS_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    static SspiGssContext opening(Opening opening) {
        return new ExtendedSspiGssContext(opening);
    }

    static SspiGssContext established(EstablishedContext established) {
        return new ExtendedSspiGssContext(established);
    }

    private ExtendedSspiGssContext(Opening opening) {
        super(opening);
    }

    private ExtendedSspiGssContext(EstablishedContext established) {
        super(established);
    }

    /**
     * The session key, an {@link EncryptionKey}; the flags of the ticket, as many booleans; when the client proved who it is, as
     * KerberosTime; to an acceptor the ticket's authorization data. UNAVAILABLE for a mechanism that has no such thing, and for
     * the KRB-CRED, since no credentials are forwarded yet.
     */
    @Override
    @SuppressWarnings("deprecation")
    public Object inquireSecContext(InquireType type) throws GSSException {
        return switch (type) {
            case KRB5_GET_SESSION_KEY, KRB5_GET_SESSION_KEY_EX -> sessionKey();
            case KRB5_GET_TKT_FLAGS -> ticketFlags();
            case KRB5_GET_AUTHTIME -> KERBEROS_TIME.format(ticket().authTime());
            case KRB5_GET_AUTHZ_DATA -> authorizationData();
            default -> {
                handle();
                throw GssStatus.UNAVAILABLE.saying(type + " is not offered: no credentials are forwarded");
            }
        };
    }

    @Override
    public void requestDelegPolicy(boolean state) throws GSSException {
        requestDelegationByPolicy(state);
    }

    /** What was asked for until the context is established, then whether the client's credentials are delegated for it. */
    @Override
    public boolean getDelegPolicyState() {
        return hasDelegationByPolicy();
    }

    private EncryptionKey sessionKey() throws GSSException {
        var key = query(ContextAttribute.SESSION_KEY);
        try {
            return new EncryptionKey(key.key(), key.type());
        } finally {
            Arrays.fill(key.key(), (byte) 0);
        }
    }

    private ContextAttribute.Ticket ticket() throws GSSException {
        return query(ContextAttribute.TICKET);
    }

    private boolean[] ticketFlags() throws GSSException {
        int bits = ticket().flags();
        var flags = new boolean[Integer.SIZE];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = bits << i < 0;
        }
        return flags;
    }

    private AuthorizationDataEntry[] authorizationData() throws GSSException {
        var ticket = ticket();
        if (isInitiator()) {
            throw GssStatus.UNAVAILABLE.saying("An initiator cannot read the authorization data of its ticket");
        }
        return ticket.authorizationData().stream()
                .map(element -> new AuthorizationDataEntry(element.type(), element.data()))
                .toArray(AuthorizationDataEntry[]::new);
    }
}
