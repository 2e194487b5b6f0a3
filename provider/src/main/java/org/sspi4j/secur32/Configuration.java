package org.sspi4j.secur32;

import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/** Where a call has its realms and KDCs from. */
@FunctionalInterface
interface Configuration {
    KerberosConfig now() throws SspiException;
}
