package org.sspi4j.kerberos.message;

import java.util.Arrays;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A key and the encryption type that it is for. Prints no key.
 *
 * @spec RFC 4120 5.2.9
 */
public record EncryptionKey(int keytype, byte[] keyvalue) implements DerValue {
    public static EncryptionKey decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "EncryptionKey"));
    }

    static EncryptionKey read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int keytype = in.tagged(0, "keytype").int32();
        byte[] keyvalue = in.tagged(1, "keyvalue").octetString();
        in.end();
        return new EncryptionKey(keytype, keyvalue);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.octetString(keyvalue).tagged(1);
        out.integer(keytype).tagged(0);
        out.sequence(end);
    }

    /** Overwrites the key with zeros. */
    public void wipe() {
        Arrays.fill(keyvalue, (byte) 0);
    }

    @Override
    public String toString() {
        return "EncryptionKey[keytype=" + keytype + ", " + keyvalue.length + " octets]";
    }
}
