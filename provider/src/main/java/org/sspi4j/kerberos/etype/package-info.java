/**
 * Encryption and checksum types of Kerberos.
 *
 * <p>{@link org.sspi4j.kerberos.etype.EncryptionType} is the table; it makes {@link
 * org.sspi4j.kerberos.etype.ProtocolKey}s. Whole messages (tickets, authenticators, replies) go through the protocol key
 * with a usage number. A session takes a {@link org.sspi4j.kerberos.etype.SpecificKey} per direction and usage and works
 * in place.
 *
 * <p>How the token of RFC 4121 4.2.6.2 is sealed (EC = 0, rotated by RRC = 28) with a specific key: the sealed segments are
 * the 16 bytes after the checksum's place (confounder), the data, and the 16 bytes before the checksum's place (the copy of
 * the header, written there in clear); the checksum's place is the 12 bytes between them. A token with another RRC
 * is the same message with its segments elsewhere: the ciphertext begins RRC bytes after the header, and goes on right
 * after the header when it reaches the end.
 *
 * <p>Specifications: RFC 3961 (framework, simplified profile), RFC 3962 (AES with SHA-1), RFC 8009 (AES with SHA-2), RFC 6803
 * (Camellia) and RFC 4757 (RC4, whose per-message tokens are those of RFC 1964: {@link
 * org.sspi4j.kerberos.etype.Rfc1964Key}). Left out so far: the pseudo-random function. DES and 3DES are left out for good.
 */
package org.sspi4j.kerberos.etype;
