package org.sspi4j.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class Md4Test {
    private static String hex(String text) {
        return HexFormat.of().formatHex(Md4.of(text.getBytes(US_ASCII)));
    }

    /** RFC 1320 A.5. */
    @ParameterizedTest
    @CsvSource({
        "'', 31d6cfe0d16ae931b73c59d7e0c089c0",
        "a, bde52cb31de33e46245e05fbdbd6fb24",
        "abc, a448017aaf21d8525fc10ae87aa6729d",
        "message digest, d9130a8164549fe818874806e1c7014b",
        "abcdefghijklmnopqrstuvwxyz, d79e1c308aa5bbcdeea8ed63df412da9",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789, 043f8582f241db351ce627e153e7f0e4",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890, e33b4ddc9c38f2199c3e7b164fcc0536",
    })
    void isThatOfTheRfc(String text, String digest) {
        assertEquals(digest, hex(text));
        assertEquals(digest, hex(text), "once more, with the same object");
    }

    @Test
    void threadsDoNotMeetInOneObject() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        try {
            var digesting = Stream.of("a", "abc", "message digest")
                    .map(text -> (Callable<Long>) () -> {
                        var right = hex(text);
                        return Stream.generate(() -> hex(text)).limit(20_000).filter(digest -> !digest.equals(right)).count();
                    })
                    .toList();
            for (var wrong : threads.invokeAll(digesting)) {
                assertEquals(0, wrong.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
