package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.DecodeException;

/** Whatever is given for an exported context is refused, or it is what an export would have written. */
class ExportedContextFuzzTest {
    private static final Set<ExportFlag> MOVED = Set.of(ExportFlag.DELETE_OLD);

    static Stream<byte[]> exported() throws SspiException {
        var pair = EstablishedPair.usual();
        return Stream.of(pair.initiator().export(MOVED), pair.acceptor().export(MOVED));
    }

    @MethodSource("exported")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        try {
            assertArrayEquals(input, ExportedContext.decode(input).encode());
        } catch (DecodeException e) {
            // The one way to be refused.
        }
    }
}
