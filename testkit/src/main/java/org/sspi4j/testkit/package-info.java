/**
 * A Kerberos realm for tests: {@link org.sspi4j.testkit.EmbeddedKdc} in this JVM, {@link org.sspi4j.testkit.KerberosRealm} to have one from
 * JUnit 5, {@link org.sspi4j.testkit.ForkedJvm} to try clients that insist on JVM-global properties.
 *
 * <p>Messages, encryption and the course of an exchange are those of Apache Kerby 2.1; the sockets, and what Kerby's KDC gets wrong and a
 * client would notice, are of this package: each class says what. Kerby logs through slf4j.
 *
 * <p>{@link org.sspi4j.testkit.TestPki} has certificates: authorities in memory, and what they issue, good and bad.
 *
 * <p>Known limits, beside those of {@link org.sspi4j.testkit.EmbeddedKdc}: a nonce of 2^31 and above comes back as a negative number.
 */
package org.sspi4j.testkit;
