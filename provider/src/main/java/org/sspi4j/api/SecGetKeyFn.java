package org.sspi4j.api;

import java.util.Objects;

/**
 * SEC_GET_KEY_FN: where a server's keys come from if not out of a keytab, such as the transport of a remote procedure call. Called
 * while a context is accepted, by whatever thread that runs on, for several contexts at once.
 */
@FunctionalInterface
public interface SecGetKeyFn {
    /**
     * @param argument what was given together with the function, unchanged
     * @param principal whose key is wanted, as the package writes names: {@code HTTP/web.example.com@EXAMPLE.COM}
     * @param keyVer the key's version, without sign; 0 for the newest
     * @return the key; the package copies it and closes its value
     * @throws SspiException what the context then fails with, such as SEC_E_NO_CREDENTIALS if there is no such key
     */
    Key getKey(Object argument, String principal, int keyVer) throws SspiException;

    /**
     * A key of a server.
     *
     * @param type the package's own number for the kind of key, such as a Kerberos encryption type
     */
    record Key(int type, Secret value) {
        public Key {
            Objects.requireNonNull(value, "value");
        }
    }
}
