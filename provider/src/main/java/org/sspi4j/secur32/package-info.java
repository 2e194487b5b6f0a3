/**
 * The functions of sspi.h with all their parameters, in the header's order and under the header's names:
 * {@link org.sspi4j.secur32.Secur32} is the library of that name. It is a door beside {@link org.sspi4j.Sspi}: the same engine, the same
 * handles, the same validation behind both.
 *
 * <p>A parameter that C reads is a parameter. One that C writes through a pointer is a component of the {@link org.sspi4j.secur32.Result},
 * in the order of the header. Memory that the caller brings to be written into ({@code pInput}, {@code pOutput}, {@code pMessage}) is a
 * parameter too, a {@link org.sspi4j.secur32.SecBufferDesc}. Where C takes {@code PSECURITY_STRING} or {@code LPSTR}, there is a W form
 * with {@link org.sspi4j.secur32.SecurityString} and an A form with {@link org.sspi4j.secur32.AnsiString}; neither takes half of a
 * surrogate pair or a NUL inside, and the message says where it is.
 *
 * <p>Every call answers with a status, and throws nothing for what it was given or what it came to: what the short forms throw is
 * {@link org.sspi4j.secur32.Result#failure()}, with its message, its decisions and what there is to tell the peer. Two things are ours
 * and not C's: a handle cannot be forged, so that SEC_E_INVALID_HANDLE is certain where C has undefined behaviour; and a context whose
 * token did not fit into the caller's buffer is deleted, because nobody could go on with it.
 *
 * @spec sspi.h
 */
package org.sspi4j.secur32;
