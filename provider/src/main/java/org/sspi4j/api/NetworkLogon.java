package org.sspi4j.api;

import java.util.Arrays;
import java.util.Objects;

/**
 * A client's response to a challenge, for an authority that has the user's secret.
 *
 * @param domain as the client wrote it; may be empty
 * @param user as the client wrote it
 * @param workstation as the client wrote it; may be empty
 * @param serverChallenge 8 bytes
 * @param ntResponse NTLMv2_RESPONSE, or 24 bytes of NTLMv1; empty where {@link NtlmAllowance#SERVER_LM} takes an LM response alone.
 *     If it is there it alone counts: a logon whose NT response is not right is to be denied
 * @param lmResponse empty beside NTLMv2 and beside NTLMv1, but with extended session security: then the client's challenge of 8 bytes and
 *     16 zeros, which prove nothing. 24 bytes of an LM response where there is no NT response
 * @spec MS-NLMP 3.2.5.1.2; MS-NRPC 2.2.1.4.5 (NETLOGON_NETWORK_INFO)
 */
public record NetworkLogon(
        String domain, String user, String workstation, byte[] serverChallenge, byte[] ntResponse, byte[] lmResponse) {
    public NetworkLogon {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(workstation, "workstation");
        serverChallenge = serverChallenge.clone();
        ntResponse = ntResponse.clone();
        lmResponse = lmResponse.clone();
    }

    @Override
    public byte[] serverChallenge() {
        return serverChallenge.clone();
    }

    @Override
    public byte[] ntResponse() {
        return ntResponse.clone();
    }

    @Override
    public byte[] lmResponse() {
        return lmResponse.clone();
    }

    /** By content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NetworkLogon logon
                && domain.equals(logon.domain)
                && user.equals(logon.user)
                && workstation.equals(logon.workstation)
                && Arrays.compare(serverChallenge, logon.serverChallenge) == 0
                && Arrays.compare(ntResponse, logon.ntResponse) == 0
                && Arrays.compare(lmResponse, logon.lmResponse) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(domain, user, workstation, Arrays.hashCode(ntResponse));
    }

    /** Who, without the responses, against which passwords can be tried. */
    @Override
    public String toString() {
        return OneLine.of(domain + "\\" + user + " from " + workstation);
    }
}
