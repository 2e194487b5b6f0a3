package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/** Without the frame, which would refuse first: what is derived at once is all zero once it is wiped, whatever it was. */
class WipedKeysTest {
    @ParameterizedTest
    @EnumSource(names = {"CAMELLIA128_CTS_CMAC", "CAMELLIA256_CTS_CMAC", "RC4_HMAC"})
    void wipedKeysAreAllTheSame(EncryptionType type) {
        var one = derived(type);
        var other = derived(type);
        assertFalse(Arrays.equals(sealed(type, one), sealed(type, other)));
        assertFalse(Arrays.equals(signed(type, one), signed(type, other)));
        one.wipe();
        other.wipe();
        assertArrayEquals(sealed(type, one), sealed(type, other));
        assertArrayEquals(signed(type, one), signed(type, other));
    }

    private static DerivedKeys derived(EncryptionType type) {
        return type.profile().derive(RandomSource.system().bytes(type.keyLength()), 24);
    }

    /** The ciphertext, and the checksum behind it. */
    private static byte[] sealed(EncryptionType type, DerivedKeys keys) {
        byte[] bytes = new byte[40 + type.checksumLength()];
        try (Workspace workspace = Workspace.lease()) {
            key(keys).seal(new ScatteredBytes().sealed(bytes, 0, 40), workspace, bytes, 40);
        }
        return bytes;
    }

    private static byte[] signed(EncryptionType type, DerivedKeys keys) {
        byte[] checksum = new byte[type.checksumLength()];
        try (Workspace workspace = Workspace.lease()) {
            key(keys).sign(new ScatteredBytes().signed(new byte[40], 0, 40), workspace, checksum, 0);
        }
        return checksum;
    }

    private static UsageKeys.Key key(DerivedKeys keys) {
        return (UsageKeys.Key) keys.specificKey();
    }
}
