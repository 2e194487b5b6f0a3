package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.gss.Managers.failure;

import com.sun.security.jgss.AuthorizationDataEntry;
import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.logon.Subjects;

class SspiGssContextTest {
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    private final SspiGssManager manager = Managers.toy();
    private GSSContext initiator;
    private GSSContext acceptor;

    @BeforeEach
    void twoNewContexts() throws GSSException {
        initiator = initiator("HTTP@web");
        acceptor = manager.createContext((org.ietf.jgss.GSSCredential) null);
    }

    private GSSContext initiator(String service) throws GSSException {
        return manager.createContext(
                manager.createName(service, NT_HOSTBASED_SERVICE), ToyPackage.OID, null, DEFAULT_LIFETIME);
    }

    private void establish() throws GSSException {
        var hello = initiator.initSecContext(NOTHING, 0, 0);
        var welcome = acceptor.acceptSecContext(hello, 0, hello.length);
        if (welcome != null) {
            assertNull(initiator.initSecContext(welcome, 0, welcome.length));
        }
    }

    @Nested
    @DisplayName("RFC 5653 6.4 establishment")
    class Establishment {
        @Test
        void takesTwoLegsWithMutualAuthentication() throws GSSException {
            var hello = initiator.initSecContext(NOTHING, 0, 0);
            assertFalse(initiator.isEstablished());
            assertFalse(initiator.isProtReady());
            var welcome = acceptor.acceptSecContext(hello, 0, hello.length);
            assertTrue(acceptor.isEstablished());
            assertNull(initiator.initSecContext(welcome, 0, welcome.length));
            assertTrue(initiator.isEstablished());
            assertTrue(initiator.isProtReady());
        }

        @Test
        void takesOneLegWithout() throws GSSException {
            initiator.requestMutualAuth(false);
            var hello = initiator.initSecContext(NOTHING, 0, 0);
            assertTrue(initiator.isEstablished());
            assertNull(acceptor.acceptSecContext(hello, 0, hello.length));
            assertFalse(acceptor.getMutualAuthState());
        }

        @Test
        void theInputOfTheFirstCallIsIgnored() throws GSSException {
            assertNotNull(initiator.initSecContext(null, 0, 0));
        }

        @Test
        void aTokenMayLieInsideItsArray() throws GSSException {
            var hello = initiator.initSecContext(NOTHING, 0, 0);
            var padded = new byte[hello.length + 5];
            System.arraycopy(hello, 0, padded, 2, hello.length);
            acceptor.acceptSecContext(padded, 2, hello.length);
            assertTrue(acceptor.isEstablished());
        }

        @Test
        @SuppressWarnings("deprecation")
        void streamsCarryOneTokenBehindTheOther() throws Exception {
            var out = new ByteArrayOutputStream();
            int size = initiator.initSecContext((InputStream) null, out);
            assertEquals(out.size(), size);
            out.write(0x60);
            var in = new ByteArrayInputStream(out.toByteArray());
            var answer = new ByteArrayOutputStream();
            acceptor.acceptSecContext(in, answer);
            assertEquals(1, in.available());
            assertEquals(0, initiator.initSecContext(new ByteArrayInputStream(answer.toByteArray()), out));
            assertTrue(initiator.isEstablished());
        }

        @Test
        void anEstablishedContextTakesNoMoreTokens() throws GSSException {
            establish();
            assertEquals(GssStatus.FAILURE, failure(() -> initiator.initSecContext(NOTHING, 0, 0)));
            assertEquals(GssStatus.FAILURE, failure(() -> acceptor.acceptSecContext(NOTHING, 0, 0)));
            assertTrue(initiator.isEstablished());
        }

        @Test
        void eachSideHasItsOwnCall() throws GSSException {
            assertEquals(GssStatus.FAILURE, failure(() -> initiator.acceptSecContext(NOTHING, 0, 0)));
            assertEquals(GssStatus.FAILURE, failure(() -> acceptor.initSecContext(NOTHING, 0, 0)));
            assertTrue(initiator.isInitiator());
            assertFalse(acceptor.isInitiator());
            establish();
        }

