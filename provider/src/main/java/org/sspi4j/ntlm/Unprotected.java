package org.sspi4j.ntlm;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Rc4Stream;

/**
 * Neither SIGN nor SEAL: nothing is signed. The dummy signature that ALWAYS_SIGN stands for has the same bytes for everybody and every
 * message, so it is neither made nor taken for one.
 *
 * @spec MS-NLMP 2.2.2.5
 */
final class Unprotected implements Protection {
    @Override
    public void protect(MessageScratch scratch, int messageSeqNo) throws SspiException {
        throw unsigned();
    }

    @Override
    public void open(MessageScratch scratch, int messageSeqNo) throws SspiException {
        throw unsigned();
    }

    private static SspiException unsigned() {
        return new SspiException(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "Messages of this context are neither signed nor sealed");
    }

    @Override
    public void save(Rc4Stream to) {
        // There is no key stream.
    }

    @Override
    public void restore(Rc4Stream from) {
        // There is no key stream.
    }

    @Override
    public void wipe() {
        // There is no key.
    }
}
