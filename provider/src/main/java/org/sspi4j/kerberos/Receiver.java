package org.sspi4j.kerberos;

import java.util.List;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.IntegrityException;

/** Checks and opens messages of the other side; what {@link Sender} is for the way out. */
interface Receiver {
    /**
     * A MIC token in TOKEN, over DATA.
     *
     * @param inOrder whether a message out of order is refused
     */
    MessageResult verify(List<SecBuffer> buffers, boolean inOrder) throws SspiException;

    /**
     * A Wrap token: whole in STREAM, or as {@link Sender} leaves it in TOKEN, DATA and PADDING.
     *
     * @param inOrder whether a message out of order is refused
     */
    MessageResult open(List<SecBuffer> buffers, boolean inOrder) throws SspiException;

    void wipe();

    static SspiException altered(IntegrityException e) {
        return new SspiException(
                SecurityStatus.SEC_E_MESSAGE_ALTERED, "The message was altered, or is protected with another key", e);
    }
}
