package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.callback.Callback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslServerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.interop.CyrusSample.Layer;
import org.sspi4j.jca.SspiProvider;
import org.sspi4j.sasl.SspiSasl;

/** The sample programs of Cyrus SASL, on either end, with and without a security layer. */
@Timeout(60)
@Shows(value = "SASL", against = Peer.CYRUS)
class CyrusSaslIT {
    /** With the zero at the end; the programs look at what they get. */
    private static final byte[] OF_SERVER = "srv message 1\0".getBytes(US_ASCII);
    private static final byte[] OF_CLIENT = "client message 1\0".getBytes(US_ASCII);
    private static final String SERVICE = "sample";
    private static final String HOST = "svc.mit.example";
    private static final Peers.Mit MIT = Peers.started().mit();

    /** GS2 has no layers. */
    static Stream<Arguments> combinations() {
        return Stream.of(
                Arguments.of("GSSAPI", Layer.NONE), Arguments.of("GSSAPI", Layer.SIGNATURES), Arguments.of("GSSAPI", Layer.ENCRYPTION),
                Arguments.of("GSS-SPNEGO", Layer.NONE), Arguments.of("GSS-SPNEGO", Layer.SIGNATURES),
                Arguments.of("GSS-SPNEGO", Layer.ENCRYPTION), Arguments.of("GS2-KRB5", Layer.NONE));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void ourClientLogsOn(String mechanism, Layer layer) throws Exception {
        var clients = factory("SaslClientFactory", mechanism, SaslClientFactory.class);
        try (var alice = credential(mechanism, CredentialUse.OUTBOUND, Identity.ccache("FILE:" + MIT.aliceCcache()));
                var server = CyrusSample.server(mechanism, layer)) {
            var client = clients.createSaslClient(new String[] {mechanism}, null, SERVICE, HOST, properties(alice, layer), null);
            server.hearToken();                                          // its mechanisms
            server.sayMechanism(mechanism, client.hasInitialResponse() ? client.evaluateChallenge(new byte[0]) : null);
            while (!client.isComplete()) {
                byte[] answer = client.evaluateChallenge(server.hearToken());
                server.say(answer == null ? new byte[0] : answer);
            }
            server.hearThatItIsComplete();
            assertTrue(server.hearUntil("Username: ").contains("alice"));
            if (layer != Layer.NONE) {
                assertEquals(layer.qop, client.getNegotiatedProperty(Sasl.QOP));
                byte[] message = CyrusSample.unframed(server.hearToken());
                assertArrayEquals(OF_SERVER, client.unwrap(message, 0, message.length));
                server.say(CyrusSample.framed(client.wrap(OF_CLIENT, 0, OF_CLIENT.length)));
                assertEquals("client message 1", server.hearMessage());
            }
            client.dispose();
        }
    }

    /** In SPNEGO its client always offers encryption, and so always has it. */
    static Stream<Arguments> combinationsOfItsClient() {
        return combinations().filter(each ->
                !(each.get()[0].equals("GSS-SPNEGO") && each.get()[1] == Layer.SIGNATURES));
    }

    @ParameterizedTest
    @MethodSource("combinationsOfItsClient")
    void ourServerLetsAUserIn(String mechanism, Layer layer) throws Exception {
        var servers = factory("SaslServerFactory", mechanism, SaslServerFactory.class);
        try (var keys = credential(mechanism, CredentialUse.INBOUND, Identity.keytab(MIT.serviceKeytab()));
                var client = CyrusSample.client(mechanism, layer)) {
            var server = servers.createSaslServer(mechanism, SERVICE, HOST, properties(keys, layer), CyrusSaslIT::authorize);
            client.say(mechanism.getBytes(US_ASCII));
            byte[] first = client.hearToken();
            assertArrayEquals(mechanism.getBytes(US_ASCII), Arrays.copyOf(first, mechanism.length()));
            byte[] token = first.length > mechanism.length()
                    ? Arrays.copyOfRange(first, mechanism.length() + 1, first.length)
                    : new byte[0];
            byte[] answer = server.evaluateResponse(token);
            while (!server.isComplete()) {
                client.say(answer);
                answer = server.evaluateResponse(client.hearToken());
            }
            if (answer != null) {
                client.say(answer);
            }
            client.hearThatItIsComplete();
            assertTrue(server.getAuthorizationID().startsWith("alice"), server.getAuthorizationID());
            if (layer != Layer.NONE) {
                assertEquals(layer.qop, server.getNegotiatedProperty(Sasl.QOP));
                client.say(CyrusSample.framed(server.wrap(OF_SERVER, 0, OF_SERVER.length)));
                assertEquals("srv message 1", client.hearMessage());
                byte[] message = CyrusSample.unframed(client.hearToken());
                assertArrayEquals(OF_CLIENT, server.unwrap(message, 0, message.length));
            }
            server.dispose();
        }
    }

    private static void authorize(Callback... callbacks) {
        ((AuthorizeCallback) callbacks[0]).setAuthorized(true);
    }

    private static <T> T factory(String type, String mechanism, Class<T> ofType) throws Exception {
        return ofType.cast(new SspiProvider().getService(type, mechanism).newInstance(null));
    }

    private static Map<String, Object> properties(CredHandle credential, Layer layer) {
        var properties = new HashMap<String, Object>();
        properties.put(SspiSasl.CREDENTIAL, credential);
        properties.put(Sasl.QOP, layer.qop);
        return properties;
    }

    private static CredHandle credential(String mechanism, CredentialUse use, Identity identity) throws Exception {
        return SspiSide.tcp().acquire(mechanism.equals("GSS-SPNEGO") ? Side.SPNEGO : Side.KRB5, use, identity);
    }
}
