package org.sspi4j.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Crc32Test {
    /** The check value by which CRC-32 is known. */
    @Test
    void coversAllSegmentsInTheirOrder() {
        byte[] digits = "123456789".getBytes(US_ASCII);
        var message = new ScatteredBytes().sealed(digits, 0, 4).signed(digits, 4, 2).sealed(digits, 6, 3);
        try (var workspace = Workspace.lease()) {
            assertEquals(0xCBF43926, Crc32.of(message, workspace));
        }
    }
}
