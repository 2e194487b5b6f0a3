package org.sspi4j.kerberos.etype;

import org.sspi4j.wire.DecodeException;

/**
 * The algorithms behind a row of {@link EncryptionType}; stateless.
 *
 * @spec RFC 3961 3
 */
interface Profile {
    /** @param s2kparams as the KDC sent them, or the type's default */
    byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException;

    byte[] defaultS2kparams();

    /** Whether the checksum stands before what is encrypted, and not behind it. */
    default boolean checksumFirst() {
        return false;
    }

    /** @param base of the protocol key, which wipes it: not copied */
    DerivedKeys derive(byte[] base, int usage);

    /** As above; what encryption needs is derived together with the companion's, if that saves work. */
    default DerivedKeys derive(byte[] base, int usage, DerivedKeys companion) {
        return derive(base, usage);
    }
}
