package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.*;
import static org.sspi4j.sasl.Conversation.NOTHING;
import static org.sspi4j.sasl.Conversation.refusal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** Peers that know the key, and lie; and somebody between the two. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
@Timeout(60)
class SaslAttacksTest {
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

    private static byte[] message(int layers, int size, int... more) {
        var message = ByteBuffer.allocate(4 + more.length).putInt(layers << 24 | size);
        for (int octet : more) {
            message.put((byte) octet);
        }
        return message.array();
    }

    @Nested
    @DisplayName("CVE-2020-2590 a server's offer of security layers")
    class Offers {
        private SaslClient client;
        private CtxtHandle server;

        private void begin(String qop) throws Exception {
            client = Conversation.client("GSSAPI", null, realm.client(Sasl.QOP, qop), null);
            var accepted = Sspi.acceptSecurityContext(realm.ldap(), null, Set.of(), client.evaluateChallenge(NOTHING));
            assertEquals(0, client.evaluateChallenge(accepted.token()).length);
            server = accepted.context();
        }

        private byte[] answer(byte[] offer) throws Exception {
            return SecurityLayer.verify(server, client.evaluateChallenge(SecurityLayer.sign(server, offer)));
        }

        private SecurityStatus refused(byte[] offer) {
            var status = refusal(() -> answer(offer));
            assertFalse(client.isComplete());
            assertThrows(IllegalStateException.class, () -> client.evaluateChallenge(NOTHING));
            return status;
        }

        @Test
        void whatIsTrueIsAnswered() throws Exception {
            begin("auth-conf");
            assertEquals(ByteBuffer.wrap(message(4, 0x10000)), ByteBuffer.wrap(answer(message(7, 0xFFFFFF))));
        }

        @ParameterizedTest
        @CsvSource({"auth-conf, 3", "auth-conf, 0", "'auth-int,auth', 4", "auth, 6", "auth-int, 0xF8"})
        void oneThatHasNothingThatWasAskedFor(String qop, String layers) throws Exception {
            begin(qop);
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refused(message(Integer.decode(layers), 0x10000)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 30})
        void oneWithoutRoomForAMessage(int size) throws Exception {
            begin("auth-conf");
            assertEquals(SEC_E_BUFFER_TOO_SMALL, refused(message(4, size)));
        }

