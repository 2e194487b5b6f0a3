/**
 * DER, strictly: one reader, one writer, object identifiers.
 *
 * <p>The reader refuses what the writer would not write: indefinite and padded lengths, padded integers, constructed strings, trailing
 * octets, high tag numbers (nothing here needs them), booleans other than 00 and FF, times that are not of the calendar. The tests ask
 * Bouncy Castle whether it agrees.
 *
 * @spec X.690
 */
package org.sspi4j.wire.asn1;
