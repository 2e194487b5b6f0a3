/**
 * The vocabulary of SSPI: handles, statuses, flags, buffers, credentials, under the names of sspi.h in Java's case. Nothing
 * here does anything; {@link org.sspi4j.Sspi} does.
 */
package org.sspi4j.api;
