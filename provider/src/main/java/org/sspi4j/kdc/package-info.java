/**
 * Finding and talking to KDCs. What comes back is only looked at to see whether it is a whole message, whether the KDC wants to
 * be asked over TCP, and whether it leaves the answer to another one; whether it is to be believed is for the Kerberos package
 * to say. Whoever can send from the KDC's own address can end an exchange by an error that is well made: errors are not
 * authenticated, and no context comes of them.
 */
package org.sspi4j.kdc;
