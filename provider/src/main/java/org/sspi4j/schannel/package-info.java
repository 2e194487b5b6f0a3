/**
 * Schannel: TLS as a security package.
 *
 * <pre>
 * client: Start ----> AwaitRecords* ----> established      server: AwaitClientHello ----> AwaitRecords* ----> established
 *                        |      ^                                                                              |     ^
 *                        v      |                                                      after SEC_I_RENEGOTIATE |     |
 *                     AwaitCertificate                                                 or SCHANNEL_SHUTDOWN    v     |
 *                                                                                                         AfterHandshake
 * </pre>
 *
 * <p>The protocol itself is not ours: {@link org.sspi4j.schannel.tls.TlsEngine} is the JDK's SSLEngine or Bouncy Castle's TLS, and the one
 * place where a state is not a value. Ours is what Schannel adds: where records begin and end in the caller's bytes
 * ({@code TlsRecord}, {@code Flight}), messages in the caller's memory ({@code SendingSide}, {@code ReceivingSide}), who may resume whose
 * session ({@code ClientSessions}), what becomes of a question for a certificate ({@code CertificateQuestion}), whose certificates hold
 * ({@link org.sspi4j.schannel.certificate}), and which status each failure is.
 *
 * <p>A client's TLS asks for its certificate in the middle of a task, and wants the answer at once. Such tasks are
 * {@link org.sspi4j.spi.Need.Suspendable}: the engine of this library runs them where they may wait until the caller's next call. That
 * changes threads once for each call, and happens only where the server may have asked: {@code CertificateRequests} reads in the records
 * whether it did.
 *
 * <p>Left out: DTLS, renegotiation (never), pre-shared keys, early data, client authentication after the handshake, messages without
 * records (QUIC), alerts of the caller's choice.
 */
package org.sspi4j.schannel;
