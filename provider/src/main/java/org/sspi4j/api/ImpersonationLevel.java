package org.sspi4j.api;

/**
 * SECURITY_IMPERSONATION_LEVEL: how far a server may go with a client's identity. The number of the header is the ordinal.
 */
public enum ImpersonationLevel {
    /** The server does not know who the client is. */
    ANONYMOUS,
    /** The server may know the client and check what it may do, and may not act as it. */
    IDENTIFICATION,
    /** The server may act as the client on this machine. */
    IMPERSONATION,
    /** The server may act as the client elsewhere too. */
    DELEGATION
}
