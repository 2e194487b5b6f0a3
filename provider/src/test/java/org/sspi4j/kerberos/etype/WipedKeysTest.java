package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.fixture.Reachable;

/** Without the frame, which would refuse first: what is derived at once is no key once it is wiped, or one of zeros, whatever it was. */
class WipedKeysTest {
    @ParameterizedTest
    @EnumSource(names = {"CAMELLIA128_CTS_CMAC", "CAMELLIA256_CTS_CMAC"})
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

    @Test
    void wipedKeysOfHmacsMakeNothing() {
        var keys = derived(EncryptionType.RC4_HMAC);
        keys.wipe();
        assertThrows(IllegalStateException.class, () -> sealed(EncryptionType.RC4_HMAC, keys));
        assertThrows(IllegalStateException.class, () -> signed(EncryptionType.RC4_HMAC, keys));
    }

    /** RFC 4757 3: of usage 9 there is another key to open with, which neither sealing nor signing shows. */
    @Test
    void noneOfTheHmacsOfAWipedKeyIsLeft() {
        var keys = EncryptionType.RC4_HMAC.profile().derive(RandomSource.system().bytes(16), 9);
        var hmacs = Reachable.from(keys).stream().filter(Hmac.class::isInstance).map(Hmac.class::cast).toList();
        assertEquals(3, hmacs.stream().map(WipedKeysTest::ofNothing).distinct().count(), "to seal, to sign, to open");
        keys.wipe();
        for (var hmac : hmacs) {
            assertThrows(IllegalStateException.class, () -> ofNothing(hmac));
        }
    }

    private static String ofNothing(Hmac hmac) {
        byte[] mac = new byte[16];
        try (Workspace workspace = Workspace.lease()) {
            hmac.begin(workspace);
            hmac.end(workspace, mac, 0, mac.length);
        }
        return HexFormat.of().formatHex(mac);
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
