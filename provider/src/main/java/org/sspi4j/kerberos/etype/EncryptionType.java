package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.wire.DecodeException;

/**
 * The table of encryption types, in the order in which MIT krb5 and the JDK prefer them. Another type is another row and a
 * {@link Profile}. The types of no family are off until somebody names them.
 *
 * @spec RFC 3961 8
 * @spec RFC 3962 7
 * @spec RFC 8009 8
 * @spec RFC 6803 9
 * @spec RFC 4757 9
 */
public enum EncryptionType {
    AES256_CTS_HMAC_SHA1_96(
            18, "aes256-cts-hmac-sha1-96", List.of("aes256-cts", "aes256-sha1"), "aes",
            32, 16, AesCtsHmacSha1.CHECKSUM, 16, new AesCtsHmacSha1(32)),
    AES128_CTS_HMAC_SHA1_96(
            17, "aes128-cts-hmac-sha1-96", List.of("aes128-cts", "aes128-sha1"), "aes",
            16, 16, AesCtsHmacSha1.CHECKSUM, 15, new AesCtsHmacSha1(16)),
    AES256_CTS_HMAC_SHA384_192(
            20, "aes256-cts-hmac-sha384-192", List.of("aes256-sha2"), "aes",
            32, 16, 24, 20, new AesCtsHmacSha2("aes256-cts-hmac-sha384-192", 32, Hash.SHA_384, 24)),
    AES128_CTS_HMAC_SHA256_128(
            19, "aes128-cts-hmac-sha256-128", List.of("aes128-sha2"), "aes",
            16, 16, 16, 19, new AesCtsHmacSha2("aes128-cts-hmac-sha256-128", 16, Hash.SHA_256, 16)),
    CAMELLIA256_CTS_CMAC(
            26, "camellia256-cts-cmac", List.of("camellia256-cts"), "",
            32, 16, 16, 18, new CamelliaCtsCmac("camellia256-cts-cmac", 32)),
    CAMELLIA128_CTS_CMAC(
            25, "camellia128-cts-cmac", List.of("camellia128-cts"), "",
            16, 16, 16, 17, new CamelliaCtsCmac("camellia128-cts-cmac", 16)),
    RC4_HMAC(
            23, "rc4-hmac", List.of("arcfour-hmac", "arcfour-hmac-md5"), "",
            16, 8, Rc4Hmac.LENGTH, -138, new Rc4Hmac());

    /** Asked for in every context: values() copies. */
    private static final EncryptionType[] ALL = values();

    private final int number;
    private final String registeredName;
    private final List<String> aliases;
    private final String family;
    private final int keyLength;
    private final int confounderLength;
    private final int checksumLength;
    private final int checksumType;
    private final Profile profile;

    EncryptionType(
            int number, String registeredName, List<String> aliases, String family,
            int keyLength, int confounderLength, int checksumLength, int checksumType, Profile profile) {
        this.number = number;
        this.registeredName = registeredName;
        this.aliases = aliases;
        this.family = family;
        this.keyLength = keyLength;
        this.confounderLength = confounderLength;
        this.checksumLength = checksumLength;
        this.checksumType = checksumType;
        this.profile = profile;
    }

    /** The type with this assigned number, if we have it. */
    public static Optional<EncryptionType> of(int number) {
        for (var type : ALL) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * The types meant by a word of a configuration: a registered name or an alias stands for one, a family such as
     * {@code aes} for all of its types, the preferred first. Case does not matter. Empty for a word we do not know.
     */
    public static List<EncryptionType> named(String word) {
        return Arrays.stream(ALL).filter(type -> !word.isEmpty() && type.isCalled(word)).toList();
    }

    /** The assigned number. */
    public int number() {
        return number;
    }

    /** Bytes of a protocol key. */
    public int keyLength() {
        return keyLength;
    }

    /** Random bytes before every plaintext. */
    public int confounderLength() {
        return confounderLength;
    }

    /** Bytes of a checksum, both of the one within an encrypted message and of one alone. */
    public int checksumLength() {
        return checksumLength;
    }

    /** The assigned number of the checksum type that belongs to this encryption type. */
    public int checksumType() {
        return checksumType;
    }

    /** Whether contexts of such a key have the per-message tokens of RFC 1964, and not those of RFC 4121. */
    public boolean hasOldTokens() {
        return this == RC4_HMAC;
    }

    /** Whether to offer and take other types first: passwords and messages are not safe with this one. */
    public boolean isWeak() {
        return this == RC4_HMAC;
    }

    /** How a key is made of a password if nobody says otherwise: for most types the iteration count in 4 bytes. */
    public byte[] defaultS2kparams() {
        return profile.defaultS2kparams();
    }

    /** Copies the key, as found in a message or a file. */
    public ProtocolKey key(byte[] value) throws DecodeException {
        if (value.length != keyLength) {
            throw new DecodeException("keyvalue", "is not " + keyLength + " bytes long", 0);
        }
        return new ProtocolKey(this, value.clone());
    }

    /** @spec RFC 3961 3 (random-to-key, the identity for all types here) */
    public ProtocolKey randomKey(RandomSource random) {
        return new ProtocolKey(this, random.bytes(keyLength));
    }

    /** The key of a password, with the type's default parameters. Takes milliseconds. */
    public ProtocolKey stringToKey(byte[] utf8Password, byte[] salt) {
        try {
            return stringToKey(utf8Password, salt, profile.defaultS2kparams());
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key of a password.
     *
     * @param utf8Password stays the caller's to wipe
     * @param s2kparams as a KDC sent them; for AES and Camellia the iteration count in 4 bytes, for RC4 nothing
     * @throws DecodeException for parameters of another form, and for more work than a KDC may ask of a client that
     *     does not know it yet (a million iterations)
     */
    public ProtocolKey stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        byte[] value = profile.stringToKey(utf8Password, salt, s2kparams);
        return new ProtocolKey(this, value);
    }

    /** The registered name, such as {@code aes256-cts-hmac-sha1-96}. */
    @Override
    public String toString() {
        return registeredName;
    }

    Profile profile() {
        return profile;
    }

    private boolean isCalled(String word) {
        return registeredName.equalsIgnoreCase(word)
                || family.equalsIgnoreCase(word)
                || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(word));
    }
}
