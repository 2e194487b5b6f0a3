package org.sspi4j.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

class CallbackAccountsTest {
    private final Map<String, String> passwords =
            Map.of("alice", "secret", "EXAMPLE\\bob", "hidden", "empty", "", "erin@example.com", "known");
    private final List<String> asked = new ArrayList<>();

    private Optional<StoredAccount> found(CallbackHandler handler, String domain, String user) throws Exception {
        return new CallbackAccounts(handler).find(domain, user).toCompletableFuture().get();
    }

    private CallbackHandler handler() {
        return callbacks -> {
            var name = ((NameCallback) callbacks[0]).getDefaultName();
            asked.add(name);
            var password = passwords.get(name);
            ((PasswordCallback) callbacks[1]).setPassword(password == null ? null : password.toCharArray());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "'', alice, alice, secret",
        "EXAMPLE, bob, EXAMPLE\\bob, hidden",
        "'', erin@example.com, erin@example.com, known",
    })
    void theHandlerTellsThePassword(String domain, String user, String told, String password) throws Exception {
        var account = found(handler(), domain, user).orElseThrow();
        assertEquals(told, account.userName());
        assertEquals(AccountSecret.Kind.PASSWORD, account.secret().kind());
        assertEquals(password, account.secret().secret().useUtf8(bytes -> new String(bytes)));
    }

    @ParameterizedTest
    @CsvSource({"'', bob", "EXAMPLE, alice", "'', empty", "'', nobody"})
    void whoHasNoPasswordIsNobody(String domain, String user) throws Exception {
        assertEquals(Optional.empty(), found(handler(), domain, user));
    }

    /** CVE-2020-25717: EXAMPLE\bob is a name of two parts, and no other two are it. */
    @ParameterizedTest
    @CsvSource({"'', EXAMPLE\\bob", "EXAMPLE\\, bob", "EXAMPLE\\bob, x"})
    void aBackslashInAPartIsAskedOfNobody(String domain, String user) throws Exception {
        assertEquals(Optional.empty(), found(handler(), domain, user));
        assertEquals(List.of(), asked);
    }

    @Test
    void theHandlerMayNameTheAccount() throws Exception {
        var account = found(
                        callbacks -> {
                            ((NameCallback) callbacks[0]).setName("Alice of Example");
                            ((PasswordCallback) callbacks[1]).setPassword("secret".toCharArray());
                        },
                        "",
                        "alice")
                .orElseThrow();
        assertEquals("Alice of Example", account.userName());
    }

    @Test
    void aHandlerThatFailsLetsNobodyIn() {
        CallbackHandler unsupported = callbacks -> {
            throw new UnsupportedCallbackException(callbacks[1]);
        };
        CallbackHandler broken = callbacks -> {
            throw new IOException("no vault");
        };
        for (var handler : List.of(unsupported, broken)) {
            var failure = assertThrows(SspiException.class, () -> new CallbackAccounts(handler).find("", "alice"));
            assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
            assertTrue(failure.getMessage().contains("Nobody is let in"), failure.getMessage());
        }
    }
}
