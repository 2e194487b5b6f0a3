/**
 * The machine behind the doors. A call goes: handle, context, {@code HandshakeCall}, a state of the package, and back. The state
 * is taken out of its context before it runs, so that a failure leaves nothing that could be called again; questions of the
 * package are answered by a world that blocks or by one that does not.
 */
package org.sspi4j.engine;
