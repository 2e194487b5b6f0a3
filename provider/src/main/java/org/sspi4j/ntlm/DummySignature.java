package org.sspi4j.ntlm;

import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Rc4Stream;

/**
 * ALWAYS_SIGN without SIGN: "a dummy signature", for protocols that leave room for one whether they sign or not. The context does
 * not claim INTEGRITY.
 *
 * @spec MS-NLMP 2.2.2.5
 */
final class DummySignature implements Protection {
    @Override
    public void protect(MessageScratch scratch, int messageSeqNo) {
        MessageSignature.begin(scratch.signature);
    }

    @Override
    public void open(MessageScratch scratch, int messageSeqNo) throws SspiException {
        MessageSignature.begin(scratch.expected);
        MessageSignature.requireSame(scratch.expected, scratch.signature);
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
