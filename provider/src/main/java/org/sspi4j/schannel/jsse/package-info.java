/** The JDK's TLS: {@link org.sspi4j.schannel.tls.TlsEngine} over {@link javax.net.ssl.SSLEngine} of SunJSSE. */
package org.sspi4j.schannel.jsse;
