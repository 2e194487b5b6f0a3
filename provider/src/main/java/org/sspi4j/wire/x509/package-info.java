/**
 * What stands in a certificate and the JDK does not tell, or tells in another form than it stands there.
 *
 * @spec RFC 5280
 */
package org.sspi4j.wire.x509;
