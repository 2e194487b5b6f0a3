/**
 * A JAAS login module: it acquires an SSPI credential and leaves it in a {@link javax.security.auth.Subject}, together with
 * what other libraries look for there.
 *
 * <p>A client that logs on with its ticket cache, else by asking, and a service with a keytab. This is a file to copy; name it
 * with {@code -Djava.security.auth.login.config=FILE}:
 *
 * <pre>{@code
 * client {
 *     org.sspi4j.jaas.SspiLoginModule required
 *         useTicketCache=true;
 * };
 *
 * service {
 *     org.sspi4j.jaas.SspiLoginModule required
 *         isInitiator=false
 *         storeKey=true
 *         useKeyTab=true
 *         keyTab="/etc/web.keytab"
 *         principal="HTTP/web.example.com"
 *         doNotPrompt=true;
 * };
 * }</pre>
 *
 * <pre>{@code
 * LoginContext login = new LoginContext("client", new TextCallbackHandler());
 * login.login();
 * CredHandle credential =
 *         Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, Identity.of(login.getSubject()));
 * }</pre>
 *
 * <p>Inside {@code Subject.doAs} and {@code callAs} no identity is needed: the handle in the Subject is the default.
 *
 * <h2>Options</h2>
 *
 * <p>The first nine are spelt and meant as those of the JDK's Krb5LoginModule. A flag is {@code true} or {@code false}, without
 * regard to case, and false if not set. An option that is not in the table is a warning in the log, anything contradictory a
 * LoginException which says what to set.
 *
 * <table>
 * <caption>Options of SspiLoginModule</caption>
 * <tr><th>option</th><th>meaning</th></tr>
 * <tr><td>{@code principal}</td>
 *     <td>whose credential. Not set: the handler is asked for a name, but not for a ticket cache, which has one.
 *     {@code *}: an acceptor serves every principal of its keytab.</td></tr>
 * <tr><td>{@code useTicketCache}</td>
 *     <td>first take the tickets of a credential cache, if it is there, is the principal's and has not ended. Not for
 *     acceptors: a cache has no keys.</td></tr>
 * <tr><td>{@code ticketCache}</td>
 *     <td>its path, with or without {@code FILE:}. Not set: the environment's and krb5.conf's default.</td></tr>
 * <tr><td>{@code useKeyTab}</td>
 *     <td>then take the principal's keys from a keytab, if it has some. Keys that turn out to be wrong end the login.</td></tr>
 * <tr><td>{@code keyTab}</td>
 *     <td>its path, with or without {@code FILE:}. Not set: the environment's and krb5.conf's default.</td></tr>
 * <tr><td>{@code doNotPrompt}</td>
 *     <td>whether asking the handler for a password is ruled out; else it is the last way.</td></tr>
 * <tr><td>{@code isInitiator}</td>
 *     <td>true if not set. An initiator is logged on: the KDC is asked. An acceptor asks nobody and needs {@code useKeyTab},
 *     or {@code storeKey} and a password.</td></tr>
 * <tr><td>{@code storeKey}</td>
 *     <td>whether the long-term keys go into the Subject too. An initiator then accepts as well.</td></tr>
 * <tr><td>{@code debug}</td>
 *     <td>log how the login went at INFO instead of DEBUG, to the System.Logger named after the module.</td></tr>
 * <tr><td>{@code package}</td><td>the security package; Kerberos if not set.</td></tr>
 * <tr><td>{@code use}</td>
 *     <td>INBOUND, OUTBOUND or BOTH. Not set: INBOUND with {@code isInitiator=false}, BOTH with {@code storeKey=true},
 *     else OUTBOUND.</td></tr>
 * <tr><td>{@code krb5Conf}</td><td>the path of a krb5.conf for this login alone. Not set: the machine's.</td></tr>
 * <tr><td>{@code realm}, {@code kdc}</td>
 *     <td>instead of a krb5.conf: the default realm and where its KDCs are, such as {@code "127.0.0.1:88 tcp/[::1]:88"}.</td></tr>
 * </table>
 *
 * <p>Of Krb5LoginModule's options these are missing: {@code refreshKrb5Config} (krb5.conf is read at every login),
 * {@code renewTGT}, and {@code useFirstPass}, {@code tryFirstPass}, {@code storePass}, {@code clearPass}: the state that modules
 * share is not used. System properties such as {@code sun.security.krb5.principal} are not looked at, and the handler gets no
 * default name to offer.
 *
 * <h2>What is left in the Subject</h2>
 *
 * <ul>
 * <li>principals: for Kerberos the {@link javax.security.auth.kerberos.KerberosPrincipal}, but none for {@code *};
 * <li>private credentials: the {@link org.sspi4j.api.CredHandle}; for Kerberos the
 *     {@link javax.security.auth.kerberos.KerberosTicket} of an initiator, and with {@code storeKey=true} a
 *     {@link javax.security.auth.kerberos.KeyTab} or the {@link javax.security.auth.kerberos.KerberosKey}s. With these the JDK's
 *     own GSS-API works, without any flag.
 * </ul>
 *
 * <p>Logout removes exactly this and destroys it; the handle is closed. What was in the Subject before stays, also if it is
 * equal. Contexts that are established live on.
 *
 * <h2>Failures</h2>
 *
 * <table>
 * <caption>Exceptions of login, each with the status in its message and the SspiException as its cause</caption>
 * <tr><th>exception</th><th>what happened</th></tr>
 * <tr><td>FailedLoginException</td><td>SEC_E_LOGON_DENIED: a wrong password or keytab, or nobody of that name</td></tr>
 * <tr><td>CredentialExpiredException</td>
 *     <td>the password has to be changed (KDC_ERR_KEY_EXPIRED), or SEC_E_CONTEXT_EXPIRED: the tickets have ended</td></tr>
 * <tr><td>AccountExpiredException</td><td>the account has ended (KDC_ERR_NAME_EXP)</td></tr>
 * <tr><td>AccountLockedException</td><td>the account is locked or disabled (KDC_ERR_CLIENT_REVOKED)</td></tr>
 * <tr><td>CredentialNotFoundException</td><td>SEC_E_NO_CREDENTIALS: no cache, no keytab, no key in it</td></tr>
 * <tr><td>LoginException</td><td>the rest: no KDC, clocks that differ, a configuration that cannot be</td></tr>
 * </table>
 */
package org.sspi4j.jaas;
