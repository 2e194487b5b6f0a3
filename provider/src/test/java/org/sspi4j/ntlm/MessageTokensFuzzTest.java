package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** Whatever is done to a message with its signature, it is refused and changes nothing, or it is the one that was sent. */
class MessageTokensFuzzTest {
    private static final int[] FLAGS = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH, Pair.DATAGRAM};
    private static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN, SecurityStatus.SEC_E_MESSAGE_ALTERED, SecurityStatus.SEC_E_OUT_OF_SEQUENCE);

    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "1m")
    void open(byte[] input) throws SspiException {
        var edits = new Edits(input);
        var pair = Pair.of(FLAGS[edits.number(2)]);
        byte[] text = Pair.text(edits.number(100));
        byte[] good = Pair.sealed(pair.client(), text);
        boolean stream = edits.number(1) == 1;
        byte[] edited = edits.of(good);
        try {
            assertArrayEquals(text, stream ? Pair.openedAsStream(pair.server(), edited) : Pair.opened(pair.server(), edited));
            assertArrayEquals(good, edited);
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
            assertArrayEquals(text, Pair.opened(pair.server(), good));
        }
    }
}