        @Test
        void oneThatIsShortOrLong() throws Exception {
            begin("auth-int");
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(Arrays.copyOf(message(2, 0x10000), 3)));
            begin("auth-int");
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(message(2, 0x10000, 'x')));
            begin("auth-int");
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(NOTHING));
        }

        @Test
        void oneThatIsNotSigned() throws Exception {
            begin("auth");
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> client.evaluateChallenge(message(1, 0))));
            begin("auth");
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> client.evaluateChallenge(NOTHING)));
        }

        @Test
        void oneThatWasChangedOrCutOnTheWay() throws Exception {
            begin("auth-int,auth");
            var changed = SecurityLayer.sign(server, message(3, 0x10000));
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 3 && i >= 16) {
                    changed[i] = 1;
                }
            }
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> client.evaluateChallenge(changed)));
            begin("auth");
            var whole = SecurityLayer.sign(server, message(1, 0));
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> client.evaluateChallenge(Arrays.copyOf(whole, whole.length - 1))));
        }

        @Test
        void aServerThatDoesNotProveItselfIsNoServer() throws Exception {
            begin("auth");
            var other = Conversation.client("GSSAPI", null, realm.client(), null);
            other.evaluateChallenge(NOTHING);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> other.evaluateChallenge(SecurityLayer.sign(server, message(1, 0)))));
        }
    }

    @Nested
    @DisplayName("CVE-2020-2590 a client's choice of a security layer")
    class Choices {
        private static final Set<ContextFlag> FLAGS =
                Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY, ContextFlag.SEQUENCE_DETECT);

        private SaslServer server;
        private CtxtHandle client;

        private byte[] begin(String qop, Set<ContextFlag> flags) throws Exception {
            server = Conversation.server("GSSAPI", realm.server(Sasl.QOP, qop), null);
            var first = Sspi.initializeSecurityContext(realm.alice(), null, LdapRealm.SERVICE, flags, NOTHING);
            client = first.context();
            var challenge = server.evaluateResponse(first.token());
            if (!first.isComplete()) {
                Sspi.initializeSecurityContext(realm.alice(), client, LdapRealm.SERVICE, flags, challenge);
                challenge = server.evaluateResponse(NOTHING);
            }
            return SecurityLayer.verify(client, challenge);
        }

        private SecurityStatus refused(byte[] choice) {
            var status = refusal(() -> server.evaluateResponse(SecurityLayer.sign(client, choice)));
            assertFalse(server.isComplete());
            return status;
        }

        @Test
        void whatIsTrueIsTaken() throws Exception {
            assertEquals(ByteBuffer.wrap(message(3, 0x10000)), ByteBuffer.wrap(begin("auth,auth-int", FLAGS)));
            server.evaluateResponse(SecurityLayer.sign(client, message(2, 0xFFFFFF)));
            assertEquals("auth-int", server.getNegotiatedProperty(Sasl.QOP));
        }

        /** CONFIDENTIALITY was not asked for: what the context cannot do is not offered. */
        @Test
        void whatTheContextCannotDoIsNotOffered() throws Exception {
            assertEquals(ByteBuffer.wrap(message(2, 0x10000)), ByteBuffer.wrap(begin("auth-int,auth-conf", FLAGS)));
            var conf = refusal(() -> begin("auth-conf", FLAGS));
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, conf);
        }

        /** As a client without mutual authentication has it. */
        @Test
        void theOfferComesAtOnceWhereThereIsNoOtherToken() throws Exception {
            var flags = Set.of(ContextFlag.INTEGRITY, ContextFlag.SEQUENCE_DETECT);
            assertEquals(ByteBuffer.wrap(message(1, 0)), ByteBuffer.wrap(begin("auth", flags)));
            server.evaluateResponse(SecurityLayer.sign(client, message(1, 0)));
            assertEquals("alice@EXAMPLE.COM", server.getAuthorizationID());
            assertEquals("false", server.getNegotiatedProperty(Sasl.SERVER_AUTH));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 2, 3, 4, 5, 8, 0x81})
        void oneThatWasNotOfferedOrIsNone(int layer) throws Exception {
            begin("auth", FLAGS);
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refused(message(layer, 0)));
        }

        @Test
        void oneWithoutRoomForAMessage() throws Exception {
            begin("auth-int", FLAGS);
            assertEquals(SEC_E_BUFFER_TOO_SMALL, refused(message(2, 0)));
        }

        @Test
        void noLayerAndYetASize() throws Exception {
            begin("auth,auth-int", FLAGS);
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(message(1, 1)));
        }

        @Test
        void oneThatIsShort() throws Exception {
            begin("auth", FLAGS);
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(Arrays.copyOf(message(1, 0), 3)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 0xFF})
        void anIdentityWithANulOrThatIsNotUtf8(int octet) throws Exception {
            begin("auth", FLAGS);
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refused(message(1, 0, 'a', octet, 'b')));
        }

        @Test
        void moreThanNothingInAnEstablishedContext() throws Exception {
            server = Conversation.server("GSSAPI", realm.server(), null);
            var first = Sspi.initializeSecurityContext(realm.alice(), null, LdapRealm.SERVICE, FLAGS, NOTHING);
            server.evaluateResponse(first.token());
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> server.evaluateResponse(new byte[1])));
        }
    }

    @Nested
    @DisplayName("CVE-2020-2590 sizes")
    class Sizes {
        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "16777216", "4294967296", "", "64k"})
        void aMaxBufferThatThreeOctetsCannotSay(String size) {
            assertEquals(
                    SEC_E_INVALID_PARAMETER,
                    refusal(() -> Conversation.client("GSSAPI", null, realm.client(Sasl.MAX_BUFFER, size), null)));
            assertEquals(
                    SEC_E_INVALID_PARAMETER, refusal(() -> Conversation.server("GSSAPI", realm.server(Sasl.MAX_BUFFER, size), null)));
        }

        @Test
        void theLargestIsSaidAndTaken() throws Exception {
            var largest = new Object[] {Sasl.QOP, "auth-int", Sasl.MAX_BUFFER, "16777215"};
            try (var both = new Conversation(
                    Conversation.client("GSSAPI", null, realm.client(largest), null),
                    Conversation.server("GSSAPI", realm.server(largest), null)).run()) {
                var wrapped = both.client().wrap(new byte[0x100000], 0, 0x100000);
                assertEquals(0x100000, both.server().unwrap(wrapped, 0, wrapped.length).length);
            }
        }

        private SaslServer server;

        /** A client that sends what it likes. */
        private CtxtHandle clientOf(int layer, Object... properties) throws Exception {
            server = Conversation.server("GSSAPI", realm.server(properties), null);
            var flags = Set.of(
                    ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY, ContextFlag.SEQUENCE_DETECT, ContextFlag.CONFIDENTIALITY);
            var first = Sspi.initializeSecurityContext(realm.alice(), null, LdapRealm.SERVICE, flags, NOTHING);
            Sspi.initializeSecurityContext(
                    realm.alice(), first.context(), LdapRealm.SERVICE, flags, server.evaluateResponse(first.token()));
            SecurityLayer.verify(first.context(), server.evaluateResponse(NOTHING));
            server.evaluateResponse(SecurityLayer.sign(first.context(), message(layer, 0x10000)));
            return first.context();
        }

        @Test
        void aReadableMessageWhereTheyAreSealed() throws Exception {
            var readable = SecurityLayer.sign(clientOf(4, Sasl.QOP, "auth-conf"), "readable".getBytes(US_ASCII));
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> server.unwrap(readable, 0, readable.length)));
        }

        @Test
        void aMessageThatIsGoodAndLongerThanWasSaid() throws Exception {
            var client = clientOf(2, Sasl.QOP, "auth-int", Sasl.MAX_BUFFER, "2000");
            var fits = SecurityLayer.sign(client, new byte[1900]);
            assertEquals(1900, server.unwrap(fits, 0, fits.length).length);
            var long2001 = SecurityLayer.sign(client, new byte[2001 - (fits.length - 1900)]);
            assertEquals(2001, long2001.length);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> server.unwrap(long2001, 0, long2001.length)));
        }
    }

    @Nested
    @DisplayName("RFC 5801 3.3 and 5: the GS2 header is changed on the way, or channel bindings are talked away")
    class Gs2Headers {
        private final ChannelBindings endPoint = ChannelBindings.tlsServerEndPoint(new byte[32]);

        /** The client's first message with another header, at a server with bindings or without. */
        private SecurityStatus changed(String mechanism, boolean bound, String header, String mechanismOfServer, boolean boundServer)
                throws Exception {
            var own = realm.client();
            var theirs = realm.server();
            if (bound) {
                own.put(SspiSasl.CHANNEL_BINDINGS, endPoint);
            }
            if (boundServer) {
                theirs.put(SspiSasl.CHANNEL_BINDINGS, endPoint);
            }
            var first = Conversation.client(mechanism, null, own, null).evaluateChallenge(NOTHING);
            int length = Gs2Header.decode(first).wire().length;
            var changed = ByteBuffer.allocate(header.length() + first.length - length)
                    .put(header.getBytes(US_ASCII)).put(first, length, first.length - length).array();
            var server = Conversation.server(mechanismOfServer, theirs, Conversation.permitting());
            return refusal(() -> server.evaluateResponse(changed));
        }

        @Test
        void anAuthorizationIdentityIsPutIn() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", false, "n,a=root,", "GS2-KRB5", false));
        }

        @Test
        void theFlagIsChanged() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", true, "n,,", "GS2-KRB5", true));
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", false, "y,,", "GS2-KRB5", false));
        }

        @Test
        void plusIsTakenOutOfTheServersList() throws Exception {
            assertEquals(SEC_E_DOWNGRADE_DETECTED, changed("GS2-KRB5", true, "y,,", "GS2-KRB5", true));
        }

        @Test
        void aBoundClientAtTheMechanismWithoutPlus() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5-PLUS", true, "p=tls-server-end-point,,", "GS2-KRB5", true));
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5-PLUS", true, "n,,", "GS2-KRB5", true));
        }

        @Test
        void anUnboundClientAtTheMechanismWithPlus() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", false, "n,,", "GS2-KRB5-PLUS", true));
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", true, "y,,", "GS2-KRB5-PLUS", true));
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5", false, "p=tls-server-end-point,,", "GS2-KRB5-PLUS", true));
        }

        @Test
        void bindingsOfAnotherType() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, changed("GS2-KRB5-PLUS", true, "p=tls-unique,,", "GS2-KRB5-PLUS", true));
        }
    }
}
