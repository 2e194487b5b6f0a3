package org.sspi4j.kdc;

import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/** Carries a request to a KDC of a realm and brings its reply. */
@FunctionalInterface
public interface KdcTransport {
    /**
     * @param request a KDC-REQ, without the length of the TCP form
     * @param deadline when to give up, a value of {@link System#nanoTime()}
     * @return the reply, whatever it says
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY, naming every KDC tried, if none answers
     */
    byte[] exchange(KerberosConfig config, String realm, byte[] request, long deadline) throws SspiException;
}
