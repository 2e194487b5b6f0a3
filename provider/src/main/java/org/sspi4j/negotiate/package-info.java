/**
 * The security package Negotiate: SPNEGO around the packages that it finds beside it, Kerberos first, then NTLM; IAKERB
 * between them where a package list names it.
 *
 * <pre>
 * client: Start --NegTokenInit--&gt; AwaitSelection --NegTokenResp--&gt; (AwaitMechToken --NegTokenResp--&gt;)* established
 *
 * server: AwaitInit --NegTokenResp--&gt; (AwaitMechToken --NegTokenResp--&gt;)* (AwaitMechListMic --&gt;) established
 *             | without a token: NegTokenInit2, and AwaitInit again
 * </pre>
 *
 * <p>The mechanism's own context is a {@code MechContext}, whose tokens are carried; {@code NegotiateSession} is its session, and tells
 * which package was chosen. A client is established when the server says so: after the last token of its mechanism it waits for that.
 *
 * <p>Who signs the list ({@code VerifiedMechList}, RFC 4178 5): both, if the server chose anything but the client's preferred mechanism, if
 * it asked for it, or if the mechanism's session insists ({@link org.sspi4j.spi.Negotiable}; NTLM does when its messages are signed).
 * Whoever has the last token of the mechanism signs first. A signature that is there is checked, whether it was needed or not. One that is
 * wrong is SEC_E_MESSAGE_ALTERED, one that is missing SEC_E_DOWNGRADE_DETECTED. Signing takes INTEGRITY, so a client asks its mechanism
 * for it whatever the caller said, unless that was NO_INTEGRITY.
 *
 * <p>Fallback: a client whose preferred package cannot begin, for a cause in {@code FallbackCauses}, begins with the next one and offers
 * the rest; the decision log tells. Where one package alone may be chosen ({@code NtlmUse.NEVER}, {@code !NTLM}) there is none, and no
 * answer of a server leads to another one.
 *
 * <p>Refused: a choice of what was not offered, or a second one; a first answer without negState or supportedMech; "accept-completed"
 * before the mechanism is done, which with MUTUAL_AUTH is SEC_E_MUTUAL_AUTH_FAILED; tokens of a mechanism that is done; an empty token
 * where one is due. A server's failure has a token for the client with it ({@link org.sspi4j.api.SspiException#token}): reject, with what
 * the mechanism itself has to say.
 *
 * <p>Tolerated: reqFlags, which JGSS sends and RFC 4178 has ignored; the other OID of a package for the one that was offered, such as
 * that of Windows 2000 for Kerberos; bare tokens of a mechanism at a server, as browsers send those of NTLM, unless refuseRawTokens says
 * otherwise: behind them no list is signed, so that who is in between can pass a client's NTLM on bare where the client wanted Kerberos,
 * and only the client finds out. NegoEx in a client's list, first or not, is passed over, and its token with it. Bare answers to a
 * client are taken with {@link org.sspi4j.api.NegotiateAllowance} alone.
 *
 * <p>A caller tells the channel in whichever call he likes: it counts for a mechanism that begins in a later one too, and two channels are
 * SEC_E_BAD_BINDINGS.
 *
 * <p>NTLM proves no server: where it is chosen MUTUAL_AUTH is not among the flags that were granted, whoever asked for it.
 *
 * <p>Left out so far: NegoEx, datagrams, ChangeAccountPassword, and the attributes NEGO_PKG_INFO,
 * NEGO_STATUS and PROMPTING_NEEDED. What an inner package leaves out, such as DCE
 * style in Kerberos, is left out here too.
 *
 * @spec RFC 4178
 * @spec MS-SPNG 3
 */
package org.sspi4j.negotiate;
