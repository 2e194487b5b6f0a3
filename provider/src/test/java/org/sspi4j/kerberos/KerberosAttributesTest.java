package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.kerberos.EstablishedPair.refusal;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.Luid;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.AliceAndWeb;
import org.sspi4j.fixture.HeaderTable;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.EncKdcRepPart;
import org.sspi4j.kerberos.message.LastReq;
import org.sspi4j.kerberos.message.LrType;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.wire.DecodeException;

@DisplayName("the attributes of Kerberos")
class KerberosAttributesTest {
    private static final Set<ContextFlag> ASKED = EnumSet.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY);

    private static AliceAndWeb world;

    @BeforeAll
    static void open() throws Exception {
        world = new AliceAndWeb(EncryptionType.AES256_CTS_HMAC_SHA1_96);
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    static Stream<HeaderTable.Attribute> all() {
        return HeaderTable.contextAttributes().stream();
    }

    /** The table of the headers and the code cannot drift apart: each number, in each state. */
    @Nested
    @DisplayName("each attribute of the headers")
    class Each {
        static Stream<HeaderTable.Attribute> all() {
            return KerberosAttributesTest.all();
        }

        @ParameterizedTest
        @MethodSource("all")
        void anInitiator(HeaderTable.Attribute row) throws Exception {
            try (var ends = world.establish(ASKED, Set.of())) {
                assertAnswered(row.isOfKerberos(false), SEC_E_UNSUPPORTED_FUNCTION, ends.client().context(), row);
            }
        }

        @ParameterizedTest
        @MethodSource("all")
        void anAcceptor(HeaderTable.Attribute row) throws Exception {
            try (var ends = world.establish(ASKED, Set.of())) {
                assertAnswered(row.isOfKerberos(true), SEC_E_UNSUPPORTED_FUNCTION, ends.server().context(), row);
            }
        }

        @ParameterizedTest
        @MethodSource("all")
        void aHalfOpenInitiator(HeaderTable.Attribute row) throws Exception {
            try (var context = world.begins(ASKED).context()) {
                boolean early = Set.of("PACKAGE_INFO", "LAST_CLIENT_TOKEN_STATUS").contains(row.name());
                assertAnswered(early, SEC_E_INVALID_HANDLE, context, row);
            }
        }

        /** No caller holds one; the package is told by the engine. */
        @ParameterizedTest
        @MethodSource("all")
        void aHalfOpenAcceptor(HeaderTable.Attribute row) throws Exception {
            var acceptance = new Acceptance();
            var request = new ContextRequest(
                    acceptance.credential(), "", Set.of(), name -> Optional.empty(), acceptance.facilities, () -> Luid.of(1));
            try (var waiting = new KerberosPackage().accept(request)) {
                var attribute = ContextAttribute.of(row.number()).orElseThrow();
                if (row.name().equals("LAST_CLIENT_TOKEN_STATUS")) {
                    assertEquals(LastClientTokenStatus.NO, waiting.query(attribute));
                } else {
                    assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> waiting.query(attribute)));
                }
            }
        }

        @ParameterizedTest
        @MethodSource("all")
        void aDeadContext(HeaderTable.Attribute row) throws Exception {
            var context = world.begins(ASKED).context();
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> world.engine.initialize(
                    world.alice, context, AliceAndWeb.TARGET, ASKED, List.of())));
            assertAnswered(false, SEC_E_INVALID_HANDLE, context, row);
            try (var ends = world.establish(ASKED, Set.of())) {
                ends.close();
                assertAnswered(false, SEC_E_INVALID_HANDLE, ends.client().context(), row);
                assertAnswered(false, SEC_E_INVALID_HANDLE, ends.server().context(), row);
            }
        }

        @ParameterizedTest
        @MethodSource("all")
        void noneCanBeSet(HeaderTable.Attribute row) throws Exception {
            var attribute = ContextAttribute.of(row.number()).orElseThrow();
            try (var ends = world.establish(ASKED, Set.of()); var halfOpen = world.begins(ASKED).context()) {
                for (var context : List.of(ends.client().context(), ends.server().context(), halfOpen)) {
                    assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> setUnchecked(context, attribute)));
                    context.close();
                    assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> setUnchecked(context, attribute)));
                }
            }
        }

        @SuppressWarnings("unchecked")
        private static void setUnchecked(CtxtHandle context, ContextAttribute<?> attribute) throws SspiException {
            context.set((ContextAttribute<Object>) attribute, "anything");
        }

        private static void assertAnswered(boolean answered, SecurityStatus otherwise, CtxtHandle by, HeaderTable.Attribute row)
                throws SspiException {
            var attribute = ContextAttribute.of(row.number()).orElseThrow();
            if (answered) {
                assertInstanceOf(attribute.structure(), by.query(attribute));
            } else {
                var refusal = assertThrows(SspiException.class, () -> by.query(attribute));
                assertEquals(otherwise, refusal.status(), refusal.getMessage());
            }
        }
    }

    @Nested
    @DisplayName("what they say")
    class Answers {
        @Test
        void ofThePeers() throws Exception {
            try (var ends = world.establish(ASKED, Set.of())) {
                for (var end : List.of(ends.client().context(), ends.server().context())) {
                    assertEquals("alice@EXAMPLE.COM", end.query(ContextAttribute.NAMES).userName());
                    assertEquals("EXAMPLE.COM", end.query(ContextAttribute.AUTHORITY).authorityName());
                    assertEquals("HTTP/web.example.com@EXAMPLE.COM", end.query(ContextAttribute.TARGET).target());
                    assertArrayEquals(
                            "HTTP/web.example.com@EXAMPLE.COM".getBytes(UTF_16LE),
                            end.query(ContextAttribute.TARGET_INFORMATION).marshalledTargetInfo());
                    assertEquals(LastClientTokenStatus.YES, end.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
                    assertEquals(
                            new ContextAttribute.Lifespan(world.facilities.now(), ends.client().expiry()),
                            end.query(ContextAttribute.LIFESPAN));
                    assertEquals(1, end.query(ContextAttribute.DCE_INFO).authorizationService());
                    assertEquals(0, end.query(ContextAttribute.DCE_INFO).pac().length);
                    assertEquals(0, end.query(ContextAttribute.USER_FLAGS).userFlags());
                    assertEquals(
                            EnumSet.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY),
                            end.query(ContextAttribute.FLAGS).flags());
                }
                assertEquals(
                        new ContextAttribute.CredentialName(1, "alice@EXAMPLE.COM"),
                        ends.client().context().query(ContextAttribute.CREDENTIAL_NAME));
                assertEquals(
                        "HTTP/web.example.com@EXAMPLE.COM",
                        ends.server().context().query(ContextAttribute.CREDENTIAL_NAME).credentialName());
            }
        }

        @Test
        void onlyAnAcceptorHasAClient() throws Exception {
            try (var ends = world.establish(ASKED, Set.of())) {
                var server = ends.server().context();
                assertSame(server.accessToken(), server.query(ContextAttribute.ACCESS_TOKEN));
                assertEquals("alice@EXAMPLE.COM", server.query(ContextAttribute.ACCESS_TOKEN).userName());
                assertEquals(
                        "HTTP/web.example.com", server.query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName());
            }
        }

        /** There is one token of the client; what comes back is the server's. */
        @Test
        void theFirstTokenOfAClientIsItsLast() throws Exception {
            try (var context = world.begins(ASKED).context()) {
                assertEquals(LastClientTokenStatus.YES, context.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
            }
        }

        /** RFC 3961 8, RFC 3962 7, RFC 4757 4, RFC 6803 9, RFC 8009 8. */
        @ParameterizedTest
        @CsvSource({
            "AES256_CTS_HMAC_SHA1_96, hmac-sha1-96-aes256, aes256-cts-hmac-sha1-96, 256, 16, 18",
            "AES128_CTS_HMAC_SHA1_96, hmac-sha1-96-aes128, aes128-cts-hmac-sha1-96, 128, 15, 17",
            "AES256_CTS_HMAC_SHA384_192, hmac-sha384-192-aes256, aes256-cts-hmac-sha384-192, 256, 20, 20",
            "AES128_CTS_HMAC_SHA256_128, hmac-sha256-128-aes128, aes128-cts-hmac-sha256-128, 128, 19, 19",
            "CAMELLIA256_CTS_CMAC, cmac-camellia256, camellia256-cts-cmac, 256, 18, 26",
            "CAMELLIA128_CTS_CMAC, cmac-camellia128, camellia128-cts-cmac, 128, 17, 25",
            "RC4_HMAC, hmac-md5, rc4-hmac, 128, -138, 23",
        })
        void ofTheKey(EncryptionType type, String sign, String encrypt, int bits, int checksum, int etype) throws Exception {
            var pair = EstablishedPair.of(EstablishedPair.key(type), false, EstablishedPair.ALL, 0, 0);
            for (var end : List.of(pair.initiator(), pair.acceptor())) {
                assertEquals(
                        new ContextAttribute.KeyInfo(sign, encrypt, bits, checksum, etype), end.query(ContextAttribute.KEY_INFO));
                assertEquals(bits, 8 * end.query(ContextAttribute.SESSION_KEY).key().length);
            }
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.4.2: when the password ends")
    class Passwords {
        private static final Instant SOON = Instant.parse("2026-04-01T00:00:00Z");
        private static final Instant LATER = Instant.parse("2026-05-01T00:00:00Z");

        @Test
        void asTheKdcSaysAtLogon() throws Exception {
            assertEquals(SOON, told(entry(LrType.LR_PASSWORD_EXPIRES, SOON), Optional.empty()));
            assertEquals(SOON, told(entry(-LrType.LR_PASSWORD_EXPIRES, SOON), Optional.empty()));
            assertEquals(LATER, told(entry(LrType.LR_NONE, SOON), Optional.of(LATER)));
        }

        /** key-expiration is the end of the account where that comes first. */
        @Test
        void whatIsOfThePasswordAloneComesFirst() throws Exception {
            assertEquals(LATER, told(entry(LrType.LR_PASSWORD_EXPIRES, LATER), Optional.of(SOON)));
        }

        @Test
        void neverIfNobodySays() throws Exception {
            assertEquals(Instant.MAX, told(entry(LrType.LR_ACCOUNT_EXPIRES, SOON), Optional.empty()));
        }

        /** Only the client's KDC knows, and it tells the client. */
        @Test
        void anAcceptorIsNotTold() throws Exception {
            try (var ends = world.establish(ASKED, Set.of())) {
                assertEquals(
                        Instant.MAX, ends.server().context().query(ContextAttribute.PASSWORD_EXPIRY).passwordExpires());
            }
        }

        private LastReq.Entry entry(int type, Instant time) {
            return new LastReq.Entry(type, time);
        }

        /** The KDC says so in its AS-REP, and the context is of a ticket that came with a TGS-REP. */
        private Instant told(LastReq.Entry entry, Optional<Instant> keyExpiration) throws Exception {
            try (var told = new AliceAndWeb(EncryptionType.AES256_CTS_HMAC_SHA1_96)) {
                told.kdc.lie(reply -> {
                    if (reply.isAs()) {
                        reply.part = wire -> with(wire, entry, keyExpiration);
                    }
                });
                try (var ends = told.establish(ASKED, Set.of())) {
                    return ends.client().context().query(ContextAttribute.PASSWORD_EXPIRY).passwordExpires();
                }
            }
        }

        private byte[] with(byte[] wire, LastReq.Entry entry, Optional<Instant> keyExpiration) {
            try {
                var part = EncKdcRepPart.decodeAsRep(wire);
                return EncKdcRepPart.of(
                                part.tag(), part.key(), new LastReq(List.of(entry)), part.nonce(), keyExpiration, part.flags(),
                                part.authtime(), part.starttime(), part.endtime(), part.renewTill(), part.srealm(), part.sname(),
                                part.caddr(), part.encryptedPaData())
                        .wire();
            } catch (DecodeException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    @DisplayName("the attributes of credentials")
    class OfCredentials {
        @Test
        void theNameIsTold() throws Exception {
            assertEquals("alice@EXAMPLE.COM", world.alice.query(CredentialAttribute.NAMES).userName());
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", world.web.query(CredentialAttribute.NAMES).userName());
        }

        /** A handle of another engine is none of this door's. */
        @Test
        void theDoorTakesItsOwnHandles() throws Exception {
            var identity = Identity.password("alice@EXAMPLE.COM", Secret.password("secret".toCharArray()));
            var names = new CredentialAttribute.Names("bob");
            try (var alice = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, identity, ScriptedKdc.config().build())) {
                assertEquals("alice@EXAMPLE.COM", Sspi.queryCredentialsAttributes(alice, CredentialAttribute.NAMES).userName());
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION,
                        refusal(() -> Sspi.setCredentialsAttributes(alice, CredentialAttribute.NAMES, names)));
            }
            assertEquals(
                    SEC_E_INVALID_HANDLE, refusal(() -> Sspi.queryCredentialsAttributes(world.alice, CredentialAttribute.NAMES)));
            assertEquals(
                    SEC_E_INVALID_HANDLE,
                    refusal(() -> Sspi.setCredentialsAttributes(world.alice, CredentialAttribute.NAMES, names)));
        }

        @Test
        void whoAcceptsForEveryNameHasNone() throws Exception {
            try (var any = world.ofAnyName()) {
                assertEquals(SEC_E_NO_CREDENTIALS, refusal(() -> any.query(CredentialAttribute.NAMES)));
            }
        }

        @Test
        void othersAreNeitherToldNorSet() {
            for (var row : HeaderTable.credentialAttributes()) {
                var attribute = CredentialAttribute.of(row.number()).orElseThrow();
                if (attribute != CredentialAttribute.NAMES) {
                    assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> world.alice.query(attribute)));
                }
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> setUnchecked(attribute)));
            }
        }

        @SuppressWarnings("unchecked")
        private static void setUnchecked(CredentialAttribute<?> attribute) throws SspiException {
            world.alice.set((CredentialAttribute<Object>) attribute, "anything");
        }

        @Test
        void aClosedHandleTellsNothing() throws Exception {
            var closed = world.ofAnyName();
            closed.close();
            for (var row : HeaderTable.credentialAttributes()) {
                var attribute = CredentialAttribute.of(row.number()).orElseThrow();
                assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> closed.query(attribute)));
            }
            assertEquals(
                    SEC_E_INVALID_HANDLE,
                    refusal(() -> closed.set(CredentialAttribute.NAMES, new CredentialAttribute.Names("bob"))));
        }
    }
}
