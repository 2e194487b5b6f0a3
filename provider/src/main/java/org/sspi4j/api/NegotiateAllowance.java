package org.sspi4j.api;

/** What Negotiate does only if it is named, since it lets an attacker do something. */
public enum NegotiateAllowance {
    /**
     * A client goes on with a server that answers its first token with a bare one of the package that the token was of. Nothing shows then
     * that this package is the best one that both sides have: whoever is in between can have taken the others out.
     */
    CLIENT_RAW_REPLY
}
