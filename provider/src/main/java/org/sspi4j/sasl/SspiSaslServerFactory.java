package org.sspi4j.sasl;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.sspi4j.api.SspiException;

/**
 * Servers of GSSAPI, GSS-SPNEGO, GS2-KRB5, GS2-KRB5-PLUS and NTLM. Where a mechanism cannot do what the properties demand, it is
 * declined: null, so that the next provider is asked.
 */
public final class SspiSaslServerFactory implements SaslServerFactory {
    /** For the provider, and for who asks no provider. */
    public SspiSaslServerFactory() {}

    /**
     * @param protocol the service that clients have to name, such as {@code ldap}
     * @param serverName the host that they have to name; null for any
     * @param properties may be null; see {@link SspiSasl} for those of this library's own
     * @param handler says in an AuthorizeCallback who may act as whom, and for NTLM knows the users' passwords, see
     *     {@link org.sspi4j.account.CallbackAccounts}. With null clients act as themselves, and the users of NTLM are those of the
     *     account file
     * @throws SaslException for properties that make no sense, and if there are no credentials
     */
    @Override
    public SaslServer createSaslServer(
            String mechanism, String protocol, String serverName, Map<String, ?> properties, CallbackHandler handler)
            throws SaslException {
        Objects.requireNonNull(protocol, "protocol");
        try {
            var asked = SaslProperties.of(properties);
            var fitting = Mechanism.of(mechanism).filter(each -> each.fits(asked));
            return fitting.isEmpty() || SaslProperties.hasForeignCredentials(properties)
                    ? null
                    : server(fitting.get(), protocol, Optional.ofNullable(serverName), asked, Optional.ofNullable(handler));
        } catch (SspiException e) {
            throw new SaslException(e.getMessage(), e);
        }
    }

    private static SaslServer server(
            Mechanism mechanism, String protocol, Optional<String> serverName, SaslProperties asked, Optional<CallbackHandler> handler)
            throws SspiException {
        var credential = ChosenCredential.ofServer(mechanism, asked, handler, serverName.map(host -> protocol + "/" + host));
        var side = new ServerSide(mechanism, asked, protocol, serverName, handler, Opening.acceptor(credential));
        return new SspiSaslServer(new Negotiation(mechanism, side.opening(), side.start()));
    }

    /** Those that promise what the policies among the properties demand, see {@link Sasl#POLICY_NOACTIVE} and the like. */
    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
        return Mechanism.names(properties);
    }
}
