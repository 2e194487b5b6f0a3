package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;
import org.sspi4j.fixture.ScriptedKdc;

/**
 * A logon and a ticket, live, from a KDC whose replies are edited on their way or before they are encrypted. Without the keys
 * nobody gives the client another ticket than the one it asked for.
 */
class KdcReplyFuzzTest {
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void logOnAndAskForATicket(byte[] input) throws SspiException {
        var edits = new Edits(input);
        var client = new Client();
        boolean ofAs = edits.number(1) == 1;
        boolean inside = edits.number(1) == 1;
        var replies = new int[1];
        client.kdc.withoutPreauthentication().lenient();
        if (inside) {
            client.kdc.lie(reply -> reply.part = reply.isAs() == ofAs ? edits::of : reply.part);
        } else {
            client.kdc.line(reply -> replies[0]++ == 0 == ofAs ? edits.of(reply) : reply);
        }
        try (var password = Secret.password(ScriptedKdc.PASSWORD.toCharArray());
                var credential = client.acquire(
                        CredentialUse.OUTBOUND, Identity.password(ScriptedKdc.ALICE.toString(), password))) {
            var ticket = client.ticket(credential, ScriptedKdc.WEB);
            assertTrue(inside || ScriptedKdc.WEB.sameAs(ticket.server()), ticket::toString);
            assertEquals(ScriptedKdc.ALICE.toString(), ticket.client().toString());
        } catch (SspiException e) {
            assertTrue(e.status() != SecurityStatus.SEC_E_INTERNAL_ERROR, e::toString);
        }
    }
}
