package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.spi.Move;

@DisplayName("RFC 4120 3.2.5 the client receives an AP-REP")
class AwaitApRepTest {
    private final Initiation initiation = new Initiation();
    private final Forge.ApRepFields reply = initiation.reply;

    @Nested
    @DisplayName("which is who it asked")
    class Genuine {
        @Test
        void withTheTimeOfTheAuthenticator() throws Exception {
            var session = initiation.completes();
            assertTrue(session.flags().contains(ContextFlag.MUTUAL_AUTH));
            assertArrayEquals(Forge.key(Forge.AES256, "acceptor's sub-key").copyOfValue(), key(session));
        }

        @Test
        void withoutASubkeyOnesOwnIsUsed() throws Exception {
            reply.subkey = Optional.empty();
            var started = (Move.Reply) initiation.starts();
            byte[] ours = initiation.forge.authenticator(started.token()).subkey().orElseThrow().keyvalue();
            assertArrayEquals(ours, key(initiation.completes(started.next(), initiation.answer(started.token()))));
        }

        @Test
        void withASubkeyOfAnotherPermittedType() throws Exception {
            reply.subkey = Optional.of(Forge.encryptionKey(Forge.key(Forge.AES128, "shorter")));
            assertArrayEquals(Forge.key(Forge.AES128, "shorter").copyOfValue(), key(initiation.completes()));
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "2000, 2000", "4294967295, 4294967295", "-1, 4294967295", "-2147483648, 2147483648"})
        void itsNumberOf32BitsIsWhereItBegins(long seqNumber, long first) throws Exception {
            reply.seqNumber = OptionalLong.of(seqNumber);
            assertTakesFirst(first);
        }

        @Test
        void withoutANumberItBeginsWithZero() throws Exception {
            reply.seqNumber = OptionalLong.empty();
            assertTakesFirst(0);
        }

