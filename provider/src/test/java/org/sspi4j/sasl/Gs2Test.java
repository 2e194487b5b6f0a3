package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.*;
import static org.sspi4j.sasl.Conversation.NOTHING;
import static org.sspi4j.sasl.Conversation.refusal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.security.sasl.Sasl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@DisplayName("RFC 5801 GS2-KRB5 and GS2-KRB5-PLUS")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
@Timeout(60)
class Gs2Test {
    private static final ChannelBindings END_POINT = ChannelBindings.tlsServerEndPoint(new byte[] {1, 2, 3, ','});

    @Krb5Conf
    Path krb5Conf;

    @Keytab(LdapRealm.SERVICE)
    Path keytab;

    private LdapRealm realm;

    @BeforeEach
    void acquire() throws Exception {
        realm = LdapRealm.of(krb5Conf, keytab);
    }

    @AfterEach
    void release() {
        realm.close();
    }

    private static Conversation conversation(String mechanism, String authorizationId, Map<String, ?> client, Map<String, ?> server)
            throws Exception {
        return new Conversation(
                Conversation.client(mechanism, authorizationId, client, null),
                Conversation.server(mechanism, server, Conversation.permitting()));
    }

    @Test
    void aClientIsKnownAfterOneMessageEachWay() throws Exception {
        try (var both = conversation("GS2-KRB5", null, realm.client(), realm.server())) {
            var first = both.client().evaluateChallenge(NOTHING);
            // "n,,", and the token without its frame begins with Kerberos' identifier of an AP-REQ
            assertArrayEquals(new byte[] {'n', ',', ',', 1, 0}, Arrays.copyOf(first, 5));
            var last = both.server().evaluateResponse(first);
            assertTrue(both.server().isComplete());
            assertNull(both.client().evaluateChallenge(last));
            assertTrue(both.client().isComplete());
            assertEquals("alice@EXAMPLE.COM", both.server().getAuthorizationID());
            assertEquals("auth", both.client().getNegotiatedProperty(Sasl.QOP));
            assertEquals("true", both.client().getNegotiatedProperty(Sasl.SERVER_AUTH));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "a,b=c", "=2C", "J\u00FCrgen"})
    void whomTheClientWantsToActAsIsInTheHeader(String name) throws Exception {
        try (var both = conversation("GS2-KRB5", name, realm.client(), realm.server()).run()) {
            assertEquals(name, both.server().getAuthorizationID());
        }
    }

    @Test
    void plusIsBoundToTheChannel() throws Exception {
        var bound = new Object[] {SspiSasl.CHANNEL_BINDINGS, END_POINT};
        try (var both = conversation("GS2-KRB5-PLUS", "root", realm.client(bound), realm.server(bound)).run()) {
            assertEquals("root", both.server().getAuthorizationID());
        }
        var other = realm.server(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.tlsServerEndPoint(new byte[] {1, 2, 4}));
        assertEquals(SEC_E_BAD_BINDINGS, refusal(conversation("GS2-KRB5-PLUS", null, realm.client(bound), other)::run));
    }

    /** The same octets under another name are other bindings: the header alone, which is the client's, would not tell. */
    @Test
    void plusIsBoundByTheServersTypeOfBindings() throws Exception {
        var unique = realm.client(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.tlsUnique(new byte[] {1, 2, 3, ','}));
        var endPoint = realm.server(SspiSasl.CHANNEL_BINDINGS, END_POINT);
        assertEquals(SEC_E_BAD_BINDINGS, refusal(conversation("GS2-KRB5-PLUS", null, unique, endPoint)::run));
    }

    @Test
    void aClientThatCouldSaysSo() throws Exception {
        var bound = realm.client(SspiSasl.CHANNEL_BINDINGS, END_POINT);
        var first = Conversation.client("GS2-KRB5", null, bound, null).evaluateChallenge(NOTHING);
        assertArrayEquals("y,,".getBytes(UTF_8), Arrays.copyOf(first, 3));
        conversation("GS2-KRB5", null, bound, realm.server()).run().close();
    }

    @Test
    void withoutBindingsThereIsNoPlus() throws Exception {
        assertNull(new SspiSaslClientFactory()
                .createSaslClient(new String[] {"GS2-KRB5-PLUS"}, null, "ldap", "dc.example.com", realm.client(), null));
        var unnamed = realm.client(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.of(new byte[8]));
        assertNull(new SspiSaslClientFactory()
                .createSaslClient(new String[] {"GS2-KRB5-PLUS"}, null, "ldap", "dc.example.com", unnamed, null));
        assertNull(new SspiSaslServerFactory().createSaslServer("GS2-KRB5-PLUS", "ldap", "dc.example.com", realm.server(), null));
    }

