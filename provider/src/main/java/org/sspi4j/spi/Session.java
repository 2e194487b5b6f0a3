package org.sspi4j.spi;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * An established context. Built from proofs, so that an unverified one cannot be written. One thread may send while another
 * receives: each direction has its lock.
 *
 * <p>{@code messageSeqNo} is the caller's sequence number on datagram contexts and ignored on others.
 */
public interface Session extends AutoCloseable {
    /** What was granted. */
    Set<ContextFlag> flags();

    /** When it ends; {@link Instant#MAX} if it never does. */
    Instant expiry();

    /**
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for an attribute that it does not know
     */
    <T> T query(ContextAttribute<T> attribute) throws SspiException;

    /**
     * SetContextAttributes. By default the package lets none be set.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION
     */
    default <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        throw unsupported("to set " + attribute);
    }

    /** MakeSignature. By default the package has none. */
    default void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        throw unsupported("MakeSignature");
    }

    /** VerifySignature that reports a message's place: one out of order counts as received. By default there is none. */
    default MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        throw unsupported("VerifySignature");
    }

    /**
     * VerifySignature that refuses a message out of order. A session that keeps count of its messages overrides this: the
     * refused message must not count as received.
     *
     * @throws SspiException SEC_E_OUT_OF_SEQUENCE
     */
    default MessageResult verifySignatureInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return inOrder(verifySignature(message, messageSeqNo));
    }

    /** EncryptMessage. By default the package has none. */
    default void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        throw unsupported("EncryptMessage");
    }

    /** DecryptMessage that reports a message's place: one out of order counts as received. By default there is none. */
    default MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        throw unsupported("DecryptMessage");
    }

    /**
     * DecryptMessage that refuses a message out of order. A session that keeps count of its messages overrides this: the
     * refused message must not count as received, and its plaintext must not stay in the buffers.
     *
     * @throws SspiException SEC_E_OUT_OF_SEQUENCE
     */
    default MessageResult decryptMessageInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return inOrder(decryptMessage(message, messageSeqNo));
    }

    /** ApplyControlToken. By default the package has none. */
    default void applyControlToken(List<SecBuffer> input) throws SspiException {
        throw unsupported("ApplyControlToken");
    }

    /**
     * Initialize or accept was called on the established context: re-authentication, renegotiation, shutdown. The state that
     * takes the call; when it is done, its session takes the place of this one.
     *
     * @throws SspiException SEC_E_OUT_OF_SEQUENCE if the package has no such thing; the context stays as it was
     */
    default Handshake reopen() throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The context is established already");
    }

    /**
     * Who the client is. By default the package cannot tell.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION; SEC_E_NO_IMPERSONATION
     */
    default AccessToken accessToken() throws SspiException {
        throw unsupported("QuerySecurityContextToken");
    }

    /**
     * The largest message whose EncryptMessage makes at most so many bytes, token, data and padding together; 0 if there is
     * none. By default what {@link ContextAttribute#SIZES} leaves, which a session whose tokens are shorter overrides.
     *
     * @param qop {@link org.sspi4j.api.Qop}, as for {@link #encryptMessage}
     * @param largestToken in bytes, not negative
     */
    default int wrapSizeLimit(int qop, int largestToken) throws SspiException {
        var sizes = query(ContextAttribute.SIZES);
        int padding = sizes.blockSize() > 1 ? sizes.blockSize() : 0;
        return Math.max(0, largestToken - sizes.securityTrailer() - padding);
    }

    /** Whether {@link #export} gives its state away. */
    default boolean isExportable() {
        return false;
    }

    /**
     * ExportSecurityContext: all that {@link SecurityPackage#importContext} needs to go on from here, keys included; the engine
     * seals and wipes it. By default the package does not offer it.
     *
     * @param flags with DELETE_OLD the session is closed in the same moment, so that no number is used twice; with RESET_NEW the
     *     copy is to begin as after the handshake. Never TO_KERNEL
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION, for flags too that would undo the protection; the session stays as it was
     */
    default byte[] export(Set<ExportFlag> flags) throws SspiException {
        throw unsupported("ExportSecurityContext");
    }

    /** Wipes its keys. */
    @Override
    void close();

    private static MessageResult inOrder(MessageResult result) throws SspiException {
        if (result.sequence() == MessageResult.Sequence.IN_ORDER) {
            return result;
        }
        throw new SspiException(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The message is not the next one: " + result.sequence());
    }

    private static SspiException unsupported(String function) {
        return new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This security package does not offer " + function);
    }
}