        @ParameterizedTest
        @CsvSource({
            "SEC_E_LOGON_DENIED, FAILURE",
            "SEC_E_NO_AUTHENTICATING_AUTHORITY, FAILURE",
            "SEC_E_NO_CREDENTIALS, NO_CRED",
            "SEC_E_TARGET_UNKNOWN, BAD_NAME",
            "SEC_E_CONTEXT_EXPIRED, CREDENTIALS_EXPIRED",
            "SEC_E_INVALID_TOKEN, DEFECTIVE_TOKEN",
            "SEC_E_OUT_OF_SEQUENCE, DUPLICATE_TOKEN",
        })
        void aFailureEndsTheContext(SecurityStatus status, GssStatus expected) throws GSSException {
            initiator = initiator("fail@" + status);
            initiator = manager.createContext(
                    manager.createName("fail/" + status, GSSName.NT_USER_NAME), null, null, DEFAULT_LIFETIME);
            var e = assertThrows(GSSException.class, () -> initiator.initSecContext(NOTHING, 0, 0));
            assertEquals(expected.major(), e.getMajor());
            assertEquals(status.value(), e.getMinor());
            assertSame(status, assertInstanceOf(SspiException.class, e.getCause()).status());
            assertEquals(GssStatus.NO_CONTEXT, failure(() -> initiator.initSecContext(NOTHING, 0, 0)));

            var refused = ToyPackage.framed("fail/" + status);
            assertEquals(expected, failure(() -> acceptor.acceptSecContext(refused, 0, refused.length)));
            var good = initiator("HTTP@web").initSecContext(NOTHING, 0, 0);
            assertEquals(GssStatus.NO_CONTEXT, failure(() -> acceptor.acceptSecContext(good, 0, good.length)));
        }

