package org.sspi4j.sasl;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import org.sspi4j.api.SspiException;

/**
 * Clients of GSSAPI, GSS-SPNEGO, GS2-KRB5, GS2-KRB5-PLUS and NTLM. Where a mechanism cannot do what the properties demand, it is
 * declined: null, so that the next provider is asked.
 */
public final class SspiSaslClientFactory implements SaslClientFactory {
    /** For the provider, and for who asks no provider. */
    public SspiSaslClientFactory() {}

    /**
     * @param authorizationId whom to act as; null or empty for the client itself. NTLM and GSS-SPNEGO cannot say it, and are declined
     * @param properties may be null; see {@link SspiSasl} for those of this library's own
     * @param handler tells name and password, and the realm, if there are no other credentials; may be null
     * @throws SaslException for properties that make no sense, and if there are no credentials
     */
    @Override
    public SaslClient createSaslClient(
            String[] mechanisms,
            String authorizationId,
            String protocol,
            String serverName,
            Map<String, ?> properties,
            CallbackHandler handler)
            throws SaslException {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(serverName, "serverName");
        try {
            var asked = SaslProperties.of(properties);
            var identity = AuthorizationId.asked(authorizationId);
            for (var name : mechanisms) {
                var mechanism = Mechanism.of(name).filter(each -> each.fitsClient(asked, identity));
                if (mechanism.isPresent() && !SaslProperties.hasForeignCredentials(properties)) {
                    return client(mechanism.get(), identity, protocol + "/" + serverName, asked, handler);
                }
            }
            return null;
        } catch (SspiException e) {
            throw new SaslException(e.getMessage(), e);
        }
    }

    private static SaslClient client(
            Mechanism mechanism, String authorizationId, String target, SaslProperties asked, CallbackHandler handler)
            throws SspiException {
        var credential = ChosenCredential.ofClient(mechanism, asked, Optional.ofNullable(handler));
        var side = ClientSide.of(mechanism, asked, authorizationId, credential, target);
        return new SspiSaslClient(new Negotiation(mechanism, side.opening(), side.start()));
    }

    /** Those that promise what the policies among the properties demand, see {@link Sasl#POLICY_NOACTIVE} and the like. */
    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
        return Mechanism.names(properties);
    }
}
