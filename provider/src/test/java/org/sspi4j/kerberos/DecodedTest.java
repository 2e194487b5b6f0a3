package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.EncTicketPart;

class DecodedTest {
    @Test
    void whatAKeyOpenedAndDoesNotDecodeIsWiped() {
        byte[] plain = {0x63, 3, 'k', 'e', 'y'};
        var refusal = assertThrows(SspiException.class, () -> Decoded.ofOpened(EncTicketPart::decode, plain));
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, refusal.status());
        assertArrayEquals(new byte[5], plain);
    }
}
