package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.sspi4j.kerberos.message.Sample.mit;

import org.junit.jupiter.api.Test;

class SecretsTest {
    /** In none of the usual forms; the reference key is 12345678. */
    private static final String[] FORMS = {"12345678", "3132333435363738", "49, 50, 51", "MTIzNDU2Nzg"};

    @Test
    void noMessagePrintsItsKey() throws Exception {
        Object[] messages = {
            EncryptionKey.decode(mit("keyblock")), EncTicketPart.decode(mit("enc_tkt_part")),
            EncKdcRepPart.decodeAsRep(mit("enc_kdc_rep_part")), Authenticator.decode(mit("authenticator")),
            EncApRepPart.decode(mit("ap_rep_enc_part")),
        };
        for (Object message : messages) {
            for (String form : FORMS) {
                assertFalse(message.toString().contains(form), message::toString);
            }
        }
        assertEquals("EncryptionKey[keytype=1, 8 octets]", messages[0].toString());
        assertEquals("EncApRepPart[1994-06-10T06:03:17Z]", messages[4].toString());
    }

    @Test
    void wipingLeavesZeros() throws Exception {
        var ticket = EncTicketPart.decode(mit("enc_tkt_part"));
        ticket.wipe();
        assertZeros(ticket.wire(), ticket.key().keyvalue());
        var reply = EncKdcRepPart.decodeAsRep(mit("enc_kdc_rep_part"));
        reply.wipe();
        assertZeros(reply.wire(), reply.key().keyvalue());
        var authenticator = Authenticator.decode(mit("authenticator"));
        authenticator.wipe();
        assertZeros(authenticator.wire(), authenticator.subkey().get().keyvalue());
        var apRep = EncApRepPart.decode(mit("ap_rep_enc_part"));
        apRep.wipe();
        assertZeros(apRep.wire(), apRep.subkey().get().keyvalue());
        Authenticator.decode(mit("authenticator(optionals NULL)")).wipe();
    }

    private static void assertZeros(byte[]... arrays) {
        for (byte[] array : arrays) {
            assertArrayEquals(new byte[array.length], array);
        }
    }
}
