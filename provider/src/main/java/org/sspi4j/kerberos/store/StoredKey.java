package org.sspi4j.kerberos.store;

import java.util.Arrays;

/**
 * A key as files keep it. Never printed.
 *
 * @param etype the encryption type's number (RFC 3961 8), known to us or not
 * @param value the bytes of the key, not copied: whoever wipes them here wipes them
 */
public record StoredKey(int etype, byte[] value) {
    public void wipe() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "StoredKey[etype " + etype + ", " + value.length + " bytes]";
    }
}
