package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 2104 2 HMAC")
class HmacTest {
    private final Scattering some = new Scattering(2104);

    @ParameterizedTest
    @EnumSource(Hash.class)
    void agreesWithTheJdkForKeysAndDataOfManyLengths(Hash hash) throws Exception {
        String name = "Hmac" + hash.name().replace("_1", "1").replace("_", "");
        for (int length = 1; length < 300; length++) {
            byte[] key = some.bytes(length);
            byte[] data = some.bytes(some.below(300));
            Mac judge = Mac.getInstance(name);
            judge.init(new SecretKeySpec(key, name));
            assertArrayEquals(judge.doFinal(data), mac(hash, key, data), name + " with a key of " + length);
        }
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void oneKeyServesManyMessages(Hash hash) {
        byte[] data = some.bytes(100);
        var key = new Hmac(hash, some.bytes(16));
        byte[] first = mac(key, data);
        mac(key, some.bytes(50));
        assertArrayEquals(first, mac(key, data));
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void theKeyStaysTheCallers(Hash hash) {
        for (int length : new int[] {16, hash.blockLength(), hash.blockLength() + 1}) {
            byte[] bytes = some.bytes(length);
            byte[] before = bytes.clone();
            var key = new Hmac(hash, bytes);
            byte[] mac = mac(key, before);
            assertArrayEquals(before, bytes);
            bytes[0] ^= 1;
            assertArrayEquals(mac, mac(key, before));
            key.close();
            bytes[0] ^= 1;
            assertArrayEquals(before, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void aMacThatWasNotEndedLeavesNothingBehind(Hash hash) {
        var key = new Hmac(hash, some.bytes(16));
        byte[] data = some.bytes(100);
        byte[] right = mac(key, data);
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, data);
        }
        assertArrayEquals(right, mac(key, data));
    }

    /** Not a MAC with a key of zeros, which everybody can make. */
    @ParameterizedTest
    @EnumSource(Hash.class)
    void aKeyThatWasClosedMakesNoMac(Hash hash) {
        var key = new Hmac(hash, some.bytes(16));
        key.close();
        try (Workspace workspace = Workspace.lease()) {
            assertThrows(IllegalStateException.class, () -> key.begin(workspace));
        }
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void aKeyThatIsClosedMeanwhileMakesNoMac(Hash hash) {
        var key = new Hmac(hash, some.bytes(16));
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, some.bytes(100));
            key.close();
            byte[] mac = new byte[hash.length()];
            assertThrows(IllegalStateException.class, () -> key.end(workspace, mac, 0, mac.length));
            assertArrayEquals(new byte[hash.length()], mac);
        }
    }

    /** Neither of its first byte nor of the rest. */
    @ParameterizedTest
    @EnumSource(Hash.class)
    void nothingOfAKeyThatWasClosedIsLeft(Hash hash) throws Exception {
        var key = new Hmac(hash, some.bytes(16));
        key.close();
        for (var pad : List.of("inner", "outer")) {
            var field = Hmac.class.getDeclaredField(pad);
            field.setAccessible(true);
            assertArrayEquals(new byte[hash.blockLength()], (byte[]) field.get(key), pad);
        }
    }

    /** A key of zeros is one, and so is one that makes the inner pad begin with a zero, or the outer one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x36, 0x5c})
    void eachKeyIsOne(int first) throws Exception {
        byte[] key = new byte[16];
        key[0] = (byte) first;
        var judge = Mac.getInstance("HmacMD5");
        judge.init(new SecretKeySpec(key, "HmacMD5"));
        byte[] data = some.bytes(20);
        assertArrayEquals(judge.doFinal(data), mac(Hash.MD5, key, data));
    }

    private static byte[] mac(Hash hash, byte[] key, byte[] data) {
        try (Hmac hmac = new Hmac(hash, key)) {
            return mac(hmac, data);
        }
    }

    private static byte[] mac(Hmac key, byte[] data) {
        byte[] mac = new byte[key.hash().length()];
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, data);
            key.end(workspace, mac, 0, mac.length);
        }
        return mac;
    }
}
