package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;

import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SspiException;

/**
 * A client: {@code Start -> AwaitContextToken* -> done}, with GSSAPI {@code -> AwaitLayerOffer -> done}.
 *
 * @param authorizationId whom it wants to act as; empty for itself
 * @spec RFC 4752 3.1
 * @spec RFC 5801 4
 */
record ClientSide(Mechanism mechanism, SaslProperties properties, String authorizationId, Opening opening) {
    private static final Set<ContextFlag> READABLE = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.NO_INTEGRITY);
    private static final Set<ContextFlag> IN_SEQUENCE = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.SEQUENCE_DETECT);
    private static final Set<ContextFlag> SIGNED = Set.of(
            ContextFlag.MUTUAL_AUTH, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT, ContextFlag.INTEGRITY);
    private static final Set<ContextFlag> SEALED = Set.of(
            ContextFlag.MUTUAL_AUTH, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT, ContextFlag.INTEGRITY,
            ContextFlag.CONFIDENTIALITY);

    /** @param target the service, such as {@code ldap/dc.example.com} */
    static ClientSide of(
            Mechanism mechanism, SaslProperties properties, String authorizationId, ChosenCredential credential, String target) {
        Set<ContextFlag> required = properties.serverAuthentication() ? Set.of(ContextFlag.MUTUAL_AUTH) : Set.of();
        return new ClientSide(
                mechanism, properties, authorizationId, Opening.initiator(credential, target, asked(mechanism, properties), required));
    }

    private static Set<ContextFlag> asked(Mechanism mechanism, SaslProperties properties) {
        return switch (mechanism) {
            // Mutual and in sequence is a MUST where there may be a layer; the last two messages of the exchange are signed in any case.
            case GSSAPI -> properties.qop().contains(QualityOfProtection.AUTH_CONF) ? SEALED : SIGNED;
            // The server sees what was asked for, and nothing else says which layer there is: the first choice decides.
            case GSS_SPNEGO -> switch (properties.qop().get(0)) {
                case AUTH -> READABLE;
                case AUTH_INT -> SIGNED;
                case AUTH_CONF -> SEALED;
            };
            // RFC 5801 5: always mutual; there is nothing to sign afterwards, but Cyrus' server wants a context in sequence.
            case GS2_KRB5, GS2_KRB5_PLUS -> IN_SEQUENCE;
            case NTLM -> Set.of();
        };
    }

    Exchange start() {
        return this::onStart;
    }

    private Exchange.Turn onStart(byte[] challenge) throws SspiException {
        // RFC 4422 5: in a mechanism of this kind the client speaks first
        if (challenge.length > 0) {
            throw new SspiException(
                    SEC_E_INVALID_TOKEN, "The server has begun the exchange, and in " + mechanism.text() + " the client does");
        }
        if (!mechanism.isGs2()) {
            return onContextToken(challenge, properties.bindings());
        }
        var header = Gs2Header.of(mechanism, properties.bindings(), authorizationId);
        var bindings = Optional.of(header.bindings(properties.bindings()));
        var result = opening.next(challenge, bindings);
        return new Exchange.Reply(
                header.before(InitialContextToken.unframed(result.token())), message -> onContextToken(message, bindings));
    }

    private Exchange.Turn onContextToken(byte[] token, Optional<ChannelBindings> bindings) throws SspiException {
        var result = opening.next(token, bindings);
        if (!result.isComplete()) {
            return new Exchange.Reply(result.token(), message -> onContextToken(message, bindings));
        }
        return switch (mechanism) {
            case GSSAPI -> new Exchange.Reply(result.token(), message -> onLayerOffer(message, result.flags()));
            case GSS_SPNEGO -> Exchange.Done.of(result.token(), ofFlags(result));
            case GS2_KRB5, GS2_KRB5_PLUS, NTLM -> Exchange.Done.of(
                    result.token(), Established.ofClient(result.flags(), QualityOfProtection.AUTH, Optional.empty()));
        };
    }

    private Established ofFlags(ContextResult result) throws SspiException {
        var qop = QualityOfProtection.of(result.flags());
        if (!properties.qop().contains(qop)) {
            throw new SspiException(
                    SEC_E_QOP_NOT_SUPPORTED,
                    "The context came to the security layer " + qop.text() + ", and wanted is " + properties.qop());
        }
        return Established.ofClient(result.flags(), qop, layerOfFlags(opening, properties, qop));
    }

    /** Nobody says how much the peer takes: no more is sent than everybody can take, and received is what can be said at all. */
    static Optional<SecurityLayer> layerOfFlags(Opening opening, SaslProperties properties, QualityOfProtection qop) throws SspiException {
        if (qop == QualityOfProtection.AUTH) {
            return Optional.empty();
        }
        int maxBuffer = properties.maxBuffer().orElse(SaslProperties.LARGEST_BUFFER);
        return Optional.of(SecurityLayer.of(opening.context(), qop, maxBuffer, SaslProperties.DEFAULT_BUFFER));
    }

    private Exchange.Turn onLayerOffer(byte[] token, Set<ContextFlag> granted) throws SspiException {
        var context = opening.context();
        var offer = LayerOffer.decode(SecurityLayer.verify(context, token));
        var qop = offer.choose(properties.qop().stream().filter(each -> each.isPossible(granted)).toList());
        if (qop == QualityOfProtection.AUTH) {
            var choice = new LayerChoice(qop, 0, authorizationId);
            return Exchange.Done.of(
                    SecurityLayer.sign(context, choice.encode()), Established.ofClient(granted, qop, Optional.empty()));
        }
        int maxBuffer = properties.maxBuffer().orElse(SaslProperties.DEFAULT_BUFFER);
        var layer = SecurityLayer.of(context, qop, maxBuffer, offer.maxBuffer());
        var choice = new LayerChoice(qop, maxBuffer, authorizationId);
        return Exchange.Done.of(SecurityLayer.sign(context, choice.encode()), Established.ofClient(granted, qop, Optional.of(layer)));
    }
}
