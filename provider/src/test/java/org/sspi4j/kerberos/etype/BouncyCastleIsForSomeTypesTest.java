package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.testkit.ForkedJvm;

@DisplayName("Bouncy Castle is loaded for the types that need it, and for no other")
class BouncyCastleIsForSomeTypesTest {
    @Test
    void withoutItAesGoesOn() throws Exception {
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("bcprov"))
                .map(Path::of)
                .toArray(Path[]::new);
        var result = ForkedJvm.of(Seals.class).classPath(classPath).run();
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals(
                List.of(
                        "aes256-cts-hmac-sha1-96 true",
                        "aes128-cts-hmac-sha1-96 true",
                        "aes256-cts-hmac-sha384-192 true",
                        "aes128-cts-hmac-sha256-128 true",
                        "camellia256-cts-cmac false",
                        "camellia128-cts-cmac false",
                        "rc4-hmac false"),
                result.lines());
    }

    /** Seals something with a key of each type. */
    public static final class Seals {
        private Seals() {}

        public static void main(String[] args) {
            for (var type : EncryptionType.values()) {
                System.out.println(type + " " + seals(type));
            }
        }

        private static boolean seals(EncryptionType type) {
            try {
                var key = type.stringToKey("secret".getBytes(), new byte[] {1});
                return key.encrypt(3, new byte[5], RandomSource.system()).length > 5;
            } catch (NoClassDefFoundError e) {
                return false;
            }
        }
    }
}
