package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** Whatever is given for SEC_APPLICATION_PROTOCOLS is refused, or a list of names that have one octet at least and 255 at most. */
class ApplicationProtocolListFuzzTest {
    static Stream<byte[]> inputs() {
        var good = SecBuffer.applicationProtocols("h2", "http/1.1").toBytes();
        return Stream.concat(Stream.of(good), Edits.inputs().map(input -> new Edits(input).of(good)));
    }

    @MethodSource("inputs")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        try {
            int octets = 0;
            for (var name : ApplicationProtocolList.decode(input)) {
                assertTrue(name.length > 0 && name.length < 256);
                octets += 1 + name.length;
            }
            assertTrue(octets <= Math.max(0, input.length - 4));
        } catch (SspiException e) {
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, e.status());
        }
    }
}
