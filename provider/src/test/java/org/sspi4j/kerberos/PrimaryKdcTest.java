package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.kerberos.Client.now;
import static org.sspi4j.kerberos.Client.password;
import static org.sspi4j.kerberos.Client.refusal;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;

@DisplayName("krb5.conf(5) primary_kdc: another KDC may not know the new password yet")
class PrimaryKdcTest {
    private final Client client = new Client();
    private final ScriptedKdc primary = new ScriptedKdc(client.facilities);

    private void refuses(ScriptedKdc kdc, int code) {
        kdc.script(request -> Optional.of(kdc.error(code, now(), Optional.empty(), Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(ints = {
        ErrorCode.KDC_ERR_PREAUTH_FAILED, ErrorCode.KDC_ERR_KEY_EXPIRED, ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN,
        ErrorCode.KDC_ERR_CLIENT_REVOKED
    })
    void isAskedWhatAnOlderDatabaseMayGetWrong(int code) throws Exception {
        refuses(client.kdc, code);
        client.kdc.primary(primary);
        assertEquals(ScriptedKdc.ALICE, client.logon(password("secret")).client());
        assertEquals(1, client.kdc.requests().size());
        assertEquals(2, primary.requests().size(), "once how the password becomes a key, once with it");
        assertTrue(client.facilities.noted().toString().contains("the primary KDC is asked"), client.facilities.noted()::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {ErrorCode.KDC_ERR_POLICY, ErrorCode.KDC_ERR_ETYPE_NOSUPP, ErrorCode.KRB_ERR_GENERIC,
            ErrorCode.KDC_ERR_NEVER_VALID})
    void isNotAskedAnythingElse(int code) {
        refuses(client.kdc, code);
        client.kdc.primary(primary);
        assertThrows(SspiException.class, () -> client.logon(password("secret")));
        assertEquals(List.of(), primary.requests());
    }

    @Test
    void whatItRefusesIsRefusedAndItIsAskedOnce() {
        refuses(client.kdc, ErrorCode.KDC_ERR_PREAUTH_FAILED);
        client.kdc.primary(primary);
        refuses(primary, ErrorCode.KDC_ERR_KEY_EXPIRED);
        refusal(KerberosStatus.of(ErrorCode.KDC_ERR_KEY_EXPIRED), () -> client.logon(password("secret")));
        assertEquals(1, primary.requests().size());
    }

    @Test
    void withoutOneTheRefusalStands() {
        refuses(client.kdc, ErrorCode.KDC_ERR_PREAUTH_FAILED);
        var refusal = refusal(SEC_E_LOGON_DENIED, () -> client.logon(password("secret")));
        assertTrue(refusal.getMessage().contains("KDC_ERR_PREAUTH_FAILED"), refusal.getMessage());
        assertEquals(1, client.kdc.requests().size());
    }
}
