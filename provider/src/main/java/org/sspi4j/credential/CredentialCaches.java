package org.sspi4j.credential;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.wire.DecodeException;

/**
 * The credential caches that there are: FILE, DIR and KCM, which other programs see too, and MEMORY, which only whoever holds
 * this object sees.
 *
 * @spec MIT krb5 basic/ccache_def "ccache types"
 */
public final class CredentialCaches {
    private final Map<String, CacheType> types;

    public CredentialCaches() {
        var file = new FileCaches();
        types = Map.of(
                "FILE", file,
                "WRFILE", file,
                "DIR", new DirCaches(file),
                "MEMORY", new MemoryCaches());
    }

    /**
     * A cache in one of MIT krb5's file formats, whatever its type; whoever asks wipes it.
     *
     * @param name with the type before a colon; a file's without
     * @throws SspiException SEC_E_NO_CREDENTIALS if there is none, or no such type
     */
    public byte[] read(String name, KerberosConfig config) throws SspiException {
        var parsed = CacheName.of(name);
        return type(parsed, config).read(parsed);
    }

    /**
     * The other caches of a collection; none, for types that know no collections and for a cache that was named as one of several.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if it cannot be read, or there is no such type
     */
    public List<String> others(String name, KerberosConfig config) throws SspiException {
        var parsed = CacheName.of(name);
        return type(parsed, config).others(parsed).stream().map(CacheName::toString).toList();
    }

    /**
     * Puts tickets into a cache, which is made if it is not there.
     *
     * @param tickets a cache in MIT krb5's file format: whose tickets, and the tickets
     * @param anew whether the cache becomes just this; otherwise tickets take the place of those for the same service
     * @return the cache's own name, where {@code name} is that of a collection
     * @throws SspiException SEC_E_NO_CREDENTIALS if it cannot be written; SEC_E_WRONG_PRINCIPAL if it is somebody else's
     */
    public String store(String name, byte[] tickets, boolean anew, KerberosConfig config) throws SspiException {
        var parsed = CacheName.of(name);
        var added = decoded(parsed, tickets);
        try {
            return type(parsed, config).store(parsed, added, anew).toString();
        } finally {
            added.wipe();
        }
    }

    private CacheType type(CacheName name, KerberosConfig config) throws SspiException {
        if (name.type().equals("KCM")) {
            return new KcmCaches(config.kcmSocket().orElse(KcmConnection.SOCKET));
        }
        var type = types.get(name.type());
        if (type == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The credential cache " + name + " is of a type that is not known here: name one of type FILE, DIR, KCM or MEMORY,"
                            + " in KRB5CCNAME or default_ccache_name for instance");
        }
        return type;
    }

    /** The cache, if tickets may be added to it. */
    static CredentialCache ofSameOwner(CacheName name, byte[] present, CredentialCache added) throws SspiException {
        var before = decoded(name, present);
        if (!before.defaultPrincipal().names(added.defaultPrincipal())) {
            before.wipe();
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                    name + " is the cache of " + before.defaultPrincipal() + ": tickets of " + added.defaultPrincipal()
                            + " are not added to it");
        }
        return before;
    }

    static CredentialCache decoded(CacheName name, byte[] wire) throws SspiException {
        try {
            return CredentialCache.decode(wire);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, name + " cannot be read: " + e.getMessage(), e);
        } finally {
            Arrays.fill(wire, (byte) 0);
        }
    }

    static SspiException none(CacheName name, String why, Exception cause) {
        return new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "There is no credential cache at " + name + ": " + why, cause);
    }
}
