/**
 * Schannel's TLS over Bouncy Castle's low-level protocol classes. It tells what the JDK's engine does not, on every JDK: the
 * tls-unique binding and keying material. Read {@link org.sspi4j.schannel.bctls.BouncyCastleEngine} first.
 *
 * <p>Follows RFC 8446 and RFC 5246, with RFC 5746 and RFC 7627; TLS 1.1 and 1.0 only where they are named. Nobody is anonymous, every
 * key exchange has forward secrecy, and no signature is made or taken with SHA-1 under TLS 1.2 and later. Renegotiation is refused.
 *
 * <p>Left out, as Bouncy Castle leaves it out: sessions are resumed under TLS 1.2 and before, by session id; a ticket of TLS 1.3 is
 * read and forgotten, and a server of TLS 1.3 sends none. No early data, no authentication after the handshake, no OCSP stapling.
 */
package org.sspi4j.schannel.bctls;
