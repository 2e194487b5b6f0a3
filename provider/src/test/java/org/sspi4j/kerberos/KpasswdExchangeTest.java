package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_INVALID_REQUEST;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;
import static org.sspi4j.kerberos.Client.now;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.PasswordServer.result;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Reachable;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.PasswordServer.Answer;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.EtypeInfo2;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KpasswdMessage;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.PasswordChange;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.asn1.DerWriter;

@DisplayName("RFC 3244 a user changes the own password")
class KpasswdExchangeTest {
    private static final byte[] NO_TEXT = {};

    private final Client client = new Client();
    private final PasswordServer server = new PasswordServer(client.kdc);

    private String change(String domain, String account, String old) throws SspiException {
        try (var before = Secret.password(old.toCharArray());
                var after = Secret.password("Nächstes!1".toCharArray())) {
            var change = new PasswordChange(domain, account, before, after, client.config, name -> Optional.empty(), client.facilities);
            return Drive.sync(new KerberosPackage().changePassword(change), client.kdc);
        }
    }

    private String change() throws SspiException {
        return change("EXAMPLE.COM", "alice", "secret");
    }

    private SspiException refused(SecurityStatus status, Consumer<Answer> lie) {
        server.lie = lie;
        return refusal(status, this::change);
    }

    @Test
    void theNewPasswordReachesTheServer() throws Exception {
        assertEquals("", change());
        assertEquals(List.of("Nächstes!1"), server.passwords);
        assertEquals(List.of(KpasswdMessage.CHANGE), server.versions);
        assertEquals("EXAMPLE.COM", client.kdc.realms().get(client.kdc.realms().size() - 1));
    }

    @Test
    void theTicketIsForThePasswordServerAndForNothingElse() throws Exception {
        client.config = ScriptedKdc.config().forwardable(true).renewLifetime(Duration.ofDays(7)).build();
        change();
        var body = client.kdc.requests().get(0).reqBody();
        assertEquals("kadmin/changepw", body.sname().orElseThrow().toString());
        assertEquals(0, body.kdcOptions() & (KdcOptions.FORWARDABLE | KdcOptions.RENEWABLE));
        assertEquals(now().plusSeconds(300), body.till());
    }

    @Test
    void anAccountMayNameItsRealmItself() throws Exception {
        change("", "alice@EXAMPLE.COM", "secret");
        assertEquals(1, server.passwords.size());
    }

    @Test
    void aWrongOldPasswordNeverGetsToTheServer() {
        var failure = refusal(SEC_E_LOGON_DENIED, () -> change("EXAMPLE.COM", "alice", "wrong"));
        assertEquals(Optional.of(NtStatus.STATUS_WRONG_PASSWORD), failure.subStatus());
        assertEquals(List.of(), server.passwords);
    }

