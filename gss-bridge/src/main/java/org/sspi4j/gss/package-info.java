/**
 * {@code org.ietf.jgss} on SSPI, for applications that choose their {@code GSSManager}:
 *
 * <pre>{@code
 * GSSManager manager = new SspiGssManager();
 * GSSName server = manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE);
 * GSSContext context = manager.createContext(server, null, null, GSSContext.DEFAULT_LIFETIME);
 * byte[] token = context.initSecContext(new byte[0], 0, 0);
 * }</pre>
 *
 * <p>The peer may be on any GSS-API or on SSPI: the tokens are the mechanism's. A mechanism is a security package that has an
 * object identifier; the default is Kerberos, 1.2.840.113554.1.2.2. An acceptor takes the mechanism of the first token.
 *
 * <h2>Calls</h2>
 *
 * <table>
 * <caption>What a call of GSS-API does in SSPI</caption>
 * <tr><th>org.ietf.jgss</th><th>SSPI</th></tr>
 * <tr><td>{@code GSSManager.getMechs}</td><td>EnumerateSecurityPackages</td></tr>
 * <tr><td>{@code createCredential}</td><td>AcquireCredentialsHandle, once for each mechanism and use: INITIATE_ONLY is
 *     OUTBOUND, ACCEPT_ONLY is INBOUND, INITIATE_AND_ACCEPT is both</td></tr>
 * <tr><td>{@code initSecContext}, {@code acceptSecContext}</td>
 *     <td>InitializeSecurityContext, AcceptSecurityContext, and CompleteAuthToken where it is due</td></tr>
 * <tr><td>{@code setChannelBinding}</td><td>a CHANNEL_BINDINGS buffer; see {@link org.sspi4j.gss.AbsentAddress}</td></tr>
 * <tr><td>{@code wrap}, {@code unwrap}</td><td>EncryptMessage, DecryptMessage: a wrap token is TOKEN, DATA and PADDING one
 *     behind the other; without privacy the quality of protection is SECQOP_WRAP_NO_ENCRYPT</td></tr>
 * <tr><td>{@code getMIC}, {@code verifyMIC}</td><td>MakeSignature, VerifySignature</td></tr>
 * <tr><td>{@code getWrapSizeLimit}</td><td>{@code CtxtHandle.wrapSizeLimit}: exact, where SECPKG_ATTR_SIZES leaves room</td></tr>
 * <tr><td>{@code export}, {@code createContext(byte[])}</td>
 *     <td>ExportSecurityContext, ImportSecurityContext; see below</td></tr>
 * <tr><td>{@code getSrcName}, {@code getTargName}</td><td>SECPKG_ATTR_NATIVE_NAMES</td></tr>
 * <tr><td>{@code getLifetime}</td><td>ptsExpiry</td></tr>
 * <tr><td>{@code getDelegCred}</td><td>QuerySecurityContextToken, and a credential of its Subject</td></tr>
 * <tr><td>{@code ExtendedGSSContext.inquireSecContext}</td><td>SECPKG_ATTR_SESSION_KEY for the key; for the ticket's flags, time
 *     and authorization data {@code ContextAttribute.TICKET}</td></tr>
 * <tr><td>{@code dispose}</td><td>DeleteSecurityContext, FreeCredentialsHandle</td></tr>
 * </table>
 *
 * <p>Null credentials and null names are the caller's own: those of the client that the thread impersonates or of the current
 * Subject, whether {@code callAs} or {@code doAs} has bound it, and only if there is neither those of the default credential
 * cache, to accept those of the default keytab. In a Subject an open handle of SSPI comes first, then tickets, keys and key
 * tables of {@code javax.security.auth.kerberos}, whichever login module left them. A Subject without credentials has none: it
 * is not replaced by the process. That is {@code javax.security.auth.useSubjectCredsOnly=true} where there is a Subject, and
 * {@code false} where there is none; the property, as the JDK's others, is not read.
 *
 * <h2>Flags</h2>
 *
 * <table>
 * <caption>Flags, by name: their bits differ</caption>
 * <tr><th>request…, get…State</th><th>ContextFlag</th><th>at first</th></tr>
 * <tr><td>MutualAuth</td><td>MUTUAL_AUTH</td><td>on</td></tr>
 * <tr><td>ReplayDet</td><td>REPLAY_DETECT</td><td>on</td></tr>
 * <tr><td>SequenceDet</td><td>SEQUENCE_DETECT</td><td>on</td></tr>
 * <tr><td>Conf</td><td>CONFIDENTIALITY</td><td>on</td></tr>
 * <tr><td>Integ</td><td>INTEGRITY</td><td>on</td></tr>
 * <tr><td>CredDeleg, DelegPolicy</td><td>either asks for DELEGATE, which follows the KDC's policy always</td><td>off</td></tr>
 * <tr><td>Anonymity</td><td>NULL_SESSION</td><td>off</td></tr>
 * </table>
 *
 * <h2>Names</h2>
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>type</th><th>as a target</th><th>as a Kerberos name</th></tr>
 * <tr><td>NT_HOSTBASED_SERVICE {@code HTTP@web.example.com}</td><td>{@code HTTP/web.example.com}</td>
 *     <td>with the realm of the host</td></tr>
 * <tr><td>NT_USER_NAME {@code alice}, {@code alice@EXAMPLE.COM}, {@code EXAMPLE.COM\alice}</td><td>as it is</td>
 *     <td>with the default realm if it has none</td></tr>
 * <tr><td>Kerberos principal name, 1.2.840.113554.1.2.2.1</td><td>as it is</td>
 *     <td>with the default realm if it has none</td></tr>
 * <tr><td>NT_EXPORT_NAME</td><td>as it is</td><td>as it is</td></tr>
 * <tr><td>NT_ANONYMOUS</td><td>BAD_NAME</td><td>BAD_NAMETYPE</td></tr>
 * </table>
 *
 * <p>No host is looked up in DNS. A service without a host, {@code HTTP}, accepts for every host and is no target.
 *
 * <h2>NTLM</h2>
 *
 * <p>1.3.6.1.4.1.311.2.2.10, whose tokens have no frame. Credentials are a handle, of {@code SspiGssManager.createCredential(CredHandle)}
 * or in the Subject: there is nothing like a ticket cache to begin with. To accept with, they can also be created for this mechanism, by
 * its identifier: then the users are those in the account file of the process's user. <em>An acceptor without credentials, or with those
 * of all mechanisms, takes no NTLM but with a handle in its Subject</em>, whatever files there are: an application that was written for
 * tickets does not begin to take passwords, with no proof of its own name, because of an account file in somebody's home. A name that a
 * credential is created with is the target name that clients have to mean, and to vouch for: one from an untrusted source
 * (UNVERIFIED_TARGET_NAME) counts as none. Names
 * are {@code EXAMPLE\alice}, {@code alice@example.com}, {@code alice} and, as targets, host-based services; capitals of ASCII count as
 * small letters where a credential of a name is looked for. A receiver cannot tell a message that is sealed from one that is only
 * signed: all that is wrapped is sealed, with confidentiality or without, and the MessageProp says so. MutualAuth and CredDeleg are not
 * granted, contexts are not exported, and the name of a target is told by an acceptor only if the client sent one.
 *
 * <h2>SPNEGO</h2>
 *
 * <p>1.3.6.1.5.5.2, the package Negotiate: Kerberos, and NTLM where credentials are a handle that has both. A credential that was created
 * for Kerberos makes contexts of SPNEGO too, as with the JDK, and nothing but Kerberos is in them. Names are those of Kerberos,
 * as long as a context is not established; then names and messages are those of the mechanism that was chosen, while {@code getMech}
 * stays SPNEGO.
 *
 * <h2>Anonymous clients</h2>
 *
 * <p>{@code requestAnonymity} is an initiator's. Acceptors take its contexts only with a credential that says so:
 * {@code SspiGssManager.createCredential(handle, Set.of(ContextFlag.NULL_SESSION))}. Then {@code getAnonymityState} is true on both sides,
 * {@code getSrcName} is of NT_ANONYMOUS and equals no name, and with NTLM there is no key to protect messages with.
 *
 * <h2>Statuses</h2>
 *
 * <p>What was decided on the way is in {@link org.sspi4j.gss.SspiGssContext#decisions}, whether the context was established or not.
 *
 * <p>A SECURITY_STATUS becomes the major code that means the same, and stays in the exception: as the minor code, its sentence
 * as the minor string, and as the cause, an {@link org.sspi4j.api.SspiException}. SEC_E_MESSAGE_ALTERED is BAD_MIC,
 * SEC_E_INVALID_TOKEN is DEFECTIVE_TOKEN, SEC_E_NO_CREDENTIALS is NO_CRED, SEC_E_BAD_BINDINGS is BAD_BINDINGS,
 * SEC_E_NOT_OWNER is UNAUTHORIZED, SEC_E_TARGET_UNKNOWN is BAD_NAME, SEC_E_UNSUPPORTED_FUNCTION is UNAVAILABLE,
 * SEC_E_OUT_OF_SEQUENCE of a replayed handshake is DUPLICATE_TOKEN; a ticket that has ended is CREDENTIALS_EXPIRED, a context
 * that has ended CONTEXT_EXPIRED; what has no code of its own, such as SEC_E_TIME_SKEW, is FAILURE. A message that is
 * duplicate, old, out of order or behind a gap is delivered, and the MessageProp says so, where SSPI would refuse it. What a
 * failed handshake has to say to the peer is {@code SspiException.token()} of the cause.
 *
 * <h2>Contexts of another process</h2>
 *
 * <p>{@code export} ends the context and gives its state away: keys, both counters, what was received, names, flags. The context
 * that {@code createContext(byte[])} makes of it goes on with the next message, in this or another process with the same release
 * of this library. The bytes are sealed with a key file, the user's own or that of {@code SspiGssManager.with(ContextKeyFile)}, so
 * that the other process is one of the same user on the same machine; what was changed or comes a second time is refused. What a
 * client delegated does not go along.
 *
 * <h2>Streams</h2>
 *
 * <p>A token with the frame of RFC 2743 3.1 says where it ends, and no byte behind it is read; Kerberos frames its handshake, and
 * not its messages. Of a token without a frame what the stream has without waiting is taken, as the JDK's own contexts do it:
 * give such tokens a length of your own. A message is what there is until the end of its stream.
 *
 * <h2>Left out</h2>
 *
 * <ul>
 * <li>Protection before the context is established: {@code isProtReady} is {@code isEstablished}.
 * <li>Lifetimes that are asked for: the ticket's counts.
 * <li>{@code ExtendedGSSCredential.impersonate} (S4U2self) and the KRB-CRED of {@code inquireSecContext}: UNAVAILABLE.
 * <li>{@code addProviderAtFront} and {@code addProviderAtEnd}: UNAVAILABLE; mechanisms are security packages.
 * <li>NT_MACHINE_UID_NAME and NT_STRING_UID_NAME: BAD_NAMETYPE.
 * <li>Objects of other managers: credentials are DEFECTIVE_CREDENTIAL, names are made anew from their text.
 * <li>{@code GSSManager.getInstance()}, which is the JDK's own always.
 * </ul>
 *
 * @spec RFC 2743; RFC 5653; RFC 8353
 */
package org.sspi4j.gss;
