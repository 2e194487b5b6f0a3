package org.sspi4j.secur32;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Parameters that mean nothing, and have to. */
final class Reserved {
    private Reserved() {}

    static void zero(String parameter, int value) throws SspiException {
        if (value != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    parameter + " is reserved: it has to be 0 and is 0x" + Integer.toHexString(value));
        }
    }
}
