package org.sspi4j.kerberos;

import java.util.Arrays;
import java.util.function.Supplier;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.Decoded.Decoder;

/** {@link org.sspi4j.wire.Decoded}, and what Kerberos decodes behind a key besides. */
final class Decoded {
    private Decoded() {}

    static <T> T of(Decoder<T> decoder, byte[] bytes) throws SspiException {
        return org.sspi4j.wire.Decoded.of(decoder, bytes);
    }

    /**
     * As above, of bytes that a reader of the message would not know where they are from.
     *
     * @param what what they are, to begin a sentence with
     */
    static <T> T of(Decoder<T> decoder, byte[] bytes, Supplier<String> what) throws SspiException {
        try {
            return decoder.decode(bytes);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, what.get() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #of(Decoder, byte[])}, of what a key has opened: bytes that are not what they should be are wiped. */
    static <T> T ofOpened(Decoder<T> decoder, byte[] plain) throws SspiException {
        try {
            return decoder.decode(plain);
        } catch (DecodeException e) {
            Arrays.fill(plain, (byte) 0);
            throw invalid(e);
        }
    }

    /**
     * What the key opens.
     *
     * @param altered the status of data that fails its integrity check
     * @param sentence what that means
     */
    static byte[] opened(EncryptedData data, ProtocolKey key, int usage, SecurityStatus altered, String sentence)
            throws SspiException {
        return opened(data, key, usage, altered, () -> sentence);
    }

    /** As above, with a sentence that costs something: it is made when it is needed. */
    static byte[] opened(EncryptedData data, ProtocolKey key, int usage, SecurityStatus altered, Supplier<String> sentence)
            throws SspiException {
        if (data.etype() != key.type().number()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "Data of encryption type " + data.etype() + " where the key is of " + key.type());
        }
        try {
            return key.decrypt(usage, data.cipher());
        } catch (DecodeException e) {
            throw invalid(e);
        } catch (IntegrityException e) {
            throw new SspiException(altered, sentence.get(), e);
        }
    }

    /** A key out of a message, if its type is permitted. */
    static ProtocolKey key(EncryptionKey key, KerberosConfig config, String whose) throws SspiException {
        var type = EncryptionType.of(key.keytype())
                .filter(known -> config.permittedEnctypes().contains(known.number()))
                .orElseThrow(() -> new SspiException(
                        SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                        whose + " is of encryption type " + EnctypeChoice.name(key.keytype()) + ", which is not permitted here: "
                                + EnctypeChoice.remedy(key.keytype())));
        return key(type, key.keyvalue());
    }

    /** A key of a type that was checked already. */
    static ProtocolKey key(EncryptionType type, byte[] value) throws SspiException {
        return of(type::key, value);
    }

    private static SspiException invalid(DecodeException e) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, e.getMessage(), e);
    }
}
