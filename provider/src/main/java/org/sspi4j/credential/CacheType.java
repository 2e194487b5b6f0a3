package org.sspi4j.credential;

import java.util.List;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.store.CredentialCache;

/** Where caches of one type are kept. */
interface CacheType {
    /**
     * The cache in one of MIT krb5's file formats; whoever asks wipes it.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if there is none
     */
    byte[] read(CacheName name) throws SspiException;

    /**
     * The other caches of the collection whose default one the name stands for.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if it cannot be read
     */
    default List<CacheName> others(CacheName name) throws SspiException {
        return List.of();
    }

    /**
     * Puts tickets into the cache.
     *
     * @param anew whether the cache becomes just this; otherwise tickets take the place of those for the same service, and
     *     what programs remember in the cache stays
     * @return the cache's own name, where {@code name} is that of a collection
     * @throws SspiException SEC_E_NO_CREDENTIALS if it cannot be written; SEC_E_WRONG_PRINCIPAL if it is somebody else's
     */
    CacheName store(CacheName name, CredentialCache tickets, boolean anew) throws SspiException;
}
