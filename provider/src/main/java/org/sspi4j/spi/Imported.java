package org.sspi4j.spi;

/**
 * A session that came from another process.
 *
 * @param initiator whether that process made it with InitializeSecurityContext
 */
public record Imported(Session session, boolean initiator) {}
