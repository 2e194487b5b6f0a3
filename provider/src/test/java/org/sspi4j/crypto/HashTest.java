package org.sspi4j.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTest {
    /** RFC 1321 A.5, RFC 3174 7.3, FIPS 180-4 examples. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 900150983cd24fb0d6963f7d28e17f72",
        "SHA_1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA_224, 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        "SHA_256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA_384, cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        "SHA_512, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    })
    void digestsAbcInOneOrTwoParts(Hash hash, String expected) {
        byte[] whole = "abc".getBytes(US_ASCII);
        assertEquals(expected, HexFormat.of().formatHex(hash.of(whole)));
        assertEquals(expected, HexFormat.of().formatHex(hash.of(new byte[] {'a'}, new byte[] {'b', 'c'})));
        assertEquals(expected.length() / 2, hash.length());
    }
}
