package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.callback.CallbackHandler;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;

/**
 * A server: {@code Start -> AwaitContextToken* -> done}, with GSSAPI {@code -> AwaitEmpty? -> AwaitLayerChoice -> done}.
 *
 * @param protocol the service that clients have to name, such as {@code ldap}
 * @param serverName the host that they have to name; empty for any
 * @param handler says who may act as whom
 * @spec RFC 4752 3.2
 * @spec RFC 5801 4
 */
record ServerSide(
        Mechanism mechanism,
        SaslProperties properties,
        String protocol,
        Optional<String> serverName,
        Optional<CallbackHandler> handler,
        Opening opening) {
    Exchange start() {
        return response -> response.length == 0 ? new Exchange.Reply(response, this::onFirst) : onFirst(response);
    }

    private Exchange.Turn onFirst(byte[] response) throws SspiException {
        if (!mechanism.isGs2()) {
            return onContextToken(response, properties.bindings(), "");
        }
        var header = Gs2Header.decode(response);
        header.check(mechanism, properties.bindings());
        var inner = Arrays.copyOfRange(response, header.wire().length, response.length);
        return onContextToken(
                InitialContextToken.framed(inner), Optional.of(header.bindings(properties.bindings())), header.authorizationId());
    }

    private Exchange.Turn onContextToken(byte[] token, Optional<ChannelBindings> bindings, String asked) throws SspiException {
        var result = opening.next(token, bindings);
        if (!result.isComplete()) {
            return new Exchange.Reply(result.token(), response -> onContextToken(response, bindings, asked));
        }
        var client = client(result.flags());
        return switch (mechanism) {
            case GSSAPI -> result.token().length == 0
                    ? offer(client)
                    : new Exchange.Reply(result.token(), response -> onEmpty(response, client));
            case GSS_SPNEGO -> Exchange.Done.of(result.token(), ofFlags(client));
            case GS2_KRB5, GS2_KRB5_PLUS, NTLM -> Exchange.Done.of(
                    result.token(), established(client, QualityOfProtection.AUTH, Optional.empty(), asked));
        };
    }

    /** @throws SspiException SEC_E_LOGON_DENIED for nobody in particular; SEC_E_WRONG_PRINCIPAL for who wanted to reach somebody else */
    private ProvenClient client(Set<ContextFlag> granted) throws SspiException {
        if (granted.contains(ContextFlag.NULL_SESSION)) {
            throw new SspiException(SEC_E_LOGON_DENIED, "The client is anonymous, for which SASL has a mechanism of its own");
        }
        var client = ProvenClient.of(opening.context(), granted);
        if (!client.service().isEmpty() && !isOurs(client.service())) {
            throw new SspiException(
                    SEC_E_WRONG_PRINCIPAL, "The client wanted to reach " + client.service() + ", and this is "
                            + protocol + serverName.map("/"::concat).orElse(""));
        }
        return client;
    }

    private boolean isOurs(String named) {
        var ours = ProvenClient.lower(protocol + "/" + serverName.orElse(""));
        return serverName.isPresent() ? named.equals(ours) || named.startsWith(ours + "/") : named.startsWith(ours);
    }

    private Established ofFlags(ProvenClient client) throws SspiException {
        var qop = QualityOfProtection.of(client.granted());
        if (!properties.qop().contains(qop)) {
            throw new SspiException(
                    SEC_E_QOP_NOT_SUPPORTED, "The client wants the security layer " + qop.text() + ", and allowed is " + properties.qop());
        }
        return established(client, qop, ClientSide.layerOfFlags(opening, properties, qop), "");
    }

    /** The client has had the context's last token, and only makes room for the offer. */
    private Exchange.Turn onEmpty(byte[] response, ProvenClient client) throws SspiException {
        if (response.length > 0) {
            throw new SspiException(SEC_E_INVALID_TOKEN, "The client has more to say in a context that is established");
        }
        return offer(client);
    }

    private Exchange.Turn offer(ProvenClient client) throws SspiException {
        var layers = EnumSet.noneOf(QualityOfProtection.class);
        properties.qop().stream().filter(each -> each.isPossible(client.granted())).forEach(layers::add);
        if (layers.isEmpty()) {
            throw new SspiException(
                    SEC_E_QOP_NOT_SUPPORTED, "The client's context can do none of the security layers " + properties.qop());
        }
        int maxBuffer = layers.equals(EnumSet.of(QualityOfProtection.AUTH))
                ? 0
                : properties.maxBuffer().orElse(SaslProperties.DEFAULT_BUFFER);
        var offer = new LayerOffer(layers, maxBuffer);
        return new Exchange.Reply(
                SecurityLayer.sign(opening.context(), offer.encode()), response -> onLayerChoice(response, offer, client));
    }

    private Exchange.Turn onLayerChoice(byte[] token, LayerOffer offer, ProvenClient client) throws SspiException {
        var choice = LayerChoice.decode(SecurityLayer.verify(opening.context(), token), offer.layers());
        Optional<SecurityLayer> layer = choice.layer() == QualityOfProtection.AUTH
                ? Optional.empty()
                : Optional.of(SecurityLayer.of(opening.context(), choice.layer(), offer.maxBuffer(), choice.maxBuffer()));
        return new Exchange.Done(Optional.empty(), established(client, choice.layer(), layer, choice.authorizationId()));
    }

    private Established established(ProvenClient client, QualityOfProtection qop, Optional<SecurityLayer> layer, String asked)
            throws SspiException {
        return new Established(
                client.granted(), qop, layer, AuthorizationId.authorized(handler, client.name(), asked), client.host());
    }
}
