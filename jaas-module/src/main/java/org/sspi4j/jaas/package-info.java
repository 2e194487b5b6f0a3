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
 * <p>Those of the first table are spelt and meant as those of the JDK's Krb5LoginModule. A flag is {@code true} or
 * {@code false}, without regard to case, and false if not set. An option that is in neither table is a warning in the log, and
 * is named beside the failure if the login fails; anything contradictory is a LoginException which says what to set.
 *
 * <table>
 * <caption>Options that Krb5LoginModule has too</caption>
 * <tr><th>option</th><th>meaning</th></tr>
 * <tr><td>{@code principal}</td>
 *     <td>whose credential. Not set: the name that another module shares, with {@code useFirstPass} or {@code tryFirstPass};
 *     else the handler is asked for one. A ticket cache has its own. {@code *}: an acceptor serves every principal of its
 *     keytab.</td></tr>
 * <tr><td>{@code useTicketCache}</td>
 *     <td>first take the tickets of a credential cache, if it is there, is the principal's and has not ended. Not for
 *     acceptors: a cache has no keys.</td></tr>
 * <tr><td>{@code ticketCache}</td>
 *     <td>its path, or its name with a type: {@code FILE:}, {@code DIR:}, {@code KCM:} or {@code MEMORY:}. Not set: the
 *     environment's and krb5.conf's default. One that cannot be opened is one without tickets: the next way is
 *     tried.</td></tr>
 * <tr><td>{@code renewTGT}</td>
 *     <td>have the ticket of the cache renewed if half of its time is over and it may be. If it cannot be, it is used as it
 *     is.</td></tr>
 * <tr><td>{@code useKeyTab}</td>
 *     <td>then take the principal's keys from a keytab, if it has some. Keys that turn out to be wrong end the login.</td></tr>
 * <tr><td>{@code keyTab}</td>
 *     <td>its path, with or without {@code FILE:}, in capitals or not. Not set: the environment's and krb5.conf's
 *     default.</td></tr>
 * <tr><td>{@code tryFirstPass}</td>
 *     <td>then take the password that another module shares; if it is missing or wrong, ask the handler.</td></tr>
 * <tr><td>{@code useFirstPass}</td>
 *     <td>the same, but nobody is asked afterwards. If both are set, {@code tryFirstPass} is meant.</td></tr>
 * <tr><td>{@code doNotPrompt}</td>
 *     <td>whether asking the handler for a password is ruled out; else it is the last way.</td></tr>
 * <tr><td>{@code storePass}</td>
 *     <td>share the name and the password that the handler gave, if the login succeeds and nothing is shared yet.</td></tr>
 * <tr><td>{@code clearPass}</td>
 *     <td>wipe and remove the shared name and password, whoever put them there, when all modules have had their turn: at commit
 *     or abort.</td></tr>
 * <tr><td>{@code isInitiator}</td>
 *     <td>true if not set. An initiator is logged on: the KDC is asked. An acceptor asks nobody and needs {@code useKeyTab},
 *     or {@code storeKey} and a password.</td></tr>
 * <tr><td>{@code storeKey}</td>
 *     <td>whether the long-term keys go into the Subject too. An initiator then accepts as well.</td></tr>
 * <tr><td>{@code refreshKrb5Config}</td>
 *     <td>nothing to do: krb5.conf is read at every login.</td></tr>
 * <tr><td>{@code debug}</td>
 *     <td>log how the login went at INFO instead of DEBUG, to the System.Logger named after the module.</td></tr>
 * </table>
 *
 * <table>
 * <caption>Options of SspiLoginModule alone</caption>
 * <tr><th>option</th><th>meaning</th></tr>
 * <tr><td>{@code services}</td>
 *     <td>fetch tickets for these services at login, and put them into the Subject: {@code "HTTP/web.example.com
 *     ldap/dc.example.com"}, separated by blanks or commas, with {@code @REALM} if it is not the one of krb5.conf. If there is
 *     no ticket for one of them, the login fails and names all of those.</td></tr>
 * <tr><td>{@code verifyKeyTab}</td>
 *     <td>the path of a keytab of this host. A password is checked by logging on, and so by whoever answers for the KDC; with this option a
 *     login counts only if that is somebody who makes a ticket that opens with a key of the keytab. For servers that ask people for
 *     passwords, anywhere the network could be somebody else's. The ticket ends up in the Subject.</td></tr>
 * <tr><td>{@code package}</td><td>the security package; Kerberos if not set. For NTLM see below.</td></tr>
 * <tr><td>{@code use}</td>
 *     <td>INBOUND, OUTBOUND or BOTH. Not set: INBOUND with {@code isInitiator=false}, BOTH with {@code storeKey=true},
 *     else OUTBOUND.</td></tr>
 * <tr><td>{@code krb5Conf}</td><td>the path of a krb5.conf for this login alone. Not set: the machine's.</td></tr>
 * <tr><td>{@code realm}, {@code kdc}</td>
 *     <td>instead of a krb5.conf: the default realm and where its KDCs are, such as {@code "127.0.0.1:88
 *     tcp/[::1]:88"}.</td></tr>
 * </table>
 *
 * <p>The keys of the shared state are {@code javax.security.auth.login.name} and {@code javax.security.auth.login.password},
 * the values a String and a char[]; a Principal and a String are taken as well, since some containers share those. What a
 * module stored it wipes and takes back when it is aborted or logged out.
 *
 * <h2>NTLM</h2>
 *
 * <pre>{@code
 * client {
 *     org.sspi4j.jaas.SspiLoginModule required
 *         package=NTLM
 *         principal="EXAMPLE\\alice";
 * };
 *
 * server {
 *     org.sspi4j.jaas.SspiLoginModule required
 *         package=NTLM
 *         use=INBOUND
 *         useAccounts=true
 *         accounts="/etc/web/accounts"
 *         targetNames="HTTP/web.example.com";
 * };
 * }</pre>
 *
 * <p>Such a login acquires a credential, <em>and proves nothing</em>: whether the password is right only a server finds out. Do not take
 * a login for the proof that somebody is alice. {@code principal} is {@code EXAMPLE\alice}, {@code alice@example.com} or {@code alice};
 * options of Kerberos, such as {@code useKeyTab}, are refused, and no krb5.conf is read.
 *
 * <table>
 * <caption>Options for NTLM alone</caption>
 * <tr><th>option</th><th>meaning</th></tr>
 * <tr><td>{@code useAccounts}</td>
 *     <td>an initiator first takes its NT hash from a file of accounts ({@code sspi account}), if it is in it; an acceptor, which
 *     needs this, finds its users there. A file that is not there at login, or lets nobody in, ends the login of either.</td></tr>
 * <tr><td>{@code accounts}</td><td>its path. Not set: the user's own.</td></tr>
 * <tr><td>{@code useNtHash}</td>
 *     <td>what the handler or another module gives in place of the password is its NT hash, in 32 hexadecimal digits.</td></tr>
 * <tr><td>{@code targetNames}</td>
 *     <td>the services that an acceptor answers to, {@code "HTTP/web.example.com"}. Not set: it does not look at what clients
 *     want to reach.</td></tr>
 * </table>
 *
 * <p>The Subject gets the {@link org.sspi4j.api.CredHandle}, and no principal: application servers would take it for the proof.
 *
 * <h2>Without a file</h2>
 *
 * <p>{@link org.sspi4j.jaas.LoginEntries} are a configuration in code, by the {@code java.security.Provider} SSPI-JAAS:
 *
 * <pre>{@code
 * var entries = LoginEntries.of("client", Map.of("useTicketCache", "true", "services", "HTTP/web.example.com"));
 * var configuration = Configuration.getInstance("SSPI", entries, new SspiJaasProvider());
 * var login = new LoginContext("client", new Subject(), new TextCallbackHandler(), configuration);
 * }</pre>
 *
 * <h2>For the JDK's own GSS-API</h2>
 *
 * <p>It works from the Subject without any flag, within {@code Subject.doAs} or {@code callAs}. What it needs of a krb5.conf,
 * which it reads once for the JVM and wherever {@code java.security.krb5.conf} says:
 *
 * <ul>
 * <li>an acceptor, with {@code storeKey=true}: nothing. The file may be empty.
 * <li>an initiator whose {@code services} were fetched at login: nothing either, if the application names them
 *     {@code HTTP/web.example.com@EXAMPLE.COM} and of the Kerberos name type, 1.2.840.113554.1.2.2.1. A host-based name
 *     ({@code HTTP@web.example.com}) needs to know the realm: {@code default_realm} or {@code [domain_realm]}.
 * <li>an initiator that goes to other services: the KDC. The JDK gets those tickets itself, and adds them to the Subject.
 * </ul>
 *
 * <p>With {@code javax.security.auth.useSubjectCredsOnly=false} the JDK runs the entry {@code com.sun.security.jgss.initiate}
 * itself; then it looks at no service tickets of the Subject, and needs to know the KDC.
 *
 * <h2>What differs from Krb5LoginModule, and why</h2>
 *
 * <ul>
 * <li>A flag that is neither {@code true} nor {@code false} is refused, where it means false there: {@code doNotPrompt=yes}
 *     would prompt.
 * <li>clearPass clears at commit and abort, as both modules document it; there it does so within login, when a module that
 *     stands later in the stack has not seen the password yet. Here the array is wiped as well.
 * <li>storePass shares the name that was used, which there is null if {@code principal} is set, and shares nothing if nobody
 *     was asked, where there it is two nulls.
 * <li>With {@code storeKey=true} an initiator logs on with its keys, also if {@code useTicketCache=true}: there the commit
 *     fails with "No key to store" as soon as the cache is good.
 * <li>A keytab is read when an acceptor logs in, and it must hold a key for it by then: one that is not there yet fails the
 *     login, or the next way is tried. There an acceptor logs in without a look at the file, and the first context fails if it is
 *     still not there. What changes in the file afterwards counts in both.
 * <li>A password that has expired leads to more questions of the handler, for the new password and once more for it, and to a change
 *     of it; there the login fails. A handler that gives each PasswordCallback the same answer gives the old one, which no policy
 *     takes: the login fails then too. {@code doNotPrompt=true} asks nothing.
 * <li>What can never be of use is refused: an acceptor with neither a keytab nor {@code storeKey}, or with a ticket cache alone.
 *     There such a login succeeds with nothing in it.
 * <li>All tickets of the cache come into the Subject, for services too; there only the ticket-granting ticket does.
 * <li>Logout removes and destroys what this login added, and nothing else; there it removes every Kerberos ticket and key,
 *     those of other modules too. What the JDK's own GSS-API has put into the Subject meanwhile is the application's to remove:
 *     {@code subject.getPrivateCredentials(KerberosTicket.class).clear()}.
 * <li>The exceptions tell what happened; there all is LoginException.
 * <li>System properties such as {@code sun.security.krb5.principal} are not looked at, and the handler gets no default name to
 *     offer: no two logins of a JVM depend on one another.
 * <li>The tickets come with a {@link org.sspi4j.api.CredHandle}.
 * </ul>
 *
 * <h2>What is left in the Subject</h2>
 *
 * <ul>
 * <li>principals: for Kerberos the {@link javax.security.auth.kerberos.KerberosPrincipal}, but none for {@code *};
 * <li>private credentials: the {@link org.sspi4j.api.CredHandle}; for Kerberos the
 *     {@link javax.security.auth.kerberos.KerberosTicket}s of an initiator, the ticket-granting ticket first, and with
 *     {@code storeKey=true} a {@link javax.security.auth.kerberos.KeyTab} or the
 *     {@link javax.security.auth.kerberos.KerberosKey}s.
 * </ul>
 *
 * <p>Logout removes exactly this and destroys it; the handle is closed. What was in the Subject before stays, also if it is
 * equal. If the Subject was made read-only in between, everything is destroyed all the same, but a KeyTab, which holds no keys;
 * the LoginException says that it stays there. Contexts that are established live on. To log out twice is fine.
 *
 * <p>In application servers the module is found with the context class loader of the thread that makes the LoginContext; it
 * needs none afterwards. A module belongs to one LoginContext and its thread; a configuration serves any number of them at
 * once.
 *
 * <h2>Behind a server that proves its users itself</h2>
 *
 * <p>{@link org.sspi4j.jaas.ProvenNameLoginModule} takes the name of a user whom an application server has proven without a password; it
 * is put in front of this one, {@code sufficient}.
 *
 * <h2>Failures</h2>
 *
 * <table>
 * <caption>Exceptions of login, each with the status in its message and the SspiException as its cause</caption>
 * <tr><th>exception</th><th>what happened</th></tr>
 * <tr><td>FailedLoginException</td>
 *     <td>SEC_E_LOGON_DENIED: a wrong password or keytab, or nobody of that name. The two are one, so that an application which
 *     shows the exception names no accounts; {@link org.sspi4j.api.SspiException#subStatus()} has what the KDC says.</td></tr>
 * <tr><td>CredentialExpiredException</td>
 *     <td>STATUS_PASSWORD_EXPIRED, STATUS_PASSWORD_MUST_CHANGE: the password has to be changed, and there was nobody to ask for a new one;
 *     or SEC_E_CONTEXT_EXPIRED: the tickets have ended</td></tr>
 * <tr><td>AccountExpiredException</td><td>STATUS_ACCOUNT_EXPIRED: the account has ended</td></tr>
 * <tr><td>AccountLockedException</td>
 *     <td>STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_LOCKED_OUT: the account is disabled or locked. Not every KDC says
 *     which.</td></tr>
 * <tr><td>AccountException</td><td>the account may not log on at this time, from this machine, or like this</td></tr>
 * <tr><td>CredentialNotFoundException</td>
 *     <td>SEC_E_NO_CREDENTIALS: no cache, no keytab, no key in it, no password that was shared</td></tr>
 * <tr><td>LoginException</td>
 *     <td>the rest: no KDC, clocks that differ, a service without a ticket, a configuration that cannot be</td></tr>
 * </table>
 */
package org.sspi4j.jaas;
