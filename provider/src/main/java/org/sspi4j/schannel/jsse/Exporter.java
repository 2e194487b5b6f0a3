package org.sspi4j.schannel.jsse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** {@code ExtendedSSLSession.exportKeyingMaterialData}, which came with JDK 25 and cannot be seen at release 17. */
final class Exporter {
    static final Exporter INSTANCE = new Exporter();

    private final Method method;

    private Exporter() {
        Method found;
        try {
            found = ExtendedSSLSession.class.getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class);
        } catch (NoSuchMethodException e) {
            found = null;
        }
        this.method = found;
    }

    byte[] export(ExtendedSSLSession session, String label, Optional<byte[]> context, int length) throws SspiException {
        if (method == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The JDK's TLS exports keying material from JDK 25 on: run on it, or take a credential with TlsBackend.BOUNCY_CASTLE");
        }
        try {
            return (byte[]) method.invoke(session, label, context.orElse(null), length);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The JDK's TLS does not export keying material of this connection: " + e.getCause().getMessage(),
                    e.getCause());
        }
    }
}
