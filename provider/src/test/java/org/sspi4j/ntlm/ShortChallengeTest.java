package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

/** CHALLENGE_MESSAGE as the JDK's server writes it: it ends in front of Reserved, and its payload begins there. */
class ShortChallengeTest {
    private static final int FLAGS_AT = 20;
    private static final int TARGET_NAME_LENGTH_AT = 12;
    private static final int TARGET_NAME_OFFSET_AT = 16;

    /** Of com.sun.security.sasl.ntlm in JDK 25, with the domain LAB. */
    private static byte[] ofTheJdk() {
        return HexFormat.of()
                .parseHex("4e544c4d5353500002000000" + "0600060020000000" + "05020900" + "0123456789abcdef" + "4c0041004200");
    }

    @Test
    void itIsRead() throws Exception {
        var challenge = ChallengeMessage.decode(ofTheJdk());
        assertEquals("LAB", challenge.targetName());
        assertEquals(Optional.empty(), challenge.targetInfo());
        assertEquals(Optional.empty(), challenge.version());
    }

    @Test
    void itIsReadWithoutATargetName() throws Exception {
        var wire = Arrays.copyOf(ofTheJdk(), 32);
        wire[TARGET_NAME_LENGTH_AT] = 0;
        assertEquals("", ChallengeMessage.decode(wire).targetName());
    }

    /** TARGET_INFO and VERSION announce fields for which there is no room. */
    @ParameterizedTest
    @ValueSource(ints = {NegotiateFlags.TARGET_INFO, NegotiateFlags.VERSION})
    void itIsRefusedIfItAnnouncesMore(int flag) {
        var wire = ofTheJdk();
        wire[FLAGS_AT + 2] |= (byte) (flag >> 16);
        wire[FLAGS_AT + 3] |= (byte) (flag >> 24);
        assertThrows(DecodeException.class, () -> ChallengeMessage.decode(wire));
    }

    @Test
    void itIsRefusedIfItsPayloadBeginsElsewhere() {
        var wire = ofTheJdk();
        wire[TARGET_NAME_LENGTH_AT] = 4;
        wire[TARGET_NAME_OFFSET_AT] = 34;
        assertThrows(DecodeException.class, () -> ChallengeMessage.decode(wire));
    }
}
