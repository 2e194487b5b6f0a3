package org.sspi4j.benchmarks;

import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Of the encryption types, what their floors have to know. */
final class KeyTypes {
    private KeyTypes() {}

    /** What a context's messages are protected with. */
    static EncryptionType of(CtxtHandle context) throws SspiException {
        return EncryptionType.of(context.query(ContextAttribute.SESSION_KEY).type()).orElseThrow();
    }

    /** The JDK's name of the HMAC; the types without one have no floor. */
    static String hmac(EncryptionType type) {
        return switch (type) {
            case AES128_CTS_HMAC_SHA1_96, AES256_CTS_HMAC_SHA1_96 -> "HmacSHA1";
            case AES128_CTS_HMAC_SHA256_128 -> "HmacSHA256";
            case AES256_CTS_HMAC_SHA384_192 -> "HmacSHA384";
            default -> throw new IllegalArgumentException("the floor of " + type + " is not written yet");
        };
    }

    /** RFC 8009 5: Ki and Kc are as long as the checksum. RFC 3961 5.3: as long as the protocol key. */
    static int hmacKeyLength(EncryptionType type) {
        return isRfc8009(type) ? type.checksumLength() : type.keyLength();
    }

    /** Its HMAC is over what was encrypted, while that of RFC 3961 is over what was not. */
    static boolean isRfc8009(EncryptionType type) {
        return type == EncryptionType.AES128_CTS_HMAC_SHA256_128 || type == EncryptionType.AES256_CTS_HMAC_SHA384_192;
    }
}
