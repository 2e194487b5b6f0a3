package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;

@DisplayName("quality.md 5: what the decision log of a context tells")
class DecisionsTest {
    private static final EncryptionType AES256 = EncryptionType.AES256_CTS_HMAC_SHA1_96;
    private static final EncryptionType AES128 = EncryptionType.AES128_CTS_HMAC_SHA1_96;

    private final Client client = new Client();

    @Test
    void aPasswordAndItsWayToATicket() throws Exception {
        var alice = client.acquire(CredentialUse.OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())));
        client.ticket(alice, "HTTP/web.example.com");
        client.ticket(alice, "HTTP/web.example.com");
        told("REALM Realms and KDCs are those of ");
        told("CREDENTIAL The credentials are the password of alice@EXAMPLE.COM");
        told("KDC alice logs on at the KDC of EXAMPLE.COM, offering [aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96];"
                + " the KDC is to say how the password becomes a key");
        told("the key is of aes256-cts-hmac-sha1-96, salt \"EXAMPLE.COMalice\", iterations as usual");
        told("TICKET alice@EXAMPLE.COM is logged on until 2026-03-0");
        told("TICKET The KDC of EXAMPLE.COM gave a ticket for HTTP/web.example.com@EXAMPLE.COM until ");
        told("TICKET The ticket for HTTP/web.example.com@EXAMPLE.COM was there, until ");
    }

    @Test
    void aKeytabAndTheKeyThatTheKdcDoesNotKnow() throws Exception {
        client.kdc.file(Path.of("k"), StoredFiles.keytab(StoredFiles.alice(AES256), StoredFiles.alice(AES128)));
        client.kdc.clientKeys(ScriptedKdc.entry(AES128));
        client.ticket(client.acquire(CredentialUse.OUTBOUND, Identity.keytab(Path.of("k"))), ScriptedKdc.WEB);
        told("KEY 2 of the 2 keys in k are used, ");
        told("the time is encrypted with the key that there is");
    }

    @Test
    void theRealmOfATargetAndWhoSaysSo() throws Exception {
        assertEquals(
                List.of("TARGET The service is HTTP/web.example.com in the realm EXAMPLE.COM, by the [domain_realm] of "
                                + client.config.origin(),
                        "TARGET The service is HTTP/web in the realm OTHER.COM, as its name says",
                        "TARGET The service is HTTP/web; neither it nor the [domain_realm] of " + client.config.origin()
                                + " names a realm: the KDC is to say"),
                List.of(target("HTTP/web.example.com"), target("HTTP/web@OTHER.COM"), target("HTTP/web")));
    }

    private String target(String target) throws Exception {
        ServiceTarget.of(target, client.config).note(client.config, client.facilities.decisions());
        return client.facilities.noted().get(client.facilities.noted().size() - 1);
    }

    @Test
    void theKeyThatOpensATicketAndWhatTheClientBrings() throws Exception {
        var acceptance = new Acceptance();
        acceptance.accepts();
        var noted = acceptance.facilities.noted();
        assertTrue(noted.toString().contains("KEY The ticket of alice@EXAMPLE.COM for HTTP/web.example.com@EXAMPLE.COM until "),
                noted.toString());
        assertTrue(noted.toString().contains("was opened with the aes256-cts-hmac-sha1-96 key of service.keytab, version 3"),
                noted.toString());
        assertTrue(noted.toString().contains("PEER The client is not bound to a channel; it is granted ["), noted.toString());
    }

    @Test
    void theServersProof() throws Exception {
        var initiation = new Initiation();
        initiation.completes();
        var noted = initiation.facilities.noted().toString();
        assertTrue(noted.contains("CREDENTIAL The credentials are 1 tickets and 0 keys of alice@EXAMPLE.COM in the Subject"), noted);
        assertTrue(noted.contains("PEER The server proved itself, and messages are protected with the sub-key of "), noted);
    }

    private void told(String part) {
        var noted = client.facilities.noted().toString();
        assertTrue(noted.contains(part), "\"" + part + "\" in: " + noted);
    }
}
