package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.wire.DecodeException;

/**
 * The decoders of the three messages, of responses and of AV pairs: the first byte says which. What is accepted is read again as the
 * same when it was written.
 */
class MessagesFuzzTest {
    private static final int RESPONSE = MessageSample.values().length;
    private static final int PAIRS = RESPONSE + 1;

    static Stream<byte[]> everyGoodMessage() {
        var messages = Arrays.stream(MessageSample.values()).map(sample -> input(sample.ordinal(), sample.wire()));
        var examples = Stream.of("4.2.2", "4.2.3", "4.2.4")
                .map(WorkedExample::of)
                .flatMap(example -> Stream.of(
                        input(MessageSample.CHALLENGE.ordinal(), example.hex("challenge")),
                        input(MessageSample.AUTHENTICATE.ordinal(), example.hex("authenticate"))));
        var parts = Stream.of(
                input(RESPONSE, MessageSample.authenticate().ntChallengeResponse()),
                input(PAIRS, MessageSample.targetInfo().wire()));
        return Stream.of(messages, examples, parts).flatMap(each -> each);
    }

    @MethodSource("everyGoodMessage")
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        int kind = (input[0] & 0xFF) % (PAIRS + 1);
        try {
            if (kind == PAIRS) {
                assertArrayEquals(wire, AvPairs.decode(wire).wire());
            } else if (kind == RESPONSE) {
                var read = Ntlmv2Response.decode(wire);
                assertArrayEquals(read.avPairs().wire(), AvPairs.decode(read.avPairs().wire()).wire());
            } else {
                byte[] written = MessageSample.values()[kind].again(wire);
                assertArrayEquals(written, MessageSample.values()[kind].again(written));
            }
        } catch (DecodeException e) {
            // The one way to be refused.
        }
    }

    private static byte[] input(int kind, byte[] wire) {
        byte[] input = new byte[1 + wire.length];
        input[0] = (byte) kind;
        System.arraycopy(wire, 0, input, 1, wire.length);
        return input;
    }
}
