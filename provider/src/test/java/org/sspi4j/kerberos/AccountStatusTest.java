package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KerbErrorData;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.wire.LittleEndianWriter;
import org.sspi4j.wire.asn1.DerWriter;

@DisplayName("MS-KILE 2.2.1 what a refusal says of the account")
class AccountStatusTest {
    private final Client client = new Client();

    private SspiException denied(int code, Optional<String> text, Optional<byte[]> eData) {
        client.kdc.script(request -> Optional.of(client.kdc.error(code, text, eData)));
        return refusal(SEC_E_LOGON_DENIED, () -> client.logon(Client.password("secret")));
    }

    private static byte[] extError(int status) {
        return new LittleEndianWriter().u32(status).u32(0).u32(1).toByteArray();
    }

    private static byte[] errorData(int status) {
        return DerWriter.encode(new KerbErrorData(KerbErrorData.EXTENDED, Optional.of(extError(status))));
    }

    @ParameterizedTest
    @CsvSource({
        "KDC_ERR_C_PRINCIPAL_UNKNOWN, STATUS_NO_SUCH_USER",
        "KDC_ERR_PREAUTH_FAILED, STATUS_WRONG_PASSWORD",
        "KDC_ERR_CLIENT_REVOKED, STATUS_ACCOUNT_DISABLED",
        "KDC_ERR_NAME_EXP, STATUS_ACCOUNT_EXPIRED",
        "KDC_ERR_KEY_EXPIRED, STATUS_PASSWORD_EXPIRED",
        "KDC_ERR_POLICY, STATUS_ACCOUNT_RESTRICTION",
        "KDC_ERR_NULL_KEY, STATUS_ACCOUNT_RESTRICTION",
        "KDC_ERR_CLIENT_NOTYET, STATUS_ACCOUNT_RESTRICTION",
    })
    void withoutMoreTheCodeSaysIt(String code, NtStatus status) throws Exception {
        int number = ErrorCode.class.getField(code).getInt(null);
        assertEquals(Optional.of(status), denied(number, Optional.empty(), Optional.empty()).subStatus());
    }

    @ParameterizedTest
    @EnumSource
    void activeDirectorySaysItExactly(NtStatus status) {
        var failure = denied(ErrorCode.KDC_ERR_CLIENT_REVOKED, Optional.empty(), Optional.of(errorData(status.code())));
        assertEquals(Optional.of(status), failure.subStatus());
        says(failure, "KDC_ERR_CLIENT_REVOKED with " + status.name());
    }

    @Test
    void asMethodDataItIsRead() {
        byte[] methods = DerWriter.encode(MethodData.of(
                new PaData(PaType.PA_PW_SALT, extError(NtStatus.STATUS_PASSWORD_MUST_CHANGE.code()))));
        var failure = denied(ErrorCode.KDC_ERR_KEY_EXPIRED, Optional.empty(), Optional.of(methods));
        assertEquals(Optional.of(NtStatus.STATUS_PASSWORD_MUST_CHANGE), failure.subStatus());
        assertTrue(failure.subStatus().orElseThrow().asksForNewPassword());
        says(failure, "Sspi.changeAccountPassword");
    }

    @Test
    void aStatusThatNobodyKnowsIsToldAndTheCodeCounts() {
        var failure = denied(ErrorCode.KDC_ERR_CLIENT_REVOKED, Optional.empty(), Optional.of(errorData(0xC0001234)));
        assertEquals(Optional.of(NtStatus.STATUS_ACCOUNT_DISABLED), failure.subStatus());
        says(failure, "NTSTATUS 0xC0001234");
    }

    @Test
    void aSaltAndOtherThingsAreNoStatus() {
        for (byte[] other : new byte[][] {
            DerWriter.encode(new KerbErrorData(KerbErrorData.EXTENDED, Optional.of(new byte[11]))),
            DerWriter.encode(new KerbErrorData(KerbErrorData.EXTENDED, Optional.of(new byte[13]))),
            DerWriter.encode(new KerbErrorData(KerbErrorData.SKEW_RECOVERY, Optional.of(extError(0xC0000234)))),
            DerWriter.encode(new KerbErrorData(KerbErrorData.EXTENDED, Optional.empty())),
            DerWriter.encode(MethodData.of(new PaData(PaType.PA_ENC_TIMESTAMP, extError(0xC0000234)))),
            {0x30, 3, 1, 2, 3},
            {}
        }) {
            var failure = denied(ErrorCode.KDC_ERR_CLIENT_REVOKED, Optional.empty(), Optional.of(other));
            assertEquals(Optional.of(NtStatus.STATUS_ACCOUNT_DISABLED), failure.subStatus());
            assertFalse(failure.getMessage().contains(" with "), failure.getMessage());
        }
    }

    @Test
    void mitKrb5TellsALockedAccountInItsWords() {
        assertEquals(
                Optional.of(NtStatus.STATUS_ACCOUNT_LOCKED_OUT),
                denied(ErrorCode.KDC_ERR_CLIENT_REVOKED, Optional.of("LOCKED_OUT"), Optional.empty()).subStatus());
    }

    /** What Samba 4.17.12 sends along, of the realm LAB.EXAMPLE and its user locked. */
    @Test
    void sambaOffersALockedAccountItsMethodsWithoutAStatus() {
        byte[] eData = HexFormat.of().parseHex("3031302FA103020113A228042630243022A003020112A1131B114C41422E4558414D504C45"
                + "6C6F636B6564A206040400001000");
        assertEquals(
                Optional.of(NtStatus.STATUS_ACCOUNT_LOCKED_OUT),
                denied(ErrorCode.KDC_ERR_CLIENT_REVOKED, Optional.empty(), Optional.of(eData)).subStatus());
    }

    @Test
    void aReplyThatThePasswordDoesNotOpenIsAWrongPassword() {
        client.kdc.withoutPreauthentication();
        var failure = refusal(SEC_E_LOGON_DENIED, () -> client.logon(Client.password("wrong")));
        assertEquals(Optional.of(NtStatus.STATUS_WRONG_PASSWORD), failure.subStatus());
    }

    @Test
    void aRefusalThatIsNotAboutTheAccountHasNone() {
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN, Optional.empty(), Optional.of(errorData(0xC0000234)))));
        var failure = refusal(SEC_E_TARGET_UNKNOWN, () -> client.logon(Client.password("secret")));
        assertEquals(Optional.empty(), failure.subStatus());
    }

    @Test
    void aTokenForThePeerKeepsIt() {
        var failure = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "no")
                .withSubStatus(NtStatus.STATUS_ACCOUNT_EXPIRED)
                .withToken(new byte[] {1})
                .withSubStatus(NtStatus.STATUS_ACCOUNT_DISABLED);
        assertEquals(Optional.of(NtStatus.STATUS_ACCOUNT_DISABLED), failure.subStatus());
        assertEquals(1, failure.token().length);
        assertEquals("SEC_E_LOGON_DENIED: no", failure.getMessage());
        assertEquals(Optional.of(NtStatus.STATUS_ACCOUNT_LOCKED_OUT), NtStatus.of(0xC0000234));
        assertEquals(Optional.empty(), NtStatus.of(0));
    }
}