    @Nested
    @DisplayName("3.1 the frame of the first token")
    class Frame {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 116, 117, 244, 245, 1000, 65524, 65525, 70000})
        void isPutBackAsItWas(int length) throws Exception {
            var inner = new byte[length];
            Arrays.fill(inner, (byte) 7);
            var framed = InitialContextToken.framed(inner);
            assertArrayEquals(inner, InitialContextToken.unframed(framed));
            assertEquals(0x60, framed[0]);
            int octets = framed[1] >= 0 ? 0 : framed[1] & 0x7F;
            int said = framed[1];
            for (int i = 0; i < octets; i++) {
                said = (i == 0 ? 0 : said << 8) | framed[2 + i] & 0xFF;
            }
            assertEquals(framed.length - 2 - octets, said);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 2, 3, 12})
        void anotherFrameIsNone(int at) {
            var framed = InitialContextToken.framed(new byte[5]);
            framed[at] ^= 1;
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    assertThrows(SspiException.class, () -> InitialContextToken.unframed(framed)).status());
        }

        @Test
        void everyPrefixIsNone() {
            var framed = InitialContextToken.framed(NOTHING);
            for (int length = 0; length < framed.length; length++) {
                var prefix = Arrays.copyOf(framed, length);
                assertEquals(
                        SEC_E_INVALID_TOKEN,
                        assertThrows(SspiException.class, () -> InitialContextToken.unframed(prefix))
                                .status());
            }
        }
    }

    @Nested
    @DisplayName("4 the header")
    class Header {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "n,,rest                               | n |                      | ''",
            "y,a=bob,                              | y |                      | bob",
            "p=tls-unique,a=a=2Cb=3D2C,,           | p | tls-unique           | a,b=2C",
            "p=tls-server-end-point,,              | p | tls-server-end-point | ''"})
        void isRead(String message, char flag, String bindingName, String authorizationId) throws Exception {
            var header = Gs2Header.decode(message.getBytes(UTF_8));
            assertEquals(flag, header.flag());
            assertEquals(Optional.ofNullable(bindingName), header.bindingName());
            assertEquals(authorizationId, header.authorizationId());
            assertTrue(message.startsWith(new String(header.wire(), UTF_8)));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "n", "n,", "n,a=b", "x,,", "nn,,", "N,,", ",,", "F,n,,", "p,,", "p=,,", "p=a b,,", "p=\u00E4,,", "n,b,", "n,a=,", "n,a==,",
            "n,a=b=2D,", "n,a=b=,", "n,a=b=2,", "n,a==3=2CD,", "n,a=b\0c,", "n, a=b,"})
        void isRefused(String message) {
            assertEquals(SEC_E_ILLEGAL_MESSAGE, status(message.getBytes(UTF_8)));
        }

        @Test
        void isUtf8() {
            assertEquals(SEC_E_ILLEGAL_MESSAGE, status("n,a=\u00E4,".getBytes(StandardCharsets.ISO_8859_1)));
        }

        private static SecurityStatus status(byte[] message) {
            return assertThrows(SspiException.class, () -> Gs2Header.decode(message)).status();
        }

        /** Nobody is known yet who sends it. */
        @Test
        void ofAnyLengthItIsReadWithoutMoreStack() throws Exception {
            var name = "x".repeat(200_000);
            assertEquals(name, Gs2Header.decode(("n,a=" + name + ",").getBytes(UTF_8)).authorizationId());
        }

        /** What GSSAPI and the others refuse is no way around the channel here. */
        @Test
        void whoIsBoundToNoChannelIsRefusedWhereThatIsDemanded() throws Exception {
            var unbound = Gs2Header.decode("n,,".getBytes(UTF_8));
            unbound.check(Mechanism.GS2_KRB5, Optional.empty());
            assertEquals(
                    SEC_E_BAD_BINDINGS,
                    assertThrows(SspiException.class, () -> unbound.check(Mechanism.GS2_KRB5, Optional.of(END_POINT))).status());
        }

        @Test
        @DisplayName("5.1 and is part of the bindings")
        void isPartOfTheBindings() {
            var plain = Gs2Header.of(Mechanism.GS2_KRB5, Optional.empty(), "b,c");
            assertEquals(ChannelBindings.of("n,a=b=2Cc,".getBytes(UTF_8)), plain.bindings(Optional.empty()));
            var able = Gs2Header.of(Mechanism.GS2_KRB5, Optional.of(END_POINT), "");
            assertEquals(ChannelBindings.of("y,,".getBytes(UTF_8)), able.bindings(Optional.of(END_POINT)));
            var bound = Gs2Header.of(Mechanism.GS2_KRB5_PLUS, Optional.of(END_POINT), "");
            assertEquals(
                    ChannelBindings.of("p=tls-server-end-point,,\1\2\3,".getBytes(UTF_8)), bound.bindings(Optional.of(END_POINT)));
        }
    }
}
