package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SspiException;

/** A server of TLS 1.2 that leaves out Certificate: JDK 17 finds out by a fault, which is the server's and not ours. */
class WithoutCertificateTest {
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE = 11;

    @Test
    void isTheServersBreachOfTheProtocol() throws Exception {
        try (var alice = Tls.JDK_1_2.client();
                var web = Tls.BOUNCY_CASTLE_1_2.server();
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web)) {
            var flight = server.receive(client.begin());
            var without = without(flight);
            assertTrue(without.length < flight.length);
            var failure = assertThrows(SspiException.class, () -> client.receive(without));
            assertEquals(SEC_E_ILLEGAL_MESSAGE, failure.status());
        }
    }

    /** Bouncy Castle sends a message in a record. */
    private static byte[] without(byte[] flight) {
        var rest = ByteBuffer.wrap(flight);
        var without = new ByteArrayOutputStream();
        while (rest.hasRemaining()) {
            var record = new byte[TlsRecord.length(rest)];
            rest.get(record);
            if (record[0] != HANDSHAKE || record[TlsRecord.HEADER] != CERTIFICATE) {
                without.writeBytes(record);
            }
        }
        return without.toByteArray();
    }
}
