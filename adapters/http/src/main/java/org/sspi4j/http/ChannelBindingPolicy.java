package org.sspi4j.http;

/** What becomes of clients that do not say which TLS connection they have (RFC 5929, tls-server-end-point). */
public enum ChannelBindingPolicy {
    /** Nobody is asked: whoever is in between can pass a client's handshake on. */
    IGNORE,
    /**
     * A client that says so is held to it, where TLS ends in this server; one that says nothing is let in. Over plain text, and where a
     * proxy ends TLS, nobody is held to anything.
     */
    ALLOW,
    /** A client has to say so, and has to come over TLS that ends in this server. */
    REQUIRE
}
