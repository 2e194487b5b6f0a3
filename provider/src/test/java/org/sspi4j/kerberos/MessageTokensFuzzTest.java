package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.etype.EncryptionType;

/**
 * RFC 4121 4.2, and RFC 4757 7 for RC4 keys: whatever is done to a message's token, it is refused, or the message is the one
 * that was sent.
 */
class MessageTokensFuzzTest {
    private static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN, SecurityStatus.SEC_E_MESSAGE_ALTERED, SecurityStatus.SEC_E_OUT_OF_SEQUENCE);

    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "1m")
    void open(byte[] input) throws SspiException {
        var edits = new Edits(input);
        var key = EstablishedPair.key(edits.number(1) == 0 ? Forge.AES256 : EncryptionType.RC4_HMAC);
        var pair = EstablishedPair.of(key, false, EstablishedPair.ALL, 100, 200);
        byte[] text = EstablishedPair.text(edits.number(100));
        switch (edits.number(2)) {
            case 0 -> opened(pair, EstablishedPair.sealed(pair.initiator(), text), text, edits);
            case 1 -> opened(pair, EstablishedPair.signed(pair.initiator(), text), text, edits);
            default -> verified(pair, EstablishedPair.mic(pair.initiator(), text), text, edits);
        }
    }

    private static void opened(EstablishedPair pair, byte[] good, byte[] text, Edits edits) {
        try {
            assertArrayEquals(text, EstablishedPair.opened(pair.acceptor(), edits.of(good)));
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
        }
    }

    private static void verified(EstablishedPair pair, byte[] good, byte[] text, Edits edits) {
        byte[] edited = edits.of(good);
        try {
            EstablishedPair.verify(pair.acceptor(), edited, text);
            assertArrayEquals(good, edited);
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
        }
    }
}
