package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** A live handshake, one of whose messages is edited on its way. Whatever it becomes, nobody but alice with untouched messages is in. */
class NtlmHandshakeFuzzTest {
    static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN,
            SecurityStatus.SEC_E_MESSAGE_ALTERED,
            SecurityStatus.SEC_E_LOGON_DENIED,
            SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
            SecurityStatus.SEC_E_WRONG_PRINCIPAL,
            SecurityStatus.SEC_E_BAD_BINDINGS);

    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void oneMessageEdited(byte[] input) throws Exception {
        var edits = new Edits(input);
        var conversation = new Conversation();
        var touched = new AtomicBoolean();
        UnaryOperator<byte[]> edit = good -> {
            byte[] edited = edits.of(good);
            touched.set(!Arrays.equals(good, edited));
            return edited;
        };
        switch (edits.number(2)) {
            case 0 -> conversation.onNegotiate = edit;
            case 1 -> conversation.onChallenge = edit;
            default -> conversation.onAuthenticate = edit;
        }
        try {
            var ends = conversation.establish();
            assertFalse(touched.get(), "an altered message was accepted");
            assertEquals("EXAMPLE\\alice", ends.server().accessToken().userName());
        } catch (SspiException e) {
            assertTrue(REFUSALS.contains(e.status()), e::toString);
        }
    }
}
