/**
 * Certificates of both sides of TLS: {@link org.sspi4j.schannel.certificate.ServerCertificateCheck} and
 * {@link org.sspi4j.schannel.certificate.ClientCertificateCheck} look at the peer's,
 * {@link org.sspi4j.schannel.certificate.OwnCertificates} picks one to show, and
 * {@link org.sspi4j.schannel.certificate.EndpointBinding} ties other protocols to a server's.
 *
 * <p>Paths, signatures and revocation are the JDK's PKIX; its own check of names is not used. Names are compared here, by RFC 9525:
 * subject alternative names alone, of ASCII alone.
 *
 * @spec RFC 5280; RFC 9525; RFC 5929
 */
package org.sspi4j.schannel.certificate;
