package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.secur32.Machine.INBOUND;
import static org.sspi4j.secur32.Machine.OUTBOUND;
import static org.sspi4j.secur32.Machine.a;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.text;
import static org.sspi4j.secur32.Machine.w;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.fixture.MovingFacilities;

@DisplayName("A conversation of Kerberos, call by call as a program in C makes it")
@Timeout(60)
class KerberosThroughSecur32Test {
    /** ISC_REQ_: MUTUAL_AUTH 0x2, REPLAY_DETECT 0x4, SEQUENCE_DETECT 0x8, CONFIDENTIALITY 0x10, INTEGRITY 0x10000. */
    private static final int WANTED = 0x1001E;
    private static final int ASC_INTEGRITY = 0x20000;

    @TempDir
    private Path folder;

    private Secur32 secur32;
    private CredHandle alice;
    private CredHandle web;
    private CtxtHandle client;
    private CtxtHandle server;

    @BeforeEach
    void acquire() throws Exception {
        var machine = new Machine(folder);
        secur32 = machine.secur32;
        alice = secur32.acquireCredentialsHandleW(
                        null, w("Kerberos"), OUTBOUND, null, Machine.password("alice@EXAMPLE.COM", "secret"), null, null)
                .orThrow().phCredential();
        web = secur32.acquireCredentialsHandleA(null, a("kerberos"), INBOUND, null, Identity.keytab(machine.keytab), null, null)
                .orThrow().phCredential();
    }

    private void establish() throws Exception {
        var token = room(65535);
        var first = secur32.initializeSecurityContextA(alice, null, a(Machine.TARGET), WANTED, 0, 0x10, null, 0, desc(token));
        assertEquals(SEC_I_CONTINUE_NEEDED, first.status());
        client = first.phNewContext();
        var answer = SecBuffer.token(ByteBuffer.allocate(0));
        var accepted = secur32.acceptSecurityContext(web, null, desc(token), 0x100, 0x10, desc(answer)).orThrow();
        server = accepted.phNewContext();
        assertEquals(0x100, accepted.pfContextAttr() & 0x100);
        assertEquals(ASC_INTEGRITY, accepted.pfContextAttr() & ASC_INTEGRITY);
        var second = secur32.initializeSecurityContextA(alice, client, null, WANTED, 0, 0x10, desc(answer), 0, desc(room(0))).orThrow();
        assertEquals(SEC_E_OK, second.status());
        assertEquals(WANTED, second.pfContextAttr() & WANTED);
        assertEquals(
                TimeStamp.of(MovingFacilities.START.plus(Duration.ofHours(10)), ZoneId.systemDefault()), second.ptsExpiry());
        assertEquals(second.ptsExpiry(), accepted.ptsTimeStamp());
        assertEquals(SEC_E_OK, secur32.freeContextBuffer(answer.memory()).status());
    }

    @Test
    @Tag("S170")
    @Tag("S171")
    void establishesAContextWithTheTicketsExpiry() throws Exception {
        establish();
    }

    @Test
    @Tag("S67")
    void theTargetOfTheFirstLegStaysWithTheContext() throws Exception {
        establish();
        var names = (ContextAttribute.NativeNames) secur32.queryContextAttributes(client, 13).orThrow().pBuffer();
        assertEquals("HTTP/web.example.com@EXAMPLE.COM", names.serverName());
    }

    @Test
    void sealsAndOpensMessages() throws Exception {
        establish();
        var trailer = room(128);
        var data = SecBuffer.data(ByteBuffer.wrap("a secret".getBytes(US_ASCII)));
        assertEquals(SEC_E_OK, secur32.encryptMessage(client, 0, desc(trailer, data), 0).status());
        assertNotEquals("a secret", text(data));
        var opened = secur32.decryptMessage(server, desc(trailer, data), 0);
        assertEquals(SEC_E_OK, opened.status());
        assertEquals(0, opened.pfQOP());
        assertEquals("a secret", text(data));
    }

    @Test
    void tellsAMessageThatWasSignedOnly() throws Exception {
        establish();
        var trailer = room(128);
        var data = SecBuffer.data(ByteBuffer.wrap("readable".getBytes(US_ASCII)));
        assertEquals(SEC_E_OK, secur32.sealMessage(server, Qop.WRAP_NO_ENCRYPT, desc(trailer, data), 0).status());
        assertEquals(Qop.WRAP_NO_ENCRYPT, secur32.unsealMessage(client, desc(trailer, data), 0).pfQOP());
    }

    @Test
    void signsAndVerifies() throws Exception {
        establish();
        var signature = room(128);
        var data = SecBuffer.data(ByteBuffer.wrap("a text".getBytes(US_ASCII)));
        assertEquals(SEC_E_OK, secur32.makeSignature(client, 0, desc(signature, data), 0).status());
        assertEquals(SEC_E_OK, secur32.verifySignature(server, desc(signature, data), 0).status());
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, secur32.makeSignature(client, 1, desc(signature, data), 0).status());
        assertEquals(SEC_E_INVALID_TOKEN, secur32.makeSignature(client, 0, desc(data), 0).status());
    }

    @Test
    @Tag("S174")
    void theServerKnowsItsClient() throws Exception {
        establish();
        assertEquals("alice@EXAMPLE.COM", secur32.querySecurityContextToken(server).orThrow().Token().userName());
    }
}
