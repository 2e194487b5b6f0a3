package org.sspi4j.api;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * A security context: made by InitializeSecurityContext or AcceptSecurityContext, ended by {@link #close()}.
 *
 * <p>A context is shared in the way a socket is: one thread may send while another receives. A failed handshake call kills
 * it: from then on every call answers SEC_E_INVALID_HANDLE. A call that could not begin, because a handle does not fit or
 * another call is running, leaves it as it was; so does a message that fails its check, and only the message is refused.
 *
 * <p>That holds for messages out of order too. On a context with SEQUENCE_DETECT the message after a lost one is refused
 * with SEC_E_OUT_OF_SEQUENCE, and so is every later one until the lost one arrives: a hole cannot be skipped by ignoring an
 * error. The refused messages may be offered again in their order, as they were received. Whoever prefers to go on behind a
 * hole uses {@link #decryptMessageUnordered} and {@link #verifySignatureUnordered}, where a message counts as received once
 * it was reported.
 *
 * <p>SEC_E_CONTEXT_EXPIRED means that the peer has closed the context, or that another session has taken the place of the one
 * the call began with. The end of a ticket ends no context: {@link ContextAttribute#LIFESPAN} tells it, and the application
 * decides.
 *
 * <p>Only this library implements it; another implementation is answered with SEC_E_INVALID_HANDLE.
 */
public interface CtxtHandle extends AutoCloseable {
    /**
     * QueryContextAttributes. {@link ContextAttribute#PACKAGE_INFO} is answered before the context is complete, and what its
     * package tells so early, as Kerberos {@link ContextAttribute#LAST_CLIENT_TOKEN_STATUS}.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not complete, closed or dead;
     *     SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute, or not on this side
     */
    <T> T query(ContextAttribute<T> attribute) throws SspiException;

    /**
     * SetContextAttributes, which Schannel knows some of: see {@link SchannelAttribute}.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is closed or dead; SEC_E_UNSUPPORTED_FUNCTION if the package
     *     does not let this attribute be set
     */
    <T> void set(ContextAttribute<T> attribute, T value) throws SspiException;

    /** {@link ContextAttribute#SIZES}. */
    default ContextAttribute.Sizes sizes() throws SspiException {
        return query(ContextAttribute.SIZES);
    }

    /**
     * MakeSignature: signs the DATA buffers into the TOKEN buffer, whose limit is lowered to the signature's length.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE; SEC_E_INVALID_TOKEN if a buffer is missing; SEC_E_BUFFER_TOO_SMALL;
     *     SEC_E_QOP_NOT_SUPPORTED; SEC_E_CONTEXT_EXPIRED
     */
    void makeSignature(List<SecBuffer> message) throws SspiException;

    /**
     * VerifySignature: checks the TOKEN buffer against the DATA buffers.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE; SEC_E_INVALID_TOKEN; SEC_E_MESSAGE_ALTERED; SEC_E_OUT_OF_SEQUENCE;
     *     SEC_E_CONTEXT_EXPIRED
     */
    MessageResult verifySignature(List<SecBuffer> message) throws SspiException;

    /**
     * VerifySignature that reports a message's place instead of refusing it, as GSS-API has it.
     *
     * @throws SspiException as {@link #verifySignature}, but not SEC_E_OUT_OF_SEQUENCE
     */
    MessageResult verifySignatureUnordered(List<SecBuffer> message) throws SspiException;

    /** {@link #encryptMessage(int, List)} with {@link Qop#DEFAULT}. */
    default void encryptMessage(List<SecBuffer> message) throws SspiException {
        encryptMessage(Qop.DEFAULT, message);
    }

    /**
     * EncryptMessage, in place: the DATA buffers are encrypted where they are, the TOKEN buffer receives the rest. Sent in
     * the order token, data, padding they are what GSS_Wrap makes. Buffers that overlap are refused with SEC_E_INVALID_TOKEN if
     * they lie in arrays. Where direct memory overlaps cannot be seen: the message then is one that the peer refuses, or of another
     * text.
     *
     * @param qop {@link Qop#WRAP_NO_ENCRYPT} to sign only
     * @throws SspiException SEC_E_INVALID_HANDLE; SEC_E_INVALID_TOKEN if a buffer is missing; SEC_E_BUFFER_TOO_SMALL;
     *     SEC_E_QOP_NOT_SUPPORTED if the context has no such protection; SEC_E_CONTEXT_EXPIRED
     */
    void encryptMessage(int qop, List<SecBuffer> message) throws SspiException;

    /**
     * DecryptMessage, in place: TOKEN and DATA as EncryptMessage left them, or one STREAM with the whole message and a DATA
     * buffer, whose memory then is the plaintext inside the stream's. {@link SecBuffer#readOnlyWithChecksum} buffers stand
     * before, between or after the data as they did in EncryptMessage's list.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE; SEC_E_INVALID_TOKEN; SEC_E_MESSAGE_ALTERED; SEC_E_OUT_OF_SEQUENCE;
     *     SEC_E_CONTEXT_EXPIRED. Of the buffers' content nothing is worth reading then.
     */
    MessageResult decryptMessage(List<SecBuffer> message) throws SspiException;

    /**
     * DecryptMessage that reports a message's place instead of refusing it, as GSS-API has it.
     *
     * @throws SspiException as {@link #decryptMessage}, but not SEC_E_OUT_OF_SEQUENCE
     */
    MessageResult decryptMessageUnordered(List<SecBuffer> message) throws SspiException;

    /**
     * QuerySecurityContextToken: who the client is, as a value that outlives the context; see {@code Sspi.callAs} and
     * {@code Sspi.impersonateLoggedOnUser}.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not an acceptor's or not complete;
     *     SEC_E_NO_IMPERSONATION; SEC_E_UNSUPPORTED_FUNCTION
     */
    AccessToken accessToken() throws SspiException;

    /**
     * ImpersonateSecurityContext: from now on this thread acts as the client, until the result is closed or
     * RevertSecurityContext is called. Other libraries do not see it: they look at the Subject that {@link #callAs} binds.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not an acceptor's or not complete;
     *     SEC_E_NO_IMPERSONATION if there is no token, or if none of these is true: the token's level is below Impersonation, the
     *     process holds SeImpersonatePrivilege, the client is the caller itself; SEC_E_UNSUPPORTED_FUNCTION. The thread's
     *     identity is unchanged then, and nothing may be done for the client.
     */
    Impersonation impersonate() throws SspiException;

    /**
     * Runs an action as the client: impersonates, and binds the client's Subject for others to see. Afterwards the thread is
     * what it was.
     *
     * @throws SspiException as {@link #impersonate()}; the action has not run then
     * @throws Exception what the action throws
     */
    <T> T callAs(Callable<T> action) throws Exception;

    /**
     * What was decided on the way to this context, beginning with what its credential was made of: names, KDCs, tickets, keys
     * and fallbacks, without secrets. At most some dozens of sentences; in every state, closed too.
     */
    List<Decision> decisions();

    /**
     * A task that acts as the client wherever it is run, for as long as it runs: what {@link #callAs} does, on another thread.
     * Nothing else carries a client's identity to another thread: neither new threads nor pools, streams or futures inherit it,
     * and what a wrapped task hands on is wrapped again or runs as the process. Before JDK 24 the JDK itself hands the Subject that
     * it sees inside {@link #callAs} on to threads that begin there, and they keep it: its own libraries act as the client in them,
     * whatever they are used for later. A pool begins its threads when it is given something to do, wherever it was made: hand tasks
     * over through {@link #wrap(Executor)}, which begins threads outside, or have the threads begin before
     * ({@code prestartAllCoreThreads}).
     *
     * <p>Whether the caller may act as the client is decided here, on the calling thread. If the privilege is the reason, it is
     * looked at once more when the task begins. The context may be closed meanwhile.
     *
     * @return throws SEC_E_NO_IMPERSONATION without running the task if the privilege was withdrawn meanwhile
     * @throws SspiException as {@link #impersonate()}
     */
    <T> Callable<T> wrap(Callable<T> task) throws SspiException;

    /**
     * {@link #wrap(Callable)} for a task without a result.
     *
     * @return throws a {@link java.util.concurrent.RejectedExecutionException} without running the task if the privilege was
     *     withdrawn meanwhile
     * @throws SspiException as {@link #impersonate()}
     */
    Runnable wrap(Runnable task) throws SspiException;

    /**
     * An executor whose tasks act as the client, each for as long as it runs; the threads are what they were before and after.
     * For {@code CompletableFuture.supplyAsync(task, executor)} and the like.
     *
     * @return rejects tasks with a {@link java.util.concurrent.RejectedExecutionException} if the privilege was withdrawn
     *     meanwhile; a task that was taken is run
     * @throws SspiException as {@link #impersonate()}
     */
    Executor wrap(Executor executor) throws SspiException;

    /** Whether InitializeSecurityContext made it; else AcceptSecurityContext did. In every state. */
    boolean isInitiator();

    /**
     * The largest message whose {@link #encryptMessage(int, List)} makes at most so many bytes, token, data and padding
     * together; 0 if there is none. One byte more does not fit.
     *
     * @param qop {@link Qop#WRAP_NO_ENCRYPT} for one that is signed only
     * @param largestToken in bytes; a negative number counts as 0
     * @throws SspiException SEC_E_INVALID_HANDLE
     */
    int wrapSizeLimit(int qop, int largestToken) throws SspiException;

    /**
     * Whether {@link #export()} can be called: the context is complete, and its package offers it.
     *
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not complete, closed or dead
     */
    boolean isExportable() throws SspiException;

    /** {@link #export(Set)} with DELETE_OLD alone: the context moves. */
    default byte[] export() throws SspiException {
        return export(Set.of(ExportFlag.DELETE_OLD)).packed();
    }

    /**
     * ExportSecurityContext: the context's state, for {@code importSecurityContext} in this or another process of the same user on
     * the same machine. It is sealed with the user's key file, which the first export makes: who has the bytes alone learns
     * nothing of the context's keys and can change nothing. They are imported once, within an hour at least and seven days at
     * most, else until the context ends. {@code Sspi.exportSecurityContext} takes another key file than the user's.
     *
     * @param flags none: this context lives on beside its copy, see {@link ExportFlag#DELETE_OLD}
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not complete, closed or dead; SEC_E_UNSUPPORTED_FUNCTION if
     *     the package does not offer it, for TO_KERNEL, and for flags that would undo the protection, which for a Kerberos context
     *     with an RC4 key is all but DELETE_OLD alone; SEC_E_CANNOT_PACK if the key file can be neither used nor made. The context
     *     stays as it was then
     */
    PackedContext export(Set<ExportFlag> flags) throws SspiException;

    /**
     * DeleteSecurityContext: wipes its keys. Closing twice is fine. An impersonation goes on until it is reverted, and what was wrapped
     * goes on too.
     */
    @Override
    void close();
}
