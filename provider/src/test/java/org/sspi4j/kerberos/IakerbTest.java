package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.IakerbForm;
import org.sspi4j.kerberos.message.IakerbProxy;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.wire.DecodeException;

@DisplayName("draft-ietf-kitten-iakerb-03: a client that reaches its KDC through the server")
class IakerbTest {
    private final IakerbConversation line = new IakerbConversation();

    IakerbTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        line.close();
    }

    private static IakerbProxy proxy(byte[] token) {
        try {
            return IakerbProxy.decode(token);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static GssToken framed(byte[] token) {
        try {
            return GssToken.decode(token);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static UnaryOperator<byte[]> changed(UnaryOperator<IakerbProxy> change) {
        return token -> change.apply(proxy(token)).wire();
    }

    private static IakerbProxy to(String realm, IakerbProxy proxy) {
        return IakerbProxy.of(proxy.form(), realm, proxy.cookie(), proxy.message());
    }

    private static IakerbProxy with(byte[] message, IakerbProxy proxy) {
        return IakerbProxy.of(proxy.form(), proxy.targetRealm(), proxy.cookie(), message);
    }

    private static IakerbProxy with(Optional<byte[]> cookie, IakerbProxy proxy) {
        return IakerbProxy.of(proxy.form(), proxy.targetRealm(), cookie, proxy.message());
    }

    private static int applicationTag(byte[] message) {
        return message[0] & 0x1F;
    }

    @Nested
    @DisplayName("3 the conversation")
    class ThroughTheServer {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aClientWithAPasswordAndWithoutAKdcIsKnownToTheServer(boolean beforeMit122) throws Exception {
            line.clientConfig.iakerbBeforeMit122(beforeMit122);
            try (var ends = line.establish()) {
                assertEquals("alice@EXAMPLE.COM", ends.server().context().accessToken().userName());
                assertEquals(IakerbConversation.USUAL, ends.client().flags());
                ends.talk();
            }
            assertEquals(List.of("EXAMPLE.COM", "EXAMPLE.COM", "EXAMPLE.COM"), line.passedOn);
            var form = beforeMit122 ? IakerbForm.MIT_BEFORE_1_22 : IakerbForm.DRAFT;
            assertEquals(
                    List.of(
                            MsgType.KRB_AS_REQ, MsgType.KRB_ERROR, MsgType.KRB_AS_REQ, MsgType.KRB_AS_REP, MsgType.KRB_TGS_REQ,
                            MsgType.KRB_TGS_REP),
                    line.tokens.subList(0, 6).stream().map(token -> applicationTag(proxy(token).message())).toList());
            assertTrue(line.tokens.subList(0, 6).stream().allMatch(token -> proxy(token).form() == form));
            assertEquals(GssToken.AP_REQ, framed(line.tokens.get(6)).tokId());
            assertEquals(GssToken.AP_REP, framed(line.tokens.get(7)).tokId());
            assertTrue(line.tokens.stream().allMatch(token -> framed(token).mech().equals(GssToken.IAKERB)));
        }

        @Test
        void withoutMutualAuthenticationTheLastWordIsTheClients() throws Exception {
            line.flags = Set.of(ContextFlag.INTEGRITY);
            try (var ends = line.establish()) {
                assertEquals(7, line.tokens.size());
                assertEquals("alice@EXAMPLE.COM", ends.server().context().accessToken().userName());
            }
        }

        @Test
        void aTicketThatIsThereIsShownAtOnce() throws Exception {
            line.establish().close();
            line.tokens.clear();
            line.passedOn.clear();
            try (var ends = line.establish()) {
                ends.talk();
            }
            assertEquals(2, line.tokens.size());
            assertEquals(List.of(), line.passedOn);
        }

        @Test
        void aWrongPasswordIsTheKdcsRefusal() {
            var now = KerberosTime.seconds(line.facilities.clock().instant());
            var error = KrbError.of(
                    Optional.empty(), OptionalInt.empty(), now, 0, ErrorCode.KDC_ERR_PREAUTH_FAILED, Optional.empty(), Optional.empty(),
                    ScriptedKdc.REALM, PrincipalName.krbtgt(ScriptedKdc.REALM), Optional.empty(), Optional.empty());
            line.kdc.script(request -> Optional.of(error.wire()));
            line.refused(SEC_E_LOGON_DENIED, "KDC_ERR_PREAUTH_FAILED");
        }

        @Test
        void bothSidesAreBoundToTheirChannel() throws Exception {
            line.clientBindings = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {1}));
            line.serverBindings = line.clientBindings;
            line.establish().close();
            line.serverBindings = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {2}));
            line.refused(SEC_E_BAD_BINDINGS, "another channel");
        }

        /** What was given once counts, whichever call the AP-REQ comes in. */
        @Test
        void bindingsOfTheFirstCallCount() throws Exception {
            line.clientBindings = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {1}));
            line.serverBindings = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {2}));
            line.changes.put(0, token -> {
                line.clientBindings = Optional.empty();
                return token;
            });
            line.changes.put(1, token -> {
                line.serverBindings = Optional.empty();
                return token;
            });
            line.refused(SEC_E_BAD_BINDINGS, "another channel");
        }

        @Test
        void halfWayNobodyIsKnown() throws Exception {
            try (var web = line.server("IAKERB")) {
                var begun = line.initialize(null, new byte[0]);
                var answered = line.accept(web, null, begun.token());
                for (var context : List.of(begun.context(), answered.context())) {
                    assertEquals(LastClientTokenStatus.NO, context.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
                    assertThrows(SspiException.class, () -> context.query(ContextAttribute.NAMES));
                }
                begun.context().close();
                answered.context().close();
            }
        }

        @Test
        void aContextThatIsGivenUpLeavesTheCredentialAsItWas() throws Exception {
            line.initialize(null, new byte[0]).context().close();
            line.establish().close();
        }

        /** With such patience it would be ten minutes. */
        @Test
        @Timeout(60)
        void manyContextsOfOneCredentialDoNotWaitForOneAnother() throws Exception {
            line.clientConfig.kdcTimeout(Duration.ofHours(1));
            var waiting = line.initialize(null, new byte[0]);
            line.establish().close();
            waiting.context().close();
        }
    }

    @Nested
    @DisplayName("a question that is given up")
    class GivenUp {
        private final ClientKeys.OfPassword keys =
                new ClientKeys.OfPassword(ScriptedKdc.ALICE, Secret.password(ScriptedKdc.PASSWORD.toCharArray()));
        private final KerberosCredential alice = new KerberosCredential(
                ScriptedKdc.config().build(), CredentialUse.OUTBOUND, Optional.of(ScriptedKdc.ALICE), Optional.of(keys),
                Optional.empty(), Optional.empty());

        private Handshake begun() throws Exception {
            var request = new ContextRequest(
                    alice, IakerbConversation.TARGET, Set.of(), name -> Optional.empty(), line.facilities, () -> Luid.of(1));
            return ((Move.Reply) next(new IakerbPackage().initiate(request), new byte[0])).next();
        }

        private Move next(Handshake state, byte[] token) throws Exception {
            return Drive.sync(state.next(new Leg(token, List.of(), Set.of(), alice)), line.kdc);
        }

        private ProtocolKey key(int salt) throws Exception {
            var hint = new ClientKeys.Hint(Optional.of(new byte[] {(byte) salt}), Optional.empty());
            return keys.key(EncryptionType.AES128_CTS_HMAC_SHA1_96, hint).orElseThrow();
        }

        /** A key that made room for others is kept as long as an exchange may be using it. */
        private void keysAreWipedWith(Handshake waiting) throws Exception {
            var first = key(0);
            for (int salt = 1; salt <= 16; salt++) {
                key(salt);
            }
            first.copyOfValue();
            waiting.close();
            assertThrows(IllegalStateException.class, first::copyOfValue);
        }

        @Test
        void isOver() throws Exception {
            keysAreWipedWith(begun());
        }

        @Test
        void isOverOnce() throws Exception {
            var answered = begun();
            byte[] nonsense = IakerbProxy.of(IakerbForm.DRAFT, ScriptedKdc.REALM, Optional.empty(), new byte[] {1}).wire();
            assertThrows(SspiException.class, () -> next(answered, nonsense));
            answered.close();
            answered.close();
            keysAreWipedWith(begun());
        }
    }

    @Nested
    @DisplayName("what a server passes on")
    class PassedOn {
        @Test
        void isNothingUnlessItWasToldOfWhichRealms() {
            var request = new CredentialRequest(
                    CredentialUse.INBOUND, Identity.keytab(line.keytab), ScriptedKdc.config().build(), name -> Optional.empty(),
                    line.facilities);
            var refusal = assertThrows(SspiException.class, () -> new IakerbPackage().acquire(request));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal.status());
            assertTrue(refusal.getMessage().contains("iakerbRealms"), refusal.getMessage());
        }

        @ParameterizedTest
        @ValueSource(strings = {"OTHER.TEST", "example.com", "EXAMPLE.COM.", ""})
        void goesToTheKdcsOfThoseRealmsAlone(String realm) {
            line.changes.put(0, changed(sent -> to(realm, sent)));
            var refusal = line.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY, "iakerbRealms");
            assertEquals(List.of(), line.passedOn);
            assertEquals(ErrorCode.KRB_AP_ERR_IAKERB_KDC_NOT_FOUND, error(refusal.token()).errorCode());
        }

        private KrbError error(byte[] token) {
            try {
                return KrbError.decode(proxy(token).message());
            } catch (DecodeException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void isNotAnsweredWhenNoKdcAnswersAndTheClientHearsOfIt() throws Exception {
            line.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC"));
            var refusal = line.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC");
            assertEquals(ErrorCode.KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE, error(refusal.token()).errorCode());
            var begun = line.initialize(null, new byte[0]);
            var heard = assertThrows(SspiException.class, () -> line.initialize(begun, refusal.token()));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, heard.status());
            assertTrue(heard.getMessage().contains("KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE"), heard.getMessage());
        }

        @ParameterizedTest
        @ValueSource(ints = {
            MsgType.TICKET, MsgType.KRB_AS_REP, MsgType.KRB_TGS_REP, MsgType.KRB_AP_REQ, MsgType.KRB_PRIV, MsgType.KRB_ERROR
        })
        void isWhatClientsAskOfKdcsAndNothingElse(int tag) {
            line.changes.put(0, changed(sent -> {
                byte[] message = sent.message().clone();
                message[0] = (byte) (0x60 | tag);
                return with(message, sent);
            }));
            line.refused(SEC_E_INVALID_TOKEN, "neither an AS-REQ nor a TGS-REQ");
            assertEquals(List.of(), line.passedOn);
        }

        @Test
        void isNotNothing() {
            line.changes.put(0, changed(sent -> with(new byte[0], sent)));
            line.refused(SEC_E_INVALID_TOKEN, "neither an AS-REQ nor a TGS-REQ");
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 1})
        void isOneMessageAndNothingBehindIt(int more) {
            line.changes.put(0, changed(sent -> with(Arrays.copyOf(sent.message(), sent.message().length + more), sent)));
            line.refused(SEC_E_INVALID_TOKEN, "The message for a KDC");
            assertEquals(List.of(), line.passedOn);
        }

        @Test
        void isNoMoreThanSoManyMessages() throws Exception {
            try (var web = line.server("IAKERB")) {
                byte[] request = line.initialize(null, new byte[0]).token();
                ContextResult context = null;
                for (int i = 0; i < Conversation.MOST_TRIPS; i++) {
                    context = line.accept(web, context, request);
                }
                var last = context;
                var refusal = assertThrows(SspiException.class, () -> line.accept(web, last, request));
                assertEquals(SEC_E_INVALID_TOKEN, refusal.status());
                assertTrue(refusal.getMessage().contains("26 times"), refusal.getMessage());
                assertEquals(Conversation.MOST_TRIPS, line.passedOn.size());
            }
        }

        @Test
        void isNoMoreThanSoManyBytes() throws Exception {
            line.kdc.script(request -> Optional.of(new byte[60_000]));
            try (var web = line.server("IAKERB")) {
                byte[] request = line.initialize(null, new byte[0]).token();
                ContextResult context = null;
                for (int i = 0; i < 4; i++) {
                    context = line.accept(web, context, request);
                }
                var last = context;
                var refusal = assertThrows(SspiException.class, () -> line.accept(web, last, request));
                assertEquals(SEC_E_INVALID_TOKEN, refusal.status());
                assertTrue(refusal.getMessage().contains("262144 bytes"), refusal.getMessage());
            }
        }

        @Test
        void isNoTokenThatIsTooLong() {
            line.changes.put(0, changed(sent -> with(new byte[KerberosPackage.MAX_TOKEN], sent)));
            line.refused(SEC_E_INVALID_TOKEN, "longer than 65535");
        }

        @Test
        void comesWithoutACookieSinceNoneWasGiven() {
            line.changes.put(0, changed(sent -> with(Optional.of(new byte[] {1}), sent)));
            line.refused(SEC_E_INVALID_TOKEN, "cookie");
            assertEquals(List.of(), line.passedOn);
        }

        @Test
        void staysInTheFormInWhichItBegan() {
            line.changes.put(2, changed(sent ->
                    IakerbProxy.of(IakerbForm.MIT_BEFORE_1_22, sent.targetRealm(), Optional.empty(), sent.message())));
            line.refused(SEC_E_INVALID_TOKEN, "another form");
            assertEquals(1, line.passedOn.size());
        }

        @Test
        void endsWithTheApReq() throws Exception {
            try (var web = line.server("IAKERB"); var ends = line.establish()) {
                var established = ends.server();
                assertThrows(SspiException.class, () -> line.accept(web, established, line.tokens.get(0)));
            }
        }
    }

    @Nested
    @DisplayName("3 tokens")
    class Tokens {
        @Test
        void ofAnotherMechanismAreNotRead() {
            line.changes.put(0, token -> GssToken.of(GssToken.KERBEROS, GssToken.IAKERB_PROXY, framed(token).inner()).wire());
            line.refused(SEC_E_INVALID_TOKEN, "another mechanism");
        }

        @ParameterizedTest
        @ValueSource(ints = {GssToken.AP_REP, GssToken.KRB_ERROR, GssToken.TGT_REQ, 0x0502})
        void ofAnotherKindAreNotRead(int tokId) {
            line.changes.put(0, token -> GssToken.of(GssToken.IAKERB, tokId, framed(token).inner()).wire());
            line.refused(SEC_E_INVALID_TOKEN, "neither that of an IAKERB_PROXY message nor");
        }

        @ParameterizedTest
        @ValueSource(ints = {GssToken.AP_REP, GssToken.AP_REQ, GssToken.TGT_REP})
        void ofAnotherKindAreNoAnswer(int tokId) {
            line.changes.put(1, token -> GssToken.of(GssToken.IAKERB, tokId, framed(token).inner()).wire());
            line.refused(SEC_E_INVALID_TOKEN, "waits for what the KDC");
        }

        @Test
        void withoutTheirFrameAreNotRead() {
            line.changes.put(2, token -> unframed(token));
            line.refused(SEC_E_INVALID_TOKEN, "");
        }

        /** As MIT's own programs do it. */
        @Test
        void mayLackItInTheFormOfOldInBothDirections() throws Exception {
            line.clientConfig.iakerbBeforeMit122(true);
            try (var web = line.server("IAKERB")) {
                var ours = line.initialize(null, new byte[0]);
                var theirs = line.accept(web, null, ours.token());
                // What was sent is what is signed, so both hear the same.
                byte[] heard = unframed(theirs.token());
                assertEquals(5, heard[0]);
                ours = line.initialize(ours, theirs.token());
                byte[] asked = unframed(ours.token());
                assertEquals(1, line.passedOn.size());
                theirs = line.accept(web, theirs, asked);
                assertEquals(2, line.passedOn.size());
                assertEquals(GssToken.IAKERB_PROXY, framed(theirs.token()).tokId());
                line.initialize(ours, unframed(theirs.token())).context().close();
                theirs.context().close();
            }
        }

        private byte[] unframed(byte[] token) {
            byte[] inner = framed(token).inner();
            byte[] unframed = new byte[inner.length + 2];
            unframed[0] = GssToken.IAKERB_PROXY >> 8;
            unframed[1] = GssToken.IAKERB_PROXY & 0xFF;
            System.arraycopy(inner, 0, unframed, 2, inner.length);
            return unframed;
        }

        @Test
        void theClientSpeaksFirst() {
            assertEquals(SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> line.initialize(null, new byte[] {1})).status());
        }

        @Test
        void theServerMayGiveUpInItsOwnName() {
            line.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC"));
            var error = line.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY, "").token();
            line.kdcFailure = Optional.empty();
            line.tokens.clear();
            line.changes.put(1, token -> GssToken.of(GssToken.IAKERB, GssToken.KRB_ERROR, proxy(error).message()).wire());
            line.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY, "The server answers KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE");
        }

        @Test
        void theAnswerOfAKdcIsOneAndNothing() {
            line.changes.put(1, changed(answer -> with(new byte[0], answer)));
            line.refused(SEC_E_INVALID_TOKEN, "no Kerberos message");
        }
    }

    @Nested
    @DisplayName("4 KRB_FINISHED")
    class Finished {
        /** The client pays no attention to the realm of an answer, so that nothing but the checksum tells. */
        @ParameterizedTest
        @ValueSource(ints = {1, 3, 5})
        void anAnswerWithOneByteChangedOnItsWayIsNotSignedFor(int answer) {
            line.changes.put(answer, changed(heard -> to("EXAMPLE.CON", heard)));
            line.refused(SEC_E_MESSAGE_ALTERED, "KRB_FINISHED differs");
        }

        /** An AS-REQ without pre-authentication proves nothing, and a KDC answers another nonce just as well. */
        @Test
        void aRequestWithOneByteChangedOnItsWayIsNotSignedFor() {
            line.changes.put(0, changed(asked -> {
                byte[] message = asked.message().clone();
                message[message.length - 1] ^= 1;
                return with(message, asked);
            }));
            line.refused(SEC_E_MESSAGE_ALTERED, "KRB_FINISHED differs");
        }

        @Test
        void aCookieThatOneSideNeverSawIsNotSignedFor() {
            line.changes.put(1, changed(heard -> with(Optional.of(new byte[] {1, 2, 3}), heard)));
            line.changes.put(2, changed(asked -> {
                assertArrayEquals(new byte[] {1, 2, 3}, asked.cookie().orElseThrow(), "a client gives back what it got");
                return with(Optional.empty(), asked);
            }));
            line.refused(SEC_E_MESSAGE_ALTERED, "KRB_FINISHED differs");
        }

        @Test
        void aCookieIsGivenBackOnceAsItWas() {
            line.changes.put(1, changed(heard -> with(Optional.of(new byte[] {1, 2, 3}), heard)));
            line.changes.put(2, changed(asked -> with(Optional.empty(), asked)));
            line.changes.put(4, changed(asked -> {
                assertFalse(asked.cookie().isPresent(), "the last answer had none");
                return asked;
            }));
            line.refused(SEC_E_MESSAGE_ALTERED, "KRB_FINISHED differs");
        }

        /** A client that has its ticket has nothing to sign; here somebody asked for one in front of it. */
        @Test
        void isMissedWhereKdcsWereAsked() throws Exception {
            line.establish().close();
            byte[] request = line.tokens.get(0);
            byte[] shown = line.initialize(null, new byte[0]).token();
            assertEquals(GssToken.AP_REQ, framed(shown).tokId());
            try (var web = line.server("IAKERB")) {
                var asked = line.accept(web, null, request);
                var refusal = assertThrows(SspiException.class, () -> line.accept(web, asked, shown));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal.status());
                assertTrue(refusal.getMessage().contains("KRB_FINISHED is missing"), refusal.getMessage());
            }
        }

        /** Somebody had the conversation with the client, and takes the end of it to the server. */
        @Test
        void isRefusedWhereNoKdcWasAsked() {
            line.changes.put(6, token -> {
                var refusal = assertThrows(SspiException.class, () -> line.accept(line.server("IAKERB"), null, token));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal.status());
                assertTrue(refusal.getMessage().contains("has had none"), refusal.getMessage());
                return new byte[0];
            });
            assertThrows(SspiException.class, line::establish);
            assertEquals(7, line.tokens.size());
        }

        @Test
        void isRefusedInKerberos() {
            line.changes.put(6, token -> {
                byte[] other = GssToken.of(GssToken.KERBEROS, GssToken.AP_REQ, framed(token).inner()).wire();
                var refusal = assertThrows(SspiException.class, () -> line.accept(line.server("Kerberos"), null, other));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal.status());
                return new byte[0];
            });
            assertThrows(SspiException.class, line::establish);
            assertEquals(7, line.tokens.size());
        }
    }

    @Test
    void aServersProofIsOneOfIakerb() {
        line.changes.put(7, token -> GssToken.of(GssToken.KERBEROS, GssToken.AP_REP, framed(token).inner()).wire());
        line.refused(SEC_E_INVALID_TOKEN, "another mechanism");
    }

    @Test
    void keysOfRc4AreNotUsed() {
        line.kdc.allKeys(EncryptionType.RC4_HMAC);
        line.clientConfig.permittedEnctypes("rc4-hmac");
        line.refused(SEC_E_ALGORITHM_MISMATCH, "IAKERB is not used with");
    }

    @Test
    void anEstablishedContextIsOneOfKerberos() throws Exception {
        try (var ends = line.establish()) {
            assertEquals("Kerberos", ends.client().context().query(ContextAttribute.PACKAGE_INFO).name());
            assertTrue(ends.client().context().isExportable());
        }
    }
}
