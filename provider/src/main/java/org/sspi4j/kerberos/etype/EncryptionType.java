package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.wire.DecodeException;

/**
 * The table of encryption types, strongest first. Another type is another row and a {@link Profile}.
 *
 * @spec RFC 3961 8
 * @spec RFC 3962 7
 */
public enum EncryptionType {
    AES256_CTS_HMAC_SHA1_96(
            18, "aes256-cts-hmac-sha1-96", List.of("aes256-cts", "aes256-sha1"), "aes",
            32, 16, AesCtsHmacSha1.CHECKSUM, 16, new AesCtsHmacSha1(32)),
    AES128_CTS_HMAC_SHA1_96(
            17, "aes128-cts-hmac-sha1-96", List.of("aes128-cts", "aes128-sha1"), "aes",
            16, 16, AesCtsHmacSha1.CHECKSUM, 15, new AesCtsHmacSha1(16));

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
     * {@code aes} for all of its types, strongest first. Case does not matter. Empty for a word we do not know.
     */
    public static List<EncryptionType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.isCalled(word)).toList();
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

    /** Copies the key, as found in a message or a file. */
    public ProtocolKey key(byte[] value) throws DecodeException {
        if (value.length != keyLength) {
            throw new DecodeException("keyvalue", "is not " + keyLength + " bytes long", 0);
        }
        return new ProtocolKey(this, value.clone());
    }

    /** @spec RFC 3961 3 (random-to-key, the identity for AES) */
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
     * @param s2kparams as a KDC sent them; for AES the iteration count in 4 bytes
     * @throws DecodeException for parameters of another form, and for more work than a KDC may ask of a client that
     *     does not know it yet (a million iterations for AES)
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
