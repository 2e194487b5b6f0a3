package org.sspi4j.sasl;

import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** A {@link SaslClient} on a security context. */
final class SspiSaslClient implements SaslClient {
    private final Negotiation negotiation;

    SspiSaslClient(Negotiation negotiation) {
        this.negotiation = negotiation;
    }

    @Override
    public String getMechanismName() {
        return negotiation.mechanismName();
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        return negotiation.evaluate(challenge);
    }

    @Override
    public boolean isComplete() {
        return negotiation.isComplete();
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        return negotiation.unwrap(incoming, offset, length);
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        return negotiation.wrap(outgoing, offset, length);
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        return negotiation.established().property(name);
    }

    @Override
    public void dispose() {
        negotiation.dispose();
    }
}
