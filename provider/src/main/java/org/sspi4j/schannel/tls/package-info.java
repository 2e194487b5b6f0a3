/**
 * TLS without sockets, as Schannel needs it: {@link org.sspi4j.schannel.tls.TlsEngines} makes a
 * {@link org.sspi4j.schannel.tls.TlsEngine} for each context, which takes records and makes records. Implemented once over the
 * JDK's {@code SSLEngine} and once over Bouncy Castle's TLS.
 */
package org.sspi4j.schannel.tls;
