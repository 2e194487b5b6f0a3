package org.sspi4j.credential;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.store.CredentialCache;

/** MEMORY: caches that nobody but this process sees, by name. */
final class MemoryCaches implements CacheType {
    private final Map<String, byte[]> caches = new LinkedHashMap<>();

    @Override
    public synchronized byte[] read(CacheName name) throws SspiException {
        byte[] cache = caches.get(name.residual());
        if (cache == null) {
            throw CredentialCaches.none(name, "nothing was saved there in this process", null);
        }
        return cache.clone();
    }

    @Override
    public synchronized CacheName store(CacheName name, CredentialCache tickets, boolean anew) throws SspiException {
        byte[] present = caches.get(name.residual());
        byte[] wire;
        if (present == null || anew) {
            wire = tickets.encode();
        } else {
            var before = CredentialCaches.ofSameOwner(name, present.clone(), tickets);
            wire = before.with(tickets.credentials()).encode();
            before.wipe();
        }
        if (present != null) {
            Arrays.fill(present, (byte) 0);
        }
        caches.put(name.residual(), wire);
        return name;
    }
}
