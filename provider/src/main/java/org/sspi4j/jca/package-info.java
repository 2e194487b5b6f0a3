/** The door of the Java Cryptography Architecture: security packages as services of a {@code java.security.Provider}. */
package org.sspi4j.jca;
