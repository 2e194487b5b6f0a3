package org.sspi4j.schannel.tls;

import org.sspi4j.api.SspiException;

/** Makes the engines of one credential: what is the same for all of them is prepared once, sessions to be resumed among it. */
public interface TlsEngines extends AutoCloseable {
    /** A client's, before its first message. */
    TlsEngine initiator(TlsOffer offer) throws SspiException;

    /** A server's, before the client's first message. */
    TlsEngine acceptor(TlsOffer offer) throws SspiException;

    /** Forgets its sessions. */
    @Override
    void close();
}
