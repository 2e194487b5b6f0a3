package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.api.SecurityStatus.SEC_I_RENEGOTIATE;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.secur32.SecBufferDesc;
import org.sspi4j.secur32.Secur32;
import org.sspi4j.secur32.SecurityString;

/** As a program in C has it: what a call says of its input stands in the input's own buffers. */
@DisplayName("Schannel through the full forms of sspi.h")
class FullFormsTest {
    private static final Secur32 SECUR32 = Secur32.INSTANCE;
    private static final int CB_MAX_TOKEN = 24576;

    private static SecBuffer output(SecBufferType type) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.allocate(CB_MAX_TOKEN));
    }

    private static SecBufferDesc input(byte[] token, SecBuffer empty, SecBuffer... more) {
        var buffers = new SecBuffer[2 + more.length];
        buffers[0] = SecBuffer.token(token);
        buffers[1] = empty;
        System.arraycopy(more, 0, buffers, 2, more.length);
        return SecBufferDesc.of(buffers);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S75")
    void aConversation(Tls tls) throws Exception {
        var target = SecurityString.of(Tls.WEB);
        try (var alice = tls.client();
                var web = tls.server()) {
            var token = output(SecBufferType.TOKEN);
            var alert = output(SecBufferType.ALERT);
            var ours = SECUR32.initializeSecurityContextW(
                    alice, null, target, 0, 0, 0, null, 0, SecBufferDesc.of(token, alert));
            assertEquals(SEC_I_CONTINUE_NEEDED, ours.outcome().status());
            assertEquals(0, alert.size());
            CtxtHandle client = ours.phNewContext();
            CtxtHandle server = null;
            var toServer = token.toBytes();
            var toClient = new byte[0];
            boolean clientDone = false;
            boolean serverDone = false;
            while (!clientDone || !serverDone) {
                if (!serverDone) {
                    var reply = output(SecBufferType.TOKEN);
                    var empty = SecBuffer.empty();
                    var theirs = SECUR32.acceptSecurityContext(web, server, input(toServer, empty), 0, 0, SecBufferDesc.of(reply));
                    assertTrue(theirs.outcome().status() == SEC_E_OK || theirs.outcome().status() == SEC_I_CONTINUE_NEEDED);
                    server = theirs.phNewContext();
                    serverDone = theirs.outcome().status() == SEC_E_OK;
                    toServer = empty.type() == SecBufferType.EXTRA ? empty.toBytes() : new byte[0];
                    toClient = reply.toBytes();
                }
                while (!clientDone && toClient.length > 0) {
                    var reply = output(SecBufferType.TOKEN);
                    var empty = SecBuffer.empty();
                    ours = SECUR32.initializeSecurityContextW(
                            alice, client, target, 0, 0, 0, input(toClient, empty), 0, SecBufferDesc.of(reply));
                    clientDone = ours.outcome().status() == SEC_E_OK;
                    toClient = empty.type() == SecBufferType.EXTRA ? empty.toBytes() : new byte[0];
                    toServer = reply.size() == 0 ? toServer : reply.toBytes();
                }
            }
            if (toClient.length > 0) {
                var data = SecBuffer.data(ByteBuffer.wrap(toClient));
                var message = SecBufferDesc.of(data, SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
                assertEquals(SEC_I_RENEGOTIATE, SECUR32.decryptMessage(client, message, 0).outcome().status());
                assertEquals(SecBufferType.EXTRA, message.pBuffers().get(3).type());
                var again = SECUR32.initializeSecurityContextW(
                        alice, client, target, 0, 0, 0,
                        input(message.pBuffers().get(3).toBytes(), SecBuffer.empty()), 0, SecBufferDesc.of(output(SecBufferType.TOKEN)));
                assertEquals(SEC_E_OK, again.outcome().status());
            }
            assertEquals(ContextFlag.STREAM.iscRet(), ours.pfContextAttr() & ContextFlag.STREAM.iscRet());
            SECUR32.deleteSecurityContext(client);
            SECUR32.deleteSecurityContext(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S103")
    @Tag("S104")
    @Tag("S105")
    void whatIsMissingStandsInTheInput(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB)) {
            var hello = client.begin();
            var empty = SecBuffer.empty();
            var theirs = SECUR32.acceptSecurityContext(
                    web, null, input(Arrays.copyOf(hello, 20), empty), 0, 0, SecBufferDesc.of(output(SecBufferType.TOKEN)));
            assertEquals(SEC_E_INCOMPLETE_MESSAGE, theirs.outcome().status());
            assertEquals(SecBufferType.MISSING, empty.type());
            assertEquals(hello.length - 20, empty.size());
            theirs.phNewContext().close();
        }
        try (var ends = new Tls.Ends(tls)) {
            var record = ends.client.write("text".getBytes(UTF_8));
            var message = SecBufferDesc.of(
                    SecBuffer.data(ByteBuffer.wrap(Arrays.copyOf(record, 7))),
                    SecBuffer.empty(),
                    SecBuffer.empty(),
                    SecBuffer.empty());
            assertEquals(SEC_E_INCOMPLETE_MESSAGE, SECUR32.decryptMessage(ends.server.context, message, 0).outcome().status());
            assertEquals(SecBufferType.MISSING, message.pBuffers().get(1).type());
            assertEquals(record.length - 7, message.pBuffers().get(1).size());
        }
    }

    @Test
    void anAlertStandsInItsBuffer() throws Exception {
        try (var alice = Tls.JDK_1_2.client();
                var web = Tls.JDK_1_2.server();
                var client = TlsParty.client(alice, Tls.WEB).with(SecBuffer.applicationProtocols("h2"))) {
            var hello = client.begin();
            var spoken = SecBuffer.applicationProtocols("http/1.1");
            var token = output(SecBufferType.TOKEN);
            var alert = output(SecBufferType.ALERT);
            var theirs = SECUR32.acceptSecurityContext(
                    web, null, input(hello, SecBuffer.empty(), spoken), 0, 0, SecBufferDesc.of(token, alert));
            assertEquals(SEC_E_APPLICATION_PROTOCOL_MISMATCH, theirs.outcome().status());
            assertEquals(0, token.size());
            assertArrayEquals(new byte[] {TlsRecord.ALERT, 3, 3, 0, 2, 2, 120}, alert.toBytes());

            var only = output(SecBufferType.TOKEN);
            SECUR32.acceptSecurityContext(web, null, input(hello, SecBuffer.empty(), spoken), 0, 0, SecBufferDesc.of(only));
            assertArrayEquals(alert.toBytes(), only.toBytes(), "without a buffer of its own it stands where a token would");

            var readOnly = new SecBuffer(SecBufferType.ALERT, SecBuffer.Access.READONLY, ByteBuffer.allocate(10));
            assertEquals(SEC_E_INVALID_PARAMETER, SECUR32.acceptSecurityContext(
                    web, null, input(hello, SecBuffer.empty()), 0, 0, SecBufferDesc.of(token, readOnly)).outcome().status());
        }
    }
}
