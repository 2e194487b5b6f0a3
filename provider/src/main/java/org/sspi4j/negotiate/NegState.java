package org.sspi4j.negotiate;

/**
 * How far the sender of a NegTokenResp is. The number of the specification is the ordinal.
 *
 * @spec RFC 4178 4.2.2
 */
enum NegState {
    ACCEPT_COMPLETED,
    ACCEPT_INCOMPLETE,
    REJECT,
    REQUEST_MIC
}
