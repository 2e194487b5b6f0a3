package org.sspi4j.api;

/**
 * What NTLM does only if it is named, since each lets an attacker do something. All are for one role.
 *
 * @spec MS-NLMP 3.1.1.1 (LMCompatibilityLevel)
 */
public enum NtlmAllowance {
    /** A client answers servers that offer no NTLMv2 with NTLMv1: whoever sees it finds the NT hash within a day. */
    CLIENT_NTLM_V1,
    /** With {@link #CLIENT_NTLM_V1}, and never without it, the LM response beside it: whoever sees it finds the password within minutes. */
    CLIENT_LM,
    /** A client goes on with keys of less than 128 bits, which can be searched. */
    CLIENT_WEAK_KEYS,
    /** A server takes NTLMv1: such a response is bound to no channel, target or time, and has no MIC. */
    SERVER_NTLM_V1,
    /** With {@link #SERVER_NTLM_V1}, and never without it, an LM response alone: whoever sees it finds the password within minutes. */
    SERVER_LM,
    /**
     * A server takes responses of NTLMv2 without a MIC, as curl and the JDK make them: whoever is in between can change what both sides
     * agree on, such as that messages are signed (CVE-2019-1040).
     */
    SERVER_NO_MIC,
    /**
     * A server with {@link NtlmCred#targetNames} takes clients that name no target, such as curl, the JDK and all of NTLMv1: one that
     * was lured to another server can be relayed to this one. Clients that name another target are refused all the same.
     */
    SERVER_NO_TARGET,
    /** A server goes on with keys of less than 128 bits. */
    SERVER_WEAK_KEYS
}