        @Test
        void aLaterFailureEndsTheContextToo() throws GSSException {
            initiator.initSecContext(NOTHING, 0, 0);
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> initiator.initSecContext(TEXT, 0, TEXT.length)));
            assertFalse(initiator.isEstablished());
            assertEquals(GssStatus.NO_CONTEXT, failure(() -> initiator.initSecContext(TEXT, 0, TEXT.length)));
        }

        @Test
        void aTokenOfNoMechanismEndsTheAcceptor() {
            var unknown = new byte[] {0x60, 5, 6, 3, (byte) 0x88, 0x37, 7};
            assertEquals(GssStatus.BAD_MECH, failure(() -> acceptor.acceptSecContext(unknown, 0, unknown.length)));
            assertEquals(GssStatus.NO_CONTEXT, failure(() -> acceptor.acceptSecContext(unknown, 0, unknown.length)));
        }

        @Test
        void itsOwnCredentialsAreClosedWhateverHappens() throws GSSException {
            int before = ToyPackage.ToyCredential.open;
            establish();
            assertEquals(before, ToyPackage.ToyCredential.open);
            var refused = manager.createContext((org.ietf.jgss.GSSCredential) null);
            failure(() -> refused.acceptSecContext(TEXT, 0, TEXT.length));
            assertEquals(before, ToyPackage.ToyCredential.open);
            var given = initiator("HTTP@web");
            given.initSecContext(NOTHING, 0, 0);
            given.dispose();
            assertEquals(before, ToyPackage.ToyCredential.open);
        }

        @Test
        void theTargetOfAnInitiatorHasAHost() throws GSSException {
            assertEquals(GssStatus.BAD_NAME, failure(() -> initiator("HTTP").initSecContext(NOTHING, 0, 0)));
        }
    }

    /** For people who ask why, whether it worked or not. */
    @Nested
    @DisplayName("the decision log")
    class Decisions {
        private static final Decision GREETED = new Decision(Decision.About.TARGET, "HTTP/web is greeted");

        @Test
        void isEmptyBeforeTheFirstToken() {
            assertEquals(List.of(), decisions(initiator));
        }

        @Test
        void isThereOnTheWay() throws GSSException {
            initiator.initSecContext(NOTHING, 0, 0);
            assertFalse(initiator.isEstablished());
            assertTrue(decisions(initiator).contains(GREETED), decisions(initiator)::toString);
        }

        @Test
        void isThereWhenTheContextIsEstablishedAndStaysWhenItHasEnded() throws GSSException {
            establish();
            var told = decisions(initiator);
            assertTrue(told.contains(GREETED), told::toString);
            initiator.dispose();
            assertEquals(told, decisions(initiator));
        }

        @Test
        void isThatOfTheFailure() throws GSSException {
            initiator = manager.createContext(
                    manager.createName("fail/SEC_E_LOGON_DENIED", GSSName.NT_USER_NAME), null, null, DEFAULT_LIFETIME);
            var failure = assertThrows(GSSException.class, () -> initiator.initSecContext(NOTHING, 0, 0));
            var told = assertInstanceOf(SspiException.class, failure.getCause()).decisions();
            assertTrue(told.contains(new Decision(Decision.About.TARGET, "fail/SEC_E_LOGON_DENIED is greeted")), told::toString);
            assertEquals(told, decisions(initiator));
        }

        @Test
        void isThatOfALaterFailure() throws GSSException {
            initiator.initSecContext(NOTHING, 0, 0);
            failure(() -> initiator.initSecContext(TEXT, 0, TEXT.length));
            assertTrue(decisions(initiator).contains(GREETED), decisions(initiator)::toString);
        }

        @Test
        void ofAnImportedContextIsItsOwn() throws GSSException {
            establish();
            assertFalse(decisions(manager.createContext(initiator.export())).contains(GREETED));
        }

        private List<Decision> decisions(GSSContext context) {
            return assertInstanceOf(SspiGssContext.class, context).decisions();
        }
    }

    @Nested
    @DisplayName("RFC 5653 6.4 requests and states")
    class States {
        @Test
        void fiveAreOnByDefault() throws GSSException {
            establish();
            for (var context : List.of(initiator, acceptor)) {
                assertTrue(context.getMutualAuthState());
                assertTrue(context.getReplayDetState());
                assertTrue(context.getSequenceDetState());
                assertTrue(context.getConfState());
                assertTrue(context.getIntegState());
                assertFalse(context.getCredDelegState());
                assertFalse(context.getAnonymityState());
                assertTrue(context.isTransferable());
            }
        }

        @Test
        void eachCanBeTurnedRound() throws GSSException {
            initiator.requestMutualAuth(false);
            initiator.requestReplayDet(false);
            initiator.requestSequenceDet(false);
            initiator.requestConf(false);
            initiator.requestInteg(false);
            initiator.requestCredDeleg(true);
            initiator.requestAnonymity(true);
            establish();
            assertFalse(initiator.getMutualAuthState());
            assertFalse(initiator.getReplayDetState());
            assertFalse(initiator.getSequenceDetState());
            assertFalse(initiator.getConfState());
            assertFalse(initiator.getIntegState());
            assertTrue(initiator.getCredDelegState());
            assertTrue(initiator.getAnonymityState());
            assertTrue(acceptor.getCredDelegState());
        }

        @Test
        void whatWasAskedForIsToldUntilThereIsMore() throws GSSException {
            initiator.requestConf(false);
            assertFalse(initiator.getConfState());
            assertTrue(initiator.getIntegState());
            assertFalse(acceptor.getIntegState());
        }

        @Test
        void aContextThatHasBegunIsAskedForNothingMore() throws GSSException {
            initiator.initSecContext(NOTHING, 0, 0);
            initiator.requestConf(false);
            assertTrue(initiator.getConfState());
        }

        @Test
        void anAcceptorIsAskedForNothing() throws GSSException {
            acceptor.requestMutualAuth(false);
            establish();
            assertTrue(acceptor.getMutualAuthState());
        }

        @Test
        void namesAreThoseOfTheTicket() throws GSSException {
            establish();
            for (var context : List.of(initiator, acceptor)) {
                assertEquals("alice", context.getSrcName().toString());
                assertEquals("HTTP/web", context.getTargName().toString());
                assertTrue(context.getSrcName().isMN());
            }
        }

        @Test
        void theLifetimeIsThatOfTheTicket() throws GSSException {
            initiator.requestLifetime(10);
            assertEquals(GSSContext.INDEFINITE_LIFETIME, initiator.getLifetime());
            establish();
            assertEquals(3600, initiator.getLifetime());
        }

        @Test
        void theMechanismOfAnAcceptorComesWithTheToken() throws GSSException {
            assertEquals(ToyPackage.OID, initiator.getMech());
            assertEquals(GssStatus.NO_CONTEXT, failure(acceptor::getMech));
            establish();
            assertEquals(ToyPackage.OID, acceptor.getMech());
        }

        @Test
        void delegatedCredentialsAreTheClients() throws GSSException {
            initiator.requestCredDeleg(true);
            establish();
            assertEquals("alice", acceptor.getDelegCred().getName().toString());
            assertEquals(GssStatus.NO_CRED, failure(initiator::getDelegCred));
        }

        @Test
        void withoutDelegationThereAreNone() throws GSSException {
            establish();
            assertNull(acceptor.getDelegCred());
        }

        @Test
        void theCallersSubjectIsWhoseCredentialsAreUsed() throws Exception {
            Subjects.callAs(ToyPackage.subject("bob"), () -> {
                establish();
                return null;
            });
            assertEquals("bob", acceptor.getSrcName().toString());
        }

        @Test
        void anEmptySubjectHasNoCredentials() throws Exception {
            Subjects.callAs(new javax.security.auth.Subject(), () -> {
                assertEquals(GssStatus.NO_CRED, failure(() -> initiator.initSecContext(NOTHING, 0, 0)));
                return null;
            });
        }
    }

    @Nested
    @DisplayName("channel bindings")
    class Bindings {
        private final ChannelBinding channel = new ChannelBinding(TEXT);

        @Test
        void ofOneChannelAgree() throws GSSException {
            initiator.setChannelBinding(channel);
            acceptor.setChannelBinding(new ChannelBinding(TEXT));
            establish();
        }

        @Test
        void ofAnotherChannelAreBad() throws GSSException {
            initiator.setChannelBinding(channel);
            acceptor.setChannelBinding(new ChannelBinding(NOTHING));
            assertEquals(GssStatus.BAD_BINDINGS, failure(SspiGssContextTest.this::establish));
        }

        @Test
        void ofAnotherAddressTypeAreBad() throws GSSException {
            initiator.setChannelBinding(channel);
            acceptor = manager.with(AbsentAddress.NULL_ADDRESS).createContext((org.ietf.jgss.GSSCredential) null);
            acceptor.setChannelBinding(channel);
            assertEquals(GssStatus.BAD_BINDINGS, failure(SspiGssContextTest.this::establish));
        }

        @Test
        void canBeTakenAway() throws GSSException {
            initiator.setChannelBinding(channel);
            acceptor.setChannelBinding(new ChannelBinding(NOTHING));
            acceptor.setChannelBinding(null);
            establish();
        }
    }

    @Nested
    @DisplayName("RFC 2743 2.3 per-message calls")
    class Messages {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 4, 7, 1000})
        void whatIsWrappedComesOut(int length) throws GSSException {
            establish();
            var text = new byte[length];
            Arrays.fill(text, (byte) 'x');
            for (boolean seal : new boolean[] {true, false, true}) {
                var sent = new MessageProp(seal);
                var token = initiator.wrap(text, 0, length, sent);
                var received = new MessageProp(!seal);
                assertArrayEquals(text, acceptor.unwrap(token, 0, token.length, received));
                assertEquals(seal, sent.getPrivacy());
                assertEquals(seal, received.getPrivacy());
                int padding = seal && length % 4 == 3 ? 1 : 0;
                assertEquals((seal ? ToyPackage.SEALED : ToyPackage.SIGNED) + length + padding, token.length);
            }
        }

        @Test
        void messagesAndTokensMayLieInsideTheirArraysAndStayAsTheyAre() throws GSSException {
            establish();
            var padded = "..a message....".getBytes(StandardCharsets.UTF_8);
            var before = padded.clone();
            var token = initiator.wrap(padded, 2, 9, new MessageProp(true));
            assertArrayEquals(before, padded);
            var paddedToken = new byte[token.length + 3];
            System.arraycopy(token, 0, paddedToken, 1, token.length);
            before = paddedToken.clone();
            assertArrayEquals(TEXT, acceptor.unwrap(paddedToken, 1, token.length, new MessageProp(true)));
            assertArrayEquals(before, paddedToken);
        }

        @Test
        void withoutConfidentialityNothingIsEncrypted() throws GSSException {
            initiator.requestConf(false);
            establish();
            var prop = new MessageProp(true);
            var token = initiator.wrap(TEXT, 0, TEXT.length, prop);
            assertFalse(prop.getPrivacy());
            assertTrue(new String(token, StandardCharsets.ISO_8859_1).contains("a message"));
        }

        @Test
        void theOnlyQualityOfProtectionIsZero() throws GSSException {
            establish();
            assertEquals(GssStatus.BAD_QOP, failure(() -> initiator.wrap(TEXT, 0, 1, new MessageProp(1, true))));
            assertEquals(GssStatus.BAD_QOP, failure(() -> initiator.getMIC(TEXT, 0, 1, new MessageProp(1, true))));
            assertEquals(GssStatus.BAD_QOP, failure(() -> initiator.getWrapSizeLimit(1, true, 100)));
        }

        @Test
        void anAlteredMessageIsABadMicAndTheContextGoesOn() throws GSSException {
            establish();
            var token = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
            token[token.length - 1] ^= 1;
            assertEquals(GssStatus.BAD_MIC, failure(() -> acceptor.unwrap(token, 0, token.length, new MessageProp(true))));
            token[token.length - 1] ^= 1;
            assertArrayEquals(TEXT, acceptor.unwrap(token, 0, token.length, new MessageProp(true)));
        }

        @Test
        void garbageIsADefectiveToken() throws GSSException {
            establish();
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> acceptor.unwrap(TEXT, 0, 9, new MessageProp(true))));
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> acceptor.unwrap(NOTHING, 0, 0, new MessageProp(true))));
            assertEquals(
                    GssStatus.DEFECTIVE_TOKEN, failure(() -> acceptor.verifyMIC(TEXT, 0, 9, TEXT, 0, 9, new MessageProp(true))));
        }

        @Test
        void whatIsNotTheNextMessageIsDeliveredWithAWarning() throws GSSException {
            establish();
            var tokens = new byte[4][];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
            }
            assertEquals(List.of(false, false, false, false), states(unwrapped(tokens[0])));
            assertEquals(List.of(false, false, false, true), states(unwrapped(tokens[3])));
            assertEquals(List.of(true, false, false, false), states(unwrapped(tokens[3])));
            assertEquals(List.of(false, false, true, false), states(unwrapped(tokens[2])));
            assertEquals(List.of(false, true, false, false), states(unwrapped(tokens[1])));
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE.value(), unwrapped(tokens[1]).getMinorStatus());
        }

        private MessageProp unwrapped(byte[] token) throws GSSException {
            var prop = new MessageProp(true);
            assertArrayEquals(TEXT, acceptor.unwrap(token, 0, token.length, prop));
            return prop;
        }

        private List<Boolean> states(MessageProp prop) {
            return List.of(prop.isDuplicateToken(), prop.isOldToken(), prop.isUnseqToken(), prop.isGapToken());
        }

        @Test
        void aMicBelongsToItsMessage() throws GSSException {
            establish();
            var mic = initiator.getMIC(TEXT, 2, 4, new MessageProp(false));
            var prop = new MessageProp(true);
            acceptor.verifyMIC(mic, 0, mic.length, TEXT, 2, 4, prop);
            assertFalse(prop.getPrivacy());
            assertEquals(GssStatus.BAD_MIC, failure(() -> acceptor.verifyMIC(mic, 0, mic.length, TEXT, 2, 5, prop)));
            acceptor.verifyMIC(mic, 0, mic.length, TEXT, 2, 4, prop);
            assertTrue(prop.isDuplicateToken());
        }

        @Test
        void theSizeLimitLeavesRoomForTheToken() throws GSSException {
            establish();
            for (int largest = 0; largest < 200; largest++) {
                for (boolean seal : new boolean[] {true, false}) {
                    int limit = initiator.getWrapSizeLimit(0, seal, largest);
                    assertTrue(wrapped(limit, seal) <= largest || limit == 0, "limit " + limit + " of " + largest);
                    assertTrue(wrapped(limit + 1, seal) > largest, "limit " + limit + " of " + largest);
                }
            }
            assertEquals(0, initiator.getWrapSizeLimit(0, true, -1));
        }

        private int wrapped(int length, boolean seal) throws GSSException {
            return initiator.wrap(new byte[length], 0, length, new MessageProp(seal)).length;
        }

        @Test
        void withoutConfidentialityTheSizeLimitIsThatOfSignedMessages() throws GSSException {
            initiator.requestConf(false);
            establish();
            assertEquals(100 - ToyPackage.SIGNED, initiator.getWrapSizeLimit(0, true, 100));
        }

        @Test
        void nobodyNeedsToAskWhatWasFound() throws GSSException {
            establish();
            var token = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
            assertArrayEquals(TEXT, acceptor.unwrap(token, 0, token.length, null));
            var mic = initiator.getMIC(TEXT, 0, TEXT.length, null);
            acceptor.verifyMIC(mic, 0, mic.length, TEXT, 0, TEXT.length, null);
        }

        @Test
        @SuppressWarnings("deprecation")
        void aStreamThatStaysOpenGivesTheTokenThatHasArrived() throws Exception {
            establish();
            for (boolean seal : new boolean[] {true, false}) {
                var token = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(seal));
                var text = new ByteArrayOutputStream();
                acceptor.unwrap(new StaysOpen(token), text, new MessageProp(true));
                assertArrayEquals(TEXT, text.toByteArray());
            }
            var mic = initiator.getMIC(TEXT, 0, TEXT.length, new MessageProp(true));
            acceptor.verifyMIC(new StaysOpen(mic), new ByteArrayInputStream(TEXT), new MessageProp(true));
        }

        /** As a socket whose peer waits for an answer: a read with nothing there would wait for ever. */
        private static final class StaysOpen extends ByteArrayInputStream {
            StaysOpen(byte[] arrived) {
                super(arrived);
            }

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (available() == 0) {
                    throw new AssertionError("waits for ever");
                }
                // Piece by piece, as a network delivers it.
                return super.read(into, offset, Math.min(length, 5));
            }
        }

        @Test
        @SuppressWarnings("deprecation")
        void streamsCarryMessages() throws Exception {
            establish();
            var token = new ByteArrayOutputStream();
            initiator.wrap(new ByteArrayInputStream(TEXT), token, new MessageProp(true));
            var text = new ByteArrayOutputStream();
            acceptor.unwrap(new ByteArrayInputStream(token.toByteArray()), text, new MessageProp(true));
            assertArrayEquals(TEXT, text.toByteArray());
            var mic = new ByteArrayOutputStream();
            initiator.getMIC(new ByteArrayInputStream(TEXT), mic, new MessageProp(true));
            acceptor.verifyMIC(
                    new ByteArrayInputStream(mic.toByteArray()), new ByteArrayInputStream(TEXT), new MessageProp(true));
        }

        @Test
        @SuppressWarnings("deprecation")
        void aBrokenStreamIsAFailure() throws Exception {
            establish();
            var broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("broken");
                }
            };
            var out = new ByteArrayOutputStream();
            var e = assertThrows(GSSException.class, () -> initiator.wrap(broken, out, new MessageProp(true)));
            assertEquals(GSSException.FAILURE, e.getMajor());
            assertInstanceOf(IOException.class, e.getCause());
        }

        @Test
        void aRangeOutsideItsArrayIsNotRead() throws GSSException {
            establish();
            assertThrows(IndexOutOfBoundsException.class, () -> initiator.wrap(TEXT, 1, 9, new MessageProp(true)));
            assertThrows(IndexOutOfBoundsException.class, () -> initiator.unwrap(TEXT, -1, 2, new MessageProp(true)));
        }
    }

    @Nested
    @DisplayName("the JDK's extensions")
    class Extensions {
        private ExtendedGSSContext extended() {
            return assertInstanceOf(ExtendedGSSContext.class, initiator);
        }

        @Test
        void theSessionKeyIsToldWithItsType() throws GSSException {
            establish();
            var key = assertInstanceOf(
                    EncryptionKey.class, extended().inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX));
            assertEquals(18, key.getKeyType());
            assertArrayEquals(new byte[] {1, 2, 3}, key.getEncoded());
        }

        @Test
        void theTicketIsTold() throws GSSException {
            establish();
            var flags = (boolean[]) extended().inquireSecContext(InquireType.KRB5_GET_TKT_FLAGS);
            var set = IntStream.range(0, flags.length).filter(i -> flags[i]).boxed().toList();
            assertEquals(32, flags.length);
            assertEquals(List.of(1, 8, 31), set);
            assertEquals("20300101000000Z", extended().inquireSecContext(InquireType.KRB5_GET_AUTHTIME));
            var entries = (AuthorizationDataEntry[])
                    ((ExtendedGSSContext) acceptor).inquireSecContext(InquireType.KRB5_GET_AUTHZ_DATA);
            assertEquals(1, entries.length);
            assertEquals(128, entries[0].getType());
            assertArrayEquals(new byte[] {7}, entries[0].getData());
        }

        @Test
        void anInitiatorCannotReadItsTicketAndNothingIsForwarded() throws GSSException {
            establish();
            assertEquals(
                    GssStatus.UNAVAILABLE, failure(() -> extended().inquireSecContext(InquireType.KRB5_GET_AUTHZ_DATA)));
            assertEquals(
                    GssStatus.UNAVAILABLE, failure(() -> extended().inquireSecContext(InquireType.KRB5_GET_KRB_CRED)));
        }

        @Test
        void nothingIsToldBeforeTheContextIsEstablished() {
            for (var type : InquireType.values()) {
                assertEquals(GssStatus.NO_CONTEXT, failure(() -> extended().inquireSecContext(type)), type.name());
            }
        }

        @Test
        void delegationByPolicyIsDelegation() throws GSSException {
            extended().requestDelegPolicy(true);
            assertTrue(extended().getDelegPolicyState());
            assertFalse(initiator.getCredDelegState());
            establish();
            assertTrue(extended().getDelegPolicyState());
            assertTrue(initiator.getCredDelegState());
            initiator.dispose();
            assertFalse(extended().getDelegPolicyState());
        }

        @Test
        void askingByPolicyTakesNothingBackThatWasAskedFor() throws GSSException {
            initiator.requestCredDeleg(true);
            extended().requestDelegPolicy(false);
            establish();
            assertTrue(initiator.getCredDelegState());
            assertFalse(extended().getDelegPolicyState());
        }

        @Test
        void aContextThatHasBegunIsNotAskedForDelegationAnyMore() throws GSSException {
            initiator.initSecContext(NOTHING, 0, 0);
            extended().requestDelegPolicy(true);
            assertFalse(extended().getDelegPolicyState());
        }
    }

    private interface Call {
        void on(GSSContext context) throws Exception;
    }

    @SuppressWarnings("deprecation")
    private static Stream<Call> callsOfEstablishedContexts() {
        var prop = new MessageProp(true);
        var in = new ByteArrayInputStream(TEXT);
        var out = new ByteArrayOutputStream();
        return Stream.of(
                context -> context.wrap(TEXT, 0, 1, prop),
                context -> context.unwrap(TEXT, 0, 1, prop),
                context -> context.getMIC(TEXT, 0, 1, prop),
                context -> context.verifyMIC(TEXT, 0, 1, TEXT, 0, 1, prop),
                context -> context.wrap(in, out, prop),
                context -> context.unwrap(in, out, prop),
                context -> context.getMIC(in, out, prop),
                context -> context.verifyMIC(in, in, prop),
                context -> context.getWrapSizeLimit(0, true, 100),
                GSSContext::getSrcName,
                GSSContext::getTargName,
                GSSContext::getDelegCred,
                context -> ((SspiGssContext) context).handle());
    }

    @SuppressWarnings("deprecation")
    private static Stream<Call> callsOfLivingContexts() {
        return Stream.of(
                context -> context.initSecContext(NOTHING, 0, 0),
                context -> context.acceptSecContext(NOTHING, 0, 0),
                context -> context.initSecContext(new ByteArrayInputStream(TEXT), new ByteArrayOutputStream()),
                context -> context.acceptSecContext(new ByteArrayInputStream(TEXT), new ByteArrayOutputStream()),
                context -> context.requestConf(true),
                context -> context.requestLifetime(1),
                context -> context.setChannelBinding(null),
                GSSContext::isTransferable,
                GSSContext::getMech,
                GSSContext::export);
    }

    @ParameterizedTest
    @MethodSource("callsOfEstablishedContexts")
    void aContextThatIsNotEstablishedIsNone(Call call) throws GSSException {
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> call.on(initiator)));
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> call.on(acceptor)));
        initiator.initSecContext(NOTHING, 0, 0);
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> call.on(initiator)));
    }

    @ParameterizedTest
    @MethodSource({"callsOfEstablishedContexts", "callsOfLivingContexts"})
    void aContextThatWasDisposedOfIsNone(Call call) throws GSSException {
        establish();
        initiator.dispose();
        initiator.dispose();
        acceptor.dispose();
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> call.on(initiator)));
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> call.on(acceptor)));
    }

    @Test
    void aContextThatWasDisposedOfHasNoStates() throws GSSException {
        establish();
        var handle = ((SspiGssContext) initiator).handle();
        initiator.dispose();
        assertFalse(initiator.isEstablished());
        assertFalse(initiator.isProtReady());
        assertFalse(initiator.getIntegState());
        Executable query = handle::sizes;
        assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, query).status());
    }
}
