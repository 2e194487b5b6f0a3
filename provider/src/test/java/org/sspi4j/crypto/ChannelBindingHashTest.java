package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.fixture.Forge;

@DisplayName("RFC 4121 4.1.1.2 the Bnd field")
class ChannelBindingHashTest {
    /**
     * The worked example that Microsoft published: "NTLM and Channel Binding Hash (aka Extended Protection for
     * Authentication)", Open Specifications blog, 26 March 2013. NTLM and Kerberos hash the same structure.
     */
    @Test
    void isWhatMicrosoftWorkedOut() {
        byte[] certificateHash =
                HexFormat.of().parseHex("ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b9983475f95");
        assertEquals(
                "6586e99d81c2fc984e47172fd4dd0310",
                Forge.hex(ChannelBindingHash.of(ChannelBindings.tlsServerEndPoint(certificateHash))));
    }

    /** Every number and length counts, in little-endian order, and addresses stand before the application's data. */
    @Test
    void coversAddressesAndTheirTypes() throws Exception {
        var input = ByteBuffer.allocate(31).order(ByteOrder.LITTLE_ENDIAN);
        input.putInt(2).putInt(4).put(new byte[] {127, 0, 0, 1});
        input.putInt(24).putInt(6).put(new byte[] {1, 2, 3, 4, 5, 6});
        input.putInt(1).put((byte) 9);
        var bindings = new ChannelBindings(2, new byte[] {127, 0, 0, 1}, 24, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {9});
        assertEquals(
                Forge.hex(MessageDigest.getInstance("MD5").digest(input.array())), Forge.hex(ChannelBindingHash.of(bindings)));
    }

    @Test
    void isZeroWithoutBindingsAndOnlyThen() {
        assertEquals("0".repeat(32), Forge.hex(ChannelBindingHash.none()));
        assertTrue(ChannelBindingHash.isNone(ChannelBindingHash.none()));
        assertFalse(ChannelBindingHash.isNone(ChannelBindingHash.of(ChannelBindings.of(new byte[0]))));
        for (int i = 0; i < ChannelBindingHash.LENGTH; i++) {
            byte[] one = ChannelBindingHash.none();
            one[i] = 1;
            assertFalse(ChannelBindingHash.isNone(one), "byte " + i);
        }
    }
}
