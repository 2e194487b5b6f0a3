package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;

@DisplayName("RFC 4120 7.5.9 Error codes")
class KerberosStatusTest {
    private final Client client = new Client();

    @ParameterizedTest
    @CsvSource(textBlock = """
            KDC_ERR_NAME_EXP, SEC_E_LOGON_DENIED, expired
            KDC_ERR_SERVICE_EXP, SEC_E_TARGET_UNKNOWN, service's account
            KDC_ERR_BAD_PVNO, SEC_E_KDC_INVALID_REQUEST, ''
            KDC_ERR_C_PRINCIPAL_UNKNOWN, SEC_E_LOGON_DENIED, no such user
            KDC_ERR_S_PRINCIPAL_UNKNOWN, SEC_E_TARGET_UNKNOWN, no such service
            KDC_ERR_PRINCIPAL_NOT_UNIQUE, SEC_E_TOO_MANY_PRINCIPALS, register
            KDC_ERR_NULL_KEY, SEC_E_LOGON_DENIED, password
            KDC_ERR_NEVER_VALID, SEC_E_TIME_SKEW, clock
            KDC_ERR_POLICY, SEC_E_LOGON_DENIED, administrator
            KDC_ERR_BADOPTION, SEC_E_KDC_INVALID_REQUEST, ''
            KDC_ERR_ETYPE_NOSUPP, SEC_E_KDC_UNKNOWN_ETYPE, encryption type
            KDC_ERR_PADATA_TYPE_NOSUPP, SEC_E_UNSUPPORTED_PREAUTH, pre-authentication
            KDC_ERR_CLIENT_REVOKED, SEC_E_LOGON_DENIED, disabled
            KDC_ERR_SERVICE_REVOKED, SEC_E_TARGET_UNKNOWN, disabled
            KDC_ERR_TGT_REVOKED, SEC_E_LOGON_DENIED, log on again
            KDC_ERR_CLIENT_NOTYET, SEC_E_LOGON_DENIED, not valid yet
            KDC_ERR_KEY_EXPIRED, SEC_E_LOGON_DENIED, must be changed
            KDC_ERR_PREAUTH_FAILED, SEC_E_LOGON_DENIED, wrong
            KDC_ERR_MUST_USE_USER2USER, SEC_E_NO_TGT_REPLY, user-to-user
            KDC_ERR_PATH_NOT_ACCEPTED, SEC_E_KDC_UNABLE_TO_REFER, ''
            KDC_ERR_SVC_UNAVAILABLE, SEC_E_NO_AUTHENTICATING_AUTHORITY, later
            KDC_ERR_WRONG_REALM, SEC_E_NO_AUTHENTICATING_AUTHORITY, another realm
            KRB_AP_ERR_BAD_INTEGRITY, SEC_E_MESSAGE_ALTERED, ''
            KRB_AP_ERR_TKT_EXPIRED, SEC_E_CONTEXT_EXPIRED, clock
            KRB_AP_ERR_TKT_NYV, SEC_E_TIME_SKEW, clock
            KRB_AP_ERR_REPEAT, SEC_E_OUT_OF_SEQUENCE, ''
            KRB_AP_ERR_NOT_US, SEC_E_WRONG_PRINCIPAL, ''
            KRB_AP_ERR_BADMATCH, SEC_E_WRONG_PRINCIPAL, ''
            KRB_AP_ERR_SKEW, SEC_E_TIME_SKEW, time service
            KRB_AP_ERR_MSG_TYPE, SEC_E_INVALID_TOKEN, ''
            KRB_AP_ERR_MODIFIED, SEC_E_WRONG_PRINCIPAL, another account
            KRB_AP_ERR_BADKEYVER, SEC_E_WRONG_PRINCIPAL, export
            KRB_ERR_RESPONSE_TOO_BIG, SEC_E_NO_AUTHENTICATING_AUTHORITY, ''
            KRB_ERR_GENERIC, SEC_E_INTERNAL_ERROR, log
            """)
    void aRefusalHasAStatusAndARemedy(String code, SecurityStatus status, String remedy) throws Exception {
        int number = ErrorCode.class.getField(code).getInt(null);
        client.kdc.script(request -> Optional.of(client.kdc.error(number)));
        says(
                refusal(status, () -> client.logon(Client.password("secret"))),
                code, "The KDC of EXAMPLE.COM", "the logon of alice@EXAMPLE.COM", remedy);
    }

    static Stream<Arguments> codes() {
        return Arrays.stream(ErrorCode.class.getFields()).map(field -> arguments(field.getName(), number(field)));
    }

    private static int number(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codes")
    void noErrorEverBecomesATicket(String name, int code) throws Exception {
        var credential = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
        client.ticket(credential, ScriptedKdc.WEB);
        client.kdc.script(request -> Optional.of(client.kdc.error(code)));
        refusal(KerberosStatus.of(code), () -> client.ticket(credential, ScriptedKdc.principal("cifs/f.example.com@EXAMPLE.COM")));
        assertTrue(KerberosStatus.of(code).isError());
    }

    @Test
    void aCodeThatNobodyKnowsIsAnInternalErrorWithItsNumber() {
        client.kdc.script(request -> Optional.of(client.kdc.error(4711)));
        says(refusal(SecurityStatus.SEC_E_INTERNAL_ERROR, () -> client.logon(Client.password("secret"))), "4711");
    }

    @Test
    void theKdcsWordsAreQuotedWithoutLineBreaksAndNotForever() {
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KDC_ERR_POLICY, Optional.of("go\naway" + "!".repeat(30000)), Optional.empty())));
        var failure = refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> client.logon(Client.password("secret")));
        says(failure, "\"go?away!!");
        assertTrue(failure.getMessage().length() < 500);
    }

    @Test
    void anErrorTellsTheServiceThatWasAskedFor() {
        client.kdc.script(request -> request instanceof org.sspi4j.kerberos.message.TgsReq
                ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN))
                : Optional.empty());
        var credential = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
        says(
                refusal(SecurityStatus.SEC_E_TARGET_UNKNOWN, () -> client.ticket(credential, ScriptedKdc.WEB)),
                "HTTP/web.example.com@EXAMPLE.COM", "registered");
    }

    @Test
    void everyStatusOfTheTableIsAnError() {
        for (int code = 0; code < 100; code++) {
            assertTrue(KerberosStatus.of(code).isError());
        }
        assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, KerberosStatus.of(0));
    }
}
