package org.sspi4j.kdc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.sspi4j.api.SspiException;

/** Carries a request to a server of a realm and brings its reply. */
@FunctionalInterface
public interface KdcTransport {
    /**
     * Blocks until there is a reply, whatever it says. An interrupt of the thread ends the exchange.
     *
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY, naming every server tried, if none answers;
     *     SEC_E_INTERNAL_ERROR if the thread is interrupted, which it then still is
     */
    byte[] exchange(KdcRequest request) throws SspiException;

    /**
     * The same without blocking. What is completed with the reply goes on on a thread of the transport: hand it to another one at
     * once. Cancelling the future, or completing it in another way, ends the exchange, and closes what it has open.
     */
    default CompletableFuture<byte[]> begin(KdcRequest request) {
        try {
            return CompletableFuture.completedFuture(exchange(request));
        } catch (SspiException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * What DNS calls a host, or before it the system's own list of hosts; blocks. Empty if there is no such name, or DNS does not
     * answer in time. A transport that asks no name servers knows none.
     *
     * @throws SspiException SEC_E_INTERNAL_ERROR if the thread is interrupted, which it then still is
     */
    default Optional<String> canonicalName(HostQuestion question) throws SspiException {
        return Optional.empty();
    }

    /** The same without blocking, as {@link #begin}. */
    default CompletableFuture<Optional<String>> beginCanonicalName(HostQuestion question) {
        try {
            return CompletableFuture.completedFuture(canonicalName(question));
        } catch (SspiException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
