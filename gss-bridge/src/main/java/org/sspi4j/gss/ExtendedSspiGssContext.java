package org.sspi4j.gss;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.GSSException;
import org.sspi4j.api.ContextAttribute;

/**
 * The context for callers that know the JDK's extensions. Apart from the other, since not every runtime has them: who calls the
 * makers needs this class only when it calls them, where a constructor's result would be looked at when the caller is verified.
 */
final class ExtendedSspiGssContext extends SspiGssContext implements ExtendedGSSContext {
    static SspiGssContext initiator(
            Settings settings, SspiGssName peer, Mechanism mechanism, Optional<SspiGssCredential> credential) {
        return new ExtendedSspiGssContext(settings, peer, mechanism, credential);
    }

    static SspiGssContext acceptor(Settings settings, Optional<SspiGssCredential> credential) {
        return new ExtendedSspiGssContext(settings, credential);
    }

    private ExtendedSspiGssContext(
            Settings settings, SspiGssName peer, Mechanism mechanism, Optional<SspiGssCredential> credential) {
        super(settings, peer, mechanism, credential);
    }

    private ExtendedSspiGssContext(Settings settings, Optional<SspiGssCredential> credential) {
        super(settings, credential);
    }

    /** The session key; anything else is UNAVAILABLE. */
    @Override
    @SuppressWarnings("deprecation")
    public Object inquireSecContext(InquireType type) throws GSSException {
        return switch (type) {
            case KRB5_GET_SESSION_KEY, KRB5_GET_SESSION_KEY_EX -> sessionKey();
            default -> {
                handle();
                throw GssStatus.UNAVAILABLE.saying(type + " is not offered");
            }
        };
    }

    /** The same as {@link #requestCredDeleg}, which follows the KDC's policy always. */
    @Override
    public void requestDelegPolicy(boolean state) throws GSSException {
        requestCredDeleg(state);
    }

    @Override
    public boolean getDelegPolicyState() {
        return getCredDelegState();
    }

    private EncryptionKey sessionKey() throws GSSException {
        var key = query(ContextAttribute.SESSION_KEY);
        try {
            return new EncryptionKey(key.key(), key.type());
        } finally {
            Arrays.fill(key.key(), (byte) 0);
        }
    }
}
