/**
 * A valve for Tomcat 10.1 and 11: {@link org.sspi4j.tomcat.SspiAuthenticator}. What it finds out it finds out with
 * {@link org.sspi4j.http.HttpAuthenticator}; here is what Tomcat has its own way for: settings, connections, certificates, sessions, roles.
 *
 * <h2>Connections</h2>
 *
 * <p>A handshake of several requests belongs to a connection. Tomcat has no place for attributes of one, but the object that
 * {@code ServletRequest.getServletConnection()} answers is made once for a socket, is the same one for all of its requests, and goes when
 * the socket does; its id is of a counter that never goes back. The object is the key, by identity (two are equal in Tomcat 11 if their
 * ids are), and held weakly, so that nothing has to be told when a connection ends. Addresses and ports are looked at nowhere: they
 * come again.
 *
 * <p>Over HTTP/2 requests are under way at the same time, and over AJP there is a proxy with many clients. Their requests have no
 * connection in this sense: Kerberos, which needs one request, is taken there, and NTLM is not.
 *
 * <h2>Sessions</h2>
 *
 * <p>{@code cache} is false if not set, which is not so in Tomcat's own valves: each request proves whose it is. With {@code cache="true"}
 * a session stands for its user
 *
 * <ul>
 * <li>until the ticket ends that it was begun with, and not a second longer, however often it is used; also where no proof is asked for;
 * <li>only for requests without credentials of their own. Those that have some are examined, and if they are another user's, the session
 *     is ended before that user gets anywhere near it.
 * </ul>
 *
 * <p>A session in which somebody was proven is that user's from then on, remembered or not, on disk and on other servers too. One in which
 * nobody has proven anything here is nobody's, whoever else has put a principal into it; so is, until the next request, one that an
 * application begins asynchronously, when the valve has returned. A SingleSignOn valve is neither asked nor told: what it remembers has no
 * end that this policy knows.
 */
package org.sspi4j.tomcat;
