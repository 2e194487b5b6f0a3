package org.sspi4j.sasl;

import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/** A {@link SaslServer} on a security context. */
final class SspiSaslServer implements SaslServer {
    private final Negotiation negotiation;

    SspiSaslServer(Negotiation negotiation) {
        this.negotiation = negotiation;
    }

    @Override
    public String getMechanismName() {
        return negotiation.mechanismName();
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        return negotiation.evaluate(response);
    }

    @Override
    public boolean isComplete() {
        return negotiation.isComplete();
    }

    @Override
    public String getAuthorizationID() {
        return negotiation.established().authorizationId();
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
