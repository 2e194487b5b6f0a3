package org.sspi4j.secur32;

import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * SecBufferDesc: the buffers of a call. Another version than {@link #SECBUFFER_VERSION}, or a buffer that is null, is
 * SEC_E_INVALID_PARAMETER.
 *
 * @param ulVersion 0
 * @param pBuffers looked at when a call begins, and changed by none: calls change the buffers
 */
public record SecBufferDesc(int ulVersion, List<SecBuffer> pBuffers) {
    /** SECBUFFER_VERSION. */
    public static final int SECBUFFER_VERSION = 0;

    public static SecBufferDesc of(SecBuffer... pBuffers) {
        return new SecBufferDesc(SECBUFFER_VERSION, List.of(pBuffers));
    }

    /** How many there are. */
    public int cBuffers() {
        return pBuffers == null ? 0 : pBuffers.size();
    }

    /** Those of an optional parameter, none for null. */
    static List<SecBuffer> buffers(String parameter, SecBufferDesc desc) throws SspiException {
        if (desc == null || desc.pBuffers == null && desc.ulVersion == SECBUFFER_VERSION) {
            return List.of();
        }
        if (desc.ulVersion != SECBUFFER_VERSION) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "ulVersion of " + parameter + " is " + desc.ulVersion + "; SECBUFFER_VERSION is " + SECBUFFER_VERSION);
        }
        var buffers = desc.pBuffers.toArray(SecBuffer[]::new);
        for (int i = 0; i < buffers.length; i++) {
            if (buffers[i] == null) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, "Buffer " + i + " of " + parameter + " is null");
            }
        }
        return List.of(buffers);
    }

    /** Those of a parameter that has to be there. */
    static List<SecBuffer> required(String parameter, SecBufferDesc desc) throws SspiException {
        if (desc == null) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, parameter + " is null");
        }
        return buffers(parameter, desc);
    }
}
