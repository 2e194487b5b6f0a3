/**
 * Every cipher, digest and MAC. The only package that sees {@code javax.crypto}: AES and SHA come from the JDK, whose
 * intrinsics nothing in Java can match. It sees Bouncy Castle too, for what the JDK lacks or a policy may
 * take from it: Camellia, CMAC, RC4, DES and MD4. Each of these has a class here, so that no other program loads any of it. One cipher
 * is our own, {@link org.sspi4j.crypto.Rc4Stream}, because no other can be taken back to where it was; Bouncy Castle's judges it.
 *
 * <p>Three things make a message cost what its ciphers cost. Whatever is expensive to make is leased ({@link
 * org.sspi4j.crypto.Leases}) and never looked up per message. Everything works in place on the caller's memory ({@link
 * org.sspi4j.crypto.ScatteredBytes}), in pieces of 8 KiB through one scratch array ({@link org.sspi4j.crypto.Workspace}).
 * Randomness is a parameter ({@link org.sspi4j.crypto.RandomSource}).
 *
 * <p>Neither the JDK's cipher objects nor Bouncy Castle's can be wiped. Their key schedule is overwritten when the key is closed.
 */
package org.sspi4j.crypto;
