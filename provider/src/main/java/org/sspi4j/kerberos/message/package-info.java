/**
 * The messages of Kerberos: one record per ASN.1 type, under the specification's names, and the assigned numbers.
 *
 * <p>A message carries {@code wire}, the octets as sent or received, and has two makers: {@code decode(wire)} and {@code of(...)}; do not
 * use the constructor. What only occurs inside messages ({@link org.sspi4j.kerberos.message.PrincipalName},
 * {@link org.sspi4j.kerberos.message.EncryptedData}, ...) carries none and is encoded where it is put, or alone with
 * {@link org.sspi4j.wire.asn1.DerWriter#encode}. {@code decode} throws {@link org.sspi4j.wire.DecodeException} and nothing else, and what
 * it accepts is what {@code of} writes, octet for octet. {@code of} answers values that no message can carry with
 * {@link java.lang.IllegalArgumentException}. Makers take the arrays they are given, accessors give them out; equality of messages is of
 * no use, because that of arrays is not.
 *
 * <p>Strict: versions, message types, the order and the number of components, ranges, the 32 bits of flags. Tolerated, because peers
 * send it: signed 32-bit numbers where unsigned ones are due (nonce, seq-number, kvno), any octets in the e-text and e-data of a KRB-ERROR
 * and in the salt of ETYPE-INFO2, names without a component (Heimdal), EncTGSRepPart in an AS-REP, empty lists where the specification says
 * they should not be (but not in additional-tickets).
 *
 * <p>Left out: KRB-SAFE and KRB-PRIV, PA-ETYPE-INFO, and what later steps bring (KRB-CRED, FAST, PKINIT, S4U).
 *
 * @spec RFC 4120 5
 * @spec RFC 4121 4.1
 * @spec MS-KILE 2.2
 */
package org.sspi4j.kerberos.message;