        /** A MIC of the acceptor with this number is the next one. */
        private void assertTakesFirst(long number) throws Exception {
            initiation.asks = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.SEQUENCE_DETECT);
            var session = initiation.completes();
            byte[] data = {1, 2, 3};
            var header = ByteBuffer.allocate(16).putShort((short) 0x0404).put((byte) 5).put(new byte[] {-1, -1, -1, -1,
                    -1}).putLong(number);
            var signed = ByteBuffer.allocate(19).put(data).put(header.array());
            byte[] checksum = Forge.key(Forge.AES256, "acceptor's sub-key").checksum(KeyUsage.ACCEPTOR_SIGN, signed.array());
            var token = ByteBuffer.allocate(28).put(header.array()).put(checksum).flip();
            var result = session.verifySignature(List.of(SecBuffer.data(ByteBuffer.wrap(data)), SecBuffer.token(token)), 0);
            assertEquals(MessageResult.Sequence.IN_ORDER, result.sequence());
        }

        private byte[] key(KerberosSession session) throws SspiException {
            return session.query(ContextAttribute.SESSION_KEY).key();
        }
    }

    @Nested
    @DisplayName("which is not")
    class NotGenuine {
        @Test
        @Tag("S116")
        void withAnotherSecond() {
            reply.ctime = KerberosTime.seconds(initiation.facilities.now()).plusSeconds(1);
            assertEquals(SEC_E_WRONG_PRINCIPAL, initiation.refuses().status());
        }

        @Test
        @Tag("S116")
        void withAnotherMicrosecond() {
            reply.cusec = 1;
            assertEquals(SEC_E_WRONG_PRINCIPAL, initiation.refuses().status());
        }

        @Test
        void ofAnEarlierContext() throws Exception {
            var earlier = (Move.Reply) initiation.starts();
            byte[] recorded = initiation.answer(earlier.token());
            initiation.completes(earlier.next(), recorded);
            initiation.facilities.pass(Duration.ofNanos(1_000));
            assertEquals(SEC_E_WRONG_PRINCIPAL, initiation.refuses(recorded).status());
        }

        @Test
        void ofSomebodyWithoutTheSessionKey() {
            reply.key = Forge.key(Forge.AES256, "another session");
            assertEquals(SEC_E_MESSAGE_ALTERED, initiation.refuses().status());
        }

        @Test
        void ofAnotherTypeThanTheSessionKey() {
            reply.etype = Forge.AES128.number();
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(ints = {KeyUsage.AP_REQ_AUTHENTICATOR, KeyUsage.TGS_REP_ENC_PART_SESSION_KEY, KeyUsage.ACCEPTOR_SEAL})
        void encryptedForAnotherPurpose(int usage) {
            reply.usage = usage;
            assertEquals(SEC_E_MESSAGE_ALTERED, initiation.refuses().status());
        }

        @Test
        void withASubkeyOfATypeThatIsNotPermitted() {
            initiation.config = initiation.config.toBuilder().permittedEnctypes("aes256-cts").build();
            reply.subkey = Optional.of(Forge.encryptionKey(Forge.key(Forge.AES128, "weaker")));
            assertEquals(SEC_E_ALGORITHM_MISMATCH, initiation.refuses().status());
        }

        @Test
        void withASubkeyOfAWrongLength() {
            reply.subkey = Optional.of(new EncryptionKey(18, new byte[16]));
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses().status());
        }

        @Test
        @DisplayName("CVE-2014-8650: that is left out where it was asked for")
        void thatIsEmpty() {
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(new byte[0]).status());
        }

        @Test
        void thatIsOnesOwnToken() throws Exception {
            var started = (Move.Reply) initiation.starts();
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    assertThrows(SspiException.class, () -> initiation.completes(started.next(), started.token())).status());
        }

        @Test
        @Tag("S110")
        void ofAnotherMechanism() throws Exception {
            byte[] inner = GssToken.decode(initiation.goodReply()).inner();
            for (var mech : List.of(GssToken.MS_KERBEROS, GssToken.USER_TO_USER)) {
                byte[] token = GssToken.of(mech, GssToken.AP_REP, inner).wire();
                assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(token).status());
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {GssToken.AP_REQ, GssToken.TGT_REQ, GssToken.TGT_REP, 0x0404, 0x0002})
        void underAnotherTokId(int tokId) throws Exception {
            byte[] inner = GssToken.decode(initiation.goodReply()).inner();
            byte[] token = GssToken.of(GssToken.KERBEROS, tokId, inner).wire();
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(token).status());
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.1 or a KRB-ERROR")
    class AnError {
        @ParameterizedTest
        @CsvSource({
            "32, SEC_E_CONTEXT_EXPIRED", "34, SEC_E_OUT_OF_SEQUENCE", "37, SEC_E_TIME_SKEW", "41, SEC_E_WRONG_PRINCIPAL",
            "60, SEC_E_INTERNAL_ERROR", "0, SEC_E_INTERNAL_ERROR",
        })
        void whoseCodeTellsTheStatus(int code, SecurityStatus status) {
            var refusal = initiation.refuses(error(code));
            assertEquals(status, refusal.status());
            assertTrue(refusal.getMessage().contains("The server HTTP/web.example.com@EXAMPLE.COM"), refusal.getMessage());
        }

        @Test
        void aboutSkewTellsTheOffset() {
            initiation.facilities.pass(Duration.ofSeconds(400));
            var refusal = initiation.refuses(error(ErrorCode.KRB_AP_ERR_SKEW));
            assertTrue(refusal.getMessage().contains("400 s behind ours"), refusal.getMessage());
        }

        @Test
        void thatIsNoneIsNoToken() {
            byte[] token = GssToken.of(GssToken.KERBEROS, GssToken.KRB_ERROR, new byte[] {0x7E, 0}).wire();
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(token).status());
        }

        private byte[] error(int code) {
            var error = KrbError.of(
                    Optional.empty(), OptionalInt.empty(), MovingFacilities.START, 0, code, Optional.empty(),
                    Optional.empty(), Forge.REALM, Forge.SERVICE, Optional.empty(), Optional.empty());
            return GssToken.of(GssToken.KERBEROS, GssToken.KRB_ERROR, error.wire()).wire();
        }
    }
}