    /** Each way in which a KDC gives no ticket for the password server: a logon would fail so too, and this is none. */
    @Test
    void whatTheTicketIsForIsTold() {
        says(refusal(SEC_E_LOGON_DENIED, () -> change("EXAMPLE.COM", "alice", "wrong")),
                "the logon of alice@EXAMPLE.COM for kadmin/changepw");
        client.kdc.advice(methods -> MethodData.of(new PaData(PaType.PA_PK_AS_REQ, NO_TEXT)));
        says(refusal(SEC_E_UNSUPPORTED_PREAUTH, this::change), "of alice@EXAMPLE.COM for kadmin/changepw");
        client.kdc.advice(methods -> methods).clientKeys(ScriptedKdc.entry(EncryptionType.RC4_HMAC));
        says(refusal(SEC_E_KDC_UNKNOWN_ETYPE, this::change), "for kadmin/changepw");
        var weak = new PaData(PaType.PA_ETYPE_INFO2, DerWriter.encode(new EtypeInfo2(List.of(ScriptedKdc.entry(EncryptionType.RC4_HMAC)))));
        client.kdc.advice(methods -> MethodData.of(weak, new PaData(PaType.PA_ENC_TIMESTAMP, NO_TEXT)))
                .clientKeys(ScriptedKdc.entry(EncryptionType.AES256_CTS_HMAC_SHA1_96));
        says(refusal(SEC_E_KDC_UNKNOWN_ETYPE, this::change),
                "The KDC of EXAMPLE.COM, asked for kadmin/changepw, has keys of the encryption types [rc4-hmac]");
        client.kdc.script(request -> Optional.of(client.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)));
        says(refusal(SEC_E_TARGET_UNKNOWN, this::change), "the logon of alice@EXAMPLE.COM for kadmin/changepw");
        for (var noted : client.facilities.noted()) {
            assertTrue(!noted.contains("logs on at") || noted.contains("the KDC of EXAMPLE.COM for kadmin/changepw, offering "), noted);
        }
        assertEquals(List.of(), server.passwords);
    }

    @Test
    @DisplayName("CVE-2022-32744 a ticket for another service is refused")
    void aTicketForAnotherServiceIsRefused() {
        client.kdc.lie(reply -> {
            reply.sname = PrincipalName.of(2, "HTTP", "evil.example.com");
            reply.ticketName = reply.sname;
        });
        refusal(SEC_E_MESSAGE_ALTERED, this::change);
        assertEquals(List.of(), server.passwords);
    }

    @Test
    void aServerThatWantsTheNewProtocolGetsIt() throws Exception {
        server.lie = answer -> answer.userData = server.versions.size() == 1 ? result(6, NO_TEXT) : answer.userData;
        change();
        assertEquals(List.of(KpasswdMessage.CHANGE, KpasswdMessage.SET_CHANGE), server.versions);
        assertEquals(List.of("Nächstes!1", "Nächstes!1"), server.passwords);
    }

    @Test
    void whoSpeaksNeitherVersionIsAskedTwice() {
        refused(SEC_E_UNSUPPORTED_FUNCTION, answer -> answer.userData = result(6, NO_TEXT));
        assertEquals(2, server.versions.size());
    }

    @ParameterizedTest
    @CsvSource({
        "1, SEC_E_KDC_INVALID_REQUEST, KRB5_KPASSWD_MALFORMED, ''",
        "2, SEC_E_INTERNAL_ERROR, KRB5_KPASSWD_HARDERROR, ''",
        "3, SEC_E_LOGON_DENIED, KRB5_KPASSWD_AUTHERROR, ''",
        "4, SEC_E_LOGON_DENIED, KRB5_KPASSWD_SOFTERROR, STATUS_PASSWORD_RESTRICTION",
        "5, SEC_E_LOGON_DENIED, KRB5_KPASSWD_ACCESSDENIED, STATUS_ACCOUNT_RESTRICTION",
        "7, SEC_E_KDC_INVALID_REQUEST, KRB5_KPASSWD_INITIAL_FLAG_NEEDED, ''",
        "99, SEC_E_INTERNAL_ERROR, result code 99, ''",
    })
    void aRefusalHasItsStatusAndTheServersWords(int code, SecurityStatus status, String name, String subStatus) {
        var failure = refused(status, answer ->
                answer.userData = result(code, "Zu kurz\nfür uns".getBytes(StandardCharsets.UTF_8)));
        says(failure, name, "\"Zu kurz?für uns\"", "alice@EXAMPLE.COM", "The password server of EXAMPLE.COM");
        assertEquals(subStatus, failure.subStatus().map(NtStatus::name).orElse(""));
        assertFalse(failure.getMessage().contains("Nächstes"), failure.getMessage());
    }

    @Test
    void thePolicyOfActiveDirectoryIsPutIntoWords() {
        byte[] policy = HexFormat.of().parseHex("0000" + "00000007" + "00000018" + "00000001" + "0000000000000000" + "000000C92A69C000");
        says(
                refused(SEC_E_LOGON_DENIED, answer -> answer.userData = result(4, policy)),
                "at least 7 characters of three kinds", "none of the last 24", "at most every 24 hours");
    }

    @Nested
    @DisplayName("the reply")
    class Reply {
        @Test
        void anotherKeyThanTheTicketsIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, answer -> answer.apKey = client.kdc.serviceKey());
        }

        @Test
        void anotherKeyThanTheSubKeyIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, answer -> answer.privKey = answer.apKey);
            refused(SEC_E_MESSAGE_ALTERED, answer -> answer.privKey = client.kdc.serviceKey());
        }

        @Test
        void theAnswerToAnotherRequestIsRefused() {
            refused(SEC_E_WRONG_PRINCIPAL, answer -> answer.cusec ^= 1);
            refused(SEC_E_WRONG_PRINCIPAL, answer -> answer.ctime = answer.ctime.plusSeconds(1));
        }

        @Test
        void anotherSequenceNumberIsRefused() throws Exception {
            refused(SEC_E_OUT_OF_SEQUENCE, answer -> answer.privSequence = OptionalLong.of(4712));
            refused(SEC_E_OUT_OF_SEQUENCE, answer -> answer.apSequence = OptionalLong.empty());
            server.lie = answer -> {
                answer.apSequence = OptionalLong.of(0xFFFFFFFFL);
                answer.privSequence = OptionalLong.of(-1);
            };
            change();
        }

        @Test
        void withoutASequenceNumberTheTimeCounts() throws Exception {
            server.lie = answer -> {
                answer.privSequence = OptionalLong.empty();
                answer.timestamp = Optional.of(now());
            };
            change();
            for (long off : new long[] {-301, 301}) {
                refused(SEC_E_TIME_SKEW, answer -> {
                    answer.privSequence = OptionalLong.empty();
                    answer.timestamp = Optional.of(now().plusSeconds(off));
                });
            }
            refused(SEC_E_OUT_OF_SEQUENCE, answer -> answer.privSequence = OptionalLong.empty());
        }

        @Test
        void theNewVersionOfTheProtocolMayAnswerInItsOwnName() throws Exception {
            server.lie = answer -> answer.version = KpasswdMessage.SET_CHANGE;
            change();
        }

        /** Its length, which comes first, begins with the tag of a KRB-ERROR. */
        @Test
        void of32KilobytesIsNoError() throws Exception {
            byte[] words = "ok ".repeat(10_700).getBytes(StandardCharsets.US_ASCII);
            server.lie = answer -> answer.userData = result(0, words);
            client.kdc.passwordServer(request -> {
                byte[] reply = server.apply(request);
                assertEquals(0x7E, reply[0]);
                return reply;
            });
            assertTrue(change().startsWith("ok ok"));
        }

        @Test
        void aResultThatIsTooShortIsAnInvalidToken() {
            refused(SEC_E_INVALID_TOKEN, answer -> answer.userData = new byte[1]);
        }

        @Test
        void whatIsNoReplyIsAnInvalidToken() {
            for (String hex : List.of("", "00", "0006 0001 0000", "0007 0001 0000", "0008 0002 0000 7E00", "0008 0001 FFFF 7E00", "7E00")) {
                refused(SEC_E_INVALID_TOKEN, answer -> answer.instead = Optional.of(HexFormat.of().parseHex(hex.replace(" ", ""))));
            }
        }
    }

    @Nested
    @DisplayName("a KRB-ERROR, which anybody could have sent")
    class Errors {
        private byte[] error(int code, byte[] eData) {
            return client.kdc.error(code, Optional.empty(), Optional.of(eData));
        }

        @Test
        void inEitherFormItIsARefusal() {
            byte[] error = error(ErrorCode.KRB_ERR_GENERIC, result(4, "no".getBytes(StandardCharsets.UTF_8)));
            says(refused(SEC_E_LOGON_DENIED, answer -> answer.instead = Optional.of(error)), "KRB5_KPASSWD_SOFTERROR", "\"no\"");
            byte[] framed = KpasswdMessage.of(KpasswdMessage.CHANGE, NO_TEXT, error).wire();
            says(refused(SEC_E_LOGON_DENIED, answer -> answer.instead = Optional.of(framed)), "KRB5_KPASSWD_SOFTERROR");
        }

        @Test
        void itsSuccessIsNone() {
            byte[] error = error(ErrorCode.KRB_ERR_GENERIC, result(0, NO_TEXT));
            refused(SEC_E_INTERNAL_ERROR, answer -> answer.instead = Optional.of(error));
            byte[] other = error(ErrorCode.KRB_AP_ERR_SKEW, result(0, NO_TEXT));
            says(refused(SEC_E_TIME_SKEW, answer -> answer.instead = Optional.of(other)), "set both clocks");
        }

        /** The tag and the length's length are the whole length, as a frame's first two bytes are. */
        @Test
        void of32KilobytesIsNoFrame() {
            int rest = error(ErrorCode.KRB_AP_ERR_MODIFIED, new byte[32_000]).length - 32_000;
            byte[] error = error(ErrorCode.KRB_AP_ERR_MODIFIED, new byte[0x7E82 - rest]);
            assertEquals(0x7E82, error.length);
            assertEquals("7e82", HexFormat.of().formatHex(error, 0, 2));
            refused(SEC_E_WRONG_PRINCIPAL, answer -> answer.instead = Optional.of(error));
        }

        @Test
        void withoutAResultTheCodeCounts() {
            byte[] error = client.kdc.error(ErrorCode.KRB_AP_ERR_MODIFIED);
            refused(SEC_E_WRONG_PRINCIPAL, answer -> answer.instead = Optional.of(error));
        }

        @Test
        @DisplayName("CVE-2002-2443 no error is answered with another message")
        void itIsNotAnswered() {
            byte[] error = client.kdc.error(ErrorCode.KRB_ERR_GENERIC);
            refused(SEC_E_INTERNAL_ERROR, answer -> answer.instead = Optional.of(error));
            assertEquals(1, server.versions.size());
        }

        @Test
        @DisplayName("CVE-2002-2443 nor does one that names another version make the new password go out again in it")
        void itChoosesNoProtocol() {
            byte[] error = error(ErrorCode.KRB_ERR_GENERIC, result(6, NO_TEXT));
            for (byte[] forged : List.of(error, KpasswdMessage.of(KpasswdMessage.CHANGE, NO_TEXT, error).wire())) {
                server.versions.clear();
                refused(SEC_E_UNSUPPORTED_FUNCTION, answer -> answer.instead = Optional.of(forged));
                assertEquals(List.of(KpasswdMessage.CHANGE), server.versions);
            }
        }
    }

    @Test
    void aMalformedRequestIsNotOurs() {
        refused(SEC_E_KDC_INVALID_REQUEST, answer -> answer.userData = result(1, NO_TEXT));
    }

    @Test
    void ofAChangeThatNobodyAnswersNoKeyIsLeft() throws Exception {
        try (var before = Secret.password("secret".toCharArray()); var after = Secret.password("Nächstes!1".toCharArray())) {
            var change = new PasswordChange(
                    "EXAMPLE.COM", "alice", before, after, client.config, name -> Optional.empty(), client.facilities);
            Step<String> step = new KerberosPackage().changePassword(change);
            while (!(((Step.Ask<?, String>) step).need() instanceof Need.Kpasswd)) {
                step = answered((Step.Ask<?, String>) step);
            }
            var asking = (Step.Ask<?, String>) step;
            var keys = Reachable.from(asking).stream().filter(ProtocolKey.class::isInstance).map(ProtocolKey.class::cast).toList();
            assertEquals(3, keys.stream().filter(KpasswdExchangeTest::isOpen).count(), "the client's, the ticket's, and the sub-key");
            refusal(SEC_E_NO_AUTHENTICATING_AUTHORITY, () -> asking.failed().apply(
                    new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody answers")));
            assertEquals(0, keys.stream().filter(KpasswdExchangeTest::isOpen).count());
        }
    }

    private <A> Step<String> answered(Step.Ask<A, String> ask) throws SspiException {
        return ask.resume().apply(client.kdc.to(ask.need()));
    }

    private static boolean isOpen(ProtocolKey key) {
        try {
            return key.copyOfValue().length > 0;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
