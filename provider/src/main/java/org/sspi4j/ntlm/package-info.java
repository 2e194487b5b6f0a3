/**
 * NTLM: MS-NLMP in both roles, version 2 of its responses.
 *
 * <pre>
 * client: Start ---NEGOTIATE---> AwaitChallenge ---AUTHENTICATE---> established, before the server has checked anything
 *
 * server: AwaitNegotiate ---CHALLENGE---> AwaitAuthenticate --Account or Verify--> established
 *                                                 |
 *              ClientClaim: this answers our challenge, in a way that is taken here
 *              ProvenUser:  by the user's secret; MIC, channel bindings, target name
 * </pre>
 *
 * <p>With datagrams (DATAGRAM on both sides) the first call of the client says nothing, and the server begins.
 *
 * <p>What an acceptor checks, in this order: the form of the message; the flags, which nobody may have added to or lost; the version of
 * the response; that the response repeats what this server said of itself, time included; the proof, before any key is made of it; the
 * MIC, over the bytes as they came; channel bindings; the target's name. A user that there is not costs what a wrong password costs, and
 * comes to the same; so does a name that nobody can have, longer than Windows' or with line ends in it, which is asked of nobody. An
 * account without a password, or with the empty one, lets nobody in; nor does a store that cannot be read. There is no guest.
 *
 * <p>Channel bindings: without a CHANNEL_BINDINGS buffer an acceptor ignores them; with one and ALLOW_MISSING_BINDINGS it takes clients
 * without any; with the buffer alone it demands them. It counts in either call of either side; two that differ are SEC_E_BAD_BINDINGS.
 *
 * <p>Reflection (MS08-068): an initiator refuses a challenge that an acceptor of its own process gave and that is not answered yet
 * ({@code GivenChallenges}), unless the initiator's target is one of the acceptor's own target names; and an acceptor refuses a client of
 * its own process ({@code SingleHost}, which stands under the proof) unless it has target names and the client names one of them. So a
 * client and a server in one JVM need {@link org.sspi4j.api.NtlmCred.Builder#targetNames}.
 *
 * <p>A client always makes a MIC, whether the server's challenge has a timestamp or not, and an acceptor always demands one, since its
 * challenges have. Both insist on 128 bits, extended session security and key exchange where messages are protected. What is looser has a
 * name: {@link org.sspi4j.api.NtlmAllowance}.
 *
 * <p>Tolerated: EXTENDED_SESSIONSECURITY in an AUTHENTICATE_MESSAGE whose challenge did not offer it, which the JDK's client sets always:
 * it has no effect then. A session key that is exchanged, or not, where no message is protected: clients differ.
 *
 * <p>A server's token has the lower of the levels that the client asks for: IDENTIFY counts in the NEGOTIATE_MESSAGE and in the
 * AUTHENTICATE_MESSAGE, whatever the challenge between them says.
 *
 * <p>Not as specified: the dummy signature, {@code 01 00 00 00} and zeros, where ALWAYS_SIGN was agreed on and neither SIGN nor SEAL. It is
 * the same for every message of everybody, so that who takes it for a signature takes anything; a context without protection makes and
 * takes none, and says SEC_E_QOP_NOT_SUPPORTED.
 *
 * <p>Left out: the workstation's name, which is sent empty (a package asks the machine nothing); LMv2 beside NTLMv2; signatures of a
 * datagram context before the server's challenge came; MaxLifetime of challenges; ASC_REQ_NO_TOKEN.
 *
 * @spec MS-NLMP 1.3
 */
package org.sspi4j.ntlm;
