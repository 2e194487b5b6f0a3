package org.sspi4j.kerberos;

import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** Protects messages of one side: with the tokens of RFC 4121, or with those of RFC 1964 if the key is of an old type. */
interface Sender {
    /** Bytes that {@link #seal} may need in TOKEN. */
    int trailer();

    /** Bytes that {@link #sign} may need in TOKEN. */
    int signature();

    /** A Wrap token with confidentiality. */
    void seal(List<SecBuffer> buffers) throws SspiException;

    /** A Wrap token without confidentiality: the data stays as it is. */
    void wrap(List<SecBuffer> buffers) throws SspiException;

    /** A MIC token. */
    void sign(List<SecBuffer> buffers) throws SspiException;

    /** The number of the next message. */
    long next();

    /**
     * The longest data whose Wrap token, with padding, has at most so many bytes; 0 if there is none.
     *
     * @param seal whether it is encrypted
     */
    int wrapSizeLimit(boolean seal, int largestToken);

    void wipe();
}
