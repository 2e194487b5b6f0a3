package org.sspi4j.benchmarks;

import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;

/** The encryption type that a context's messages are protected with. */
final class KeyTypes {
    private KeyTypes() {}

    static EncryptionType of(CtxtHandle context) throws SspiException {
        return EncryptionType.of(context.query(ContextAttribute.SESSION_KEY).type()).orElseThrow();
    }
}
