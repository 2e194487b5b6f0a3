package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** Two control tokens are taken, to the octet; all else is refused. */
class ControlTokenFuzzTest {
    private static final byte[] SHUTDOWN = {1, 0, 0, 0};
    private static final byte[] DISABLE_RECONNECTS = {3, 0, 0, 0, 2, 0, 0, 0};
    private static final Set<SecurityStatus> REFUSALS =
            Set.of(SecurityStatus.SEC_E_INVALID_TOKEN, SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION);

    static Stream<byte[]> inputs() {
        return Stream.concat(
                Stream.of(SHUTDOWN, DISABLE_RECONNECTS), Edits.inputs().map(input -> new Edits(input).of(DISABLE_RECONNECTS)));
    }

    @MethodSource("inputs")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        try {
            var token = ControlToken.of(List.of(SecBuffer.token(input)));
            assertArrayEquals(token == ControlToken.SHUTDOWN ? SHUTDOWN : DISABLE_RECONNECTS, input);
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
        }
    }
}
