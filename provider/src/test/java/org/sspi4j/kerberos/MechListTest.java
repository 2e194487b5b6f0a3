package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.text;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.kerberos.etype.EncryptionType;

/** RFC 4178 5: the list of mechanisms is signed by GSS_GetMIC, as every message is. */
@DisplayName("Kerberos inside Negotiate")
class MechListTest {
    private static final byte[] LIST = text(24);

    @ParameterizedTest
    @EnumSource
    @DisplayName("both sides sign, and the messages behind count on")
    void bothSign(EncryptionType type) throws Exception {
        var pair = EstablishedPair.of(EstablishedPair.key(type), !type.hasOldTokens(), EstablishedPair.ALL, 100, 200);
        pair.acceptor().verifyMechList(LIST, pair.initiator().signMechList(LIST));
        pair.initiator().verifyMechList(LIST, pair.acceptor().signMechList(LIST));
        assertArrayEquals(text(5), EstablishedPair.opened(pair.acceptor(), EstablishedPair.sealed(pair.initiator(), text(5))));
        assertArrayEquals(text(6), EstablishedPair.opened(pair.initiator(), EstablishedPair.sealed(pair.acceptor(), text(6))));
    }

    @Test
    @DisplayName("it is a MIC token like any other")
    void isAMic() throws Exception {
        var pair = EstablishedPair.usual();
        EstablishedPair.verify(pair.acceptor(), pair.initiator().signMechList(LIST), LIST);
    }

    @Test
    @DisplayName("another list, another signature, one's own, or one that was seen")
    void altered() throws Exception {
        var pair = EstablishedPair.usual();
        byte[] mic = pair.initiator().signMechList(LIST);
        assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> pair.acceptor().verifyMechList(text(23), mic)));
        assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> pair.initiator().verifyMechList(LIST, mic)));
        Mutations.prefixes(mic).forEach(prefix ->
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> pair.acceptor().verifyMechList(LIST, prefix))));
        Mutations.bitFlips(mic).filter(other -> other[2] == mic[2]).forEach(other ->
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> pair.acceptor().verifyMechList(LIST, other))));
        pair.acceptor().verifyMechList(LIST, mic);
        assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> pair.acceptor().verifyMechList(LIST, mic)));
    }

    @Test
    @DisplayName("a context without INTEGRITY signs nothing, and Kerberos never insists")
    void withoutIntegrity() throws Exception {
        var pair = EstablishedPair.with(Set.of(ContextFlag.MUTUAL_AUTH));
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> pair.initiator().signMechList(LIST)));
        assertFalse(pair.initiator().insistsOnMechListMic());
        pair.acceptor().close();
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> pair.acceptor().verifyMechList(LIST, new byte[28])));
    }
}
