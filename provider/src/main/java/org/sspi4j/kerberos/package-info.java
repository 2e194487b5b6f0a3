/**
 * The security package Kerberos.
 *
 * <pre>
 *   initiator   Start --Kdc: AS, TGS--&gt; established              (nothing asked of the server)
 *               Start --Kdc: AS, TGS--&gt; AwaitApRep -&gt; established   (MUTUAL_AUTH)
 *   acceptor    AwaitApReq -&gt; established
 * </pre>
 *
 * <p>The exchanges with the KDC are no states, since the peer has no part in them: they are steps, read from top to bottom in
 * {@code AsExchange} and {@code TgsExchange}.
 *
 * <p>What was checked is a value that only the check can make: {@code VerifiedReply} (a KDC's reply against its request),
 * {@code VerifiedTicket} (the KDC says who the client is) and {@code VerifiedClient} (it is the client who sent it, now, for
 * this channel, and for the first time). A {@code KerberosSession} is made of those.
 *
 * <p>Where to look: {@code message} has one record per ASN.1 type, {@code etype} the ciphers, {@code store} the file formats.
 * {@code SendingSide} and {@code ReceivingSide} are the per-message tokens, {@code Rfc1964Sender} and {@code
 * Rfc1964Receiver} those of contexts with an RC4 key.
 *
 * <p>Refused on purpose: names outside of the encrypted part that differ from those in it; encryption types that were not
 * offered; keys of passwords made with fewer iterations than the type's default; tickets of another client in a cache or a
 * Subject; an authenticator that was seen before, for as long as its time stamp is acceptable; options of the AP-REQ that the
 * authenticator's checksum does not confirm; keys of another name than the ticket's; missing channel bindings where there are
 * some.
 *
 * <p>Other realms: {@code ServiceTickets} decides between {@code ForeignTgt}, along the configured way (RFC 4120 1.2), and
 * {@code Referrals}, where the KDCs say (RFC 6806 8). {@code AsExchange} follows KDC_ERR_WRONG_REALM to the client's realm, and a
 * client whom the KDC calls by another name goes through {@code ProvenName}. {@code TransitedPolicy} is the acceptor's side.
 * {@code KpasswdExchange} changes a password, {@code KdcTime} corrects a wrong clock once, and {@code CanonicalTarget} has DNS say
 * what a service's host is called, if somebody wants it to.
 *
 * <p>A key that was removed from a keytab opens tickets for one second more at most ({@code ReloadedKeytab}); where the file holds no
 * key at all any more, until it has been left alone for two seconds. Keys of a Subject stay as they were when the credential was made.
 *
 * <p>Attributes that a context answers ({@code KerberosAttributes}): SIZES, NAMES, LIFESPAN, DCE_INFO (by name, without a PAC),
 * KEY_INFO, AUTHORITY (the client's realm), PASSWORD_EXPIRY (where the KDC told it at logon), SESSION_KEY, PACKAGE_INFO, USER_FLAGS (0
 * without a PAC), NATIVE_NAMES, FLAGS, CREDENTIAL_NAME, TARGET_INFORMATION, TARGET and LAST_CLIENT_TOKEN_STATUS; an acceptor also
 * ACCESS_TOKEN and CLIENT_SPECIFIED_TARGET. Half-way PACKAGE_INFO and LAST_CLIENT_TOKEN_STATUS. None can be set. A credential
 * answers NAMES.
 *
 * <p>IAKERB ({@code IakerbPackage}) is the same with the exchanges with KDCs inside of the context's tokens: what {@code IakerbInitiator}
 * would ask a KDC it asks its server, and {@code IakerbAcceptor} passes that on.
 *
 * <pre>
 *   initiator   Start --AS-REQ, TGS-REQ--&gt; AwaitKdcReply* --AP-REQ--&gt; (AwaitApRep -&gt;) established
 *   acceptor    AwaitRequest* --Kdc--&gt; established
 * </pre>
 *
 * The client's authenticator signs all of that ({@code Conversation}). A server does it only for the realms that
 * {@link org.sspi4j.config.KerberosConfig#iakerbRealms} names, only with an AS-REQ or a TGS-REQ, and 26 times at most; it gives no
 * cookies. Whoever answers a client of IAKERB can try its user's password at leisure, as whoever sees a logon can. Left out: the
 * discovery of a realm, and keys of RC4.
 *
 * <p>Left out so far: delegation, user-to-user, DCE style and datagrams (SEC_E_UNSUPPORTED_FUNCTION
 * if asked for), FAST, PKINIT, S4U and the PAC.
 *
 * @spec RFC 4120
 * @spec RFC 4121
 * @spec MS-KILE 3
 * @spec draft-ietf-kitten-iakerb-03
 */
package org.sspi4j.kerberos;
