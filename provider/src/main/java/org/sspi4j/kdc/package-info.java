/**
 * Finding and talking to KDCs. What comes back is only looked at to see whether the KDC wants to be asked over TCP; whether it
 * is to be believed is for the Kerberos package to say.
 */
package org.sspi4j.kdc;
