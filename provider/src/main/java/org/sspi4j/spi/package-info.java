/**
 * What one writes to add a security package: a {@link org.sspi4j.spi.SecurityPackage} makes
 * {@link org.sspi4j.spi.Handshake} states; a state takes a {@link org.sspi4j.spi.Leg} and answers with a
 * {@link org.sspi4j.spi.Move}, at once or after a {@link org.sspi4j.spi.Step} that asks the world for something; the last
 * move brings the {@link org.sspi4j.spi.Session}.
 *
 * <p>Packages do no I/O, start no threads, look at no clock of their own. Failure is final: what is thrown kills the context.
 */
package org.sspi4j.spi;
