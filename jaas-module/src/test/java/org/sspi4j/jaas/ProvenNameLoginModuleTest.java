package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.TextInputCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenNameLoginModuleTest {
    private static final KerberosPrincipal ALICE = new KerberosPrincipal("alice@EXAMPLE.COM");

    private final Subject subject = new Subject();

    /** Answers as JAASRealm does: to a name, and to texts by their prompts. */
    private static CallbackHandler realm(String user, String authMethod) {
        return callbacks -> {
            for (var callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof TextInputCallback text && text.getPrompt().equals("authMethod")) {
                    text.setText(authMethod);
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }

    private LoginContext login(CallbackHandler handler) throws LoginException {
        var entry = new AppConfigurationEntry(
                ProvenNameLoginModule.class.getName(), LoginModuleControlFlag.SUFFICIENT, Map.of());
        var login = Logins.context(subject, handler, entry);
        login.login();
        return login;
    }

    @Test
    void whomTheServerHasProvenIsInTheSubjectUntilLogout() throws Exception {
        var login = login(realm("alice@EXAMPLE.COM", "CLIENT_CERT"));
        assertEquals(Set.of(ALICE), subject.getPrincipals());
        assertEquals(Set.of(), subject.getPrivateCredentials());
        login.logout();
        assertEquals(Set.of(), subject.getPrincipals());
    }

    @Test
    void whoWasThereBeforeStays() throws Exception {
        subject.getPrincipals().add(ALICE);
        login(realm("alice@EXAMPLE.COM", "CLIENT_CERT")).logout();
        assertEquals(Set.of(ALICE), subject.getPrincipals());
    }

    /** With no other module behind it, LoginContext refuses whom it passes on. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"BASIC", "DIGEST", "FORM", "client_cert", ""})
    void whomNobodyHasProvenIsLeftToTheNextModule(String authMethod) {
        assertThrows(LoginException.class, () -> login(realm("alice@EXAMPLE.COM", authMethod)));
        assertEquals(Set.of(), subject.getPrincipals());
    }

    @Test
    void aHandlerThatKnowsNothingOfIt() {
        assertThrows(LoginException.class, () -> login(callbacks -> {
            throw new UnsupportedCallbackException(callbacks[0]);
        }));
        assertThrows(LoginException.class, () -> login(null));
        assertEquals(Set.of(), subject.getPrincipals());
    }

    @Test
    void aHandlerThatFails() {
        var failure = assertThrows(LoginException.class, () -> login(callbacks -> {
            throw new IOException("gone");
        }));
        assertTrue(failure.getMessage().contains("gone"), failure.getMessage());
    }

    @Test
    void theNextModuleAsksForAPassword() throws Exception {
        var first = new AppConfigurationEntry(
                ProvenNameLoginModule.class.getName(), LoginModuleControlFlag.SUFFICIENT, Map.of());
        var asked = new boolean[1];
        CallbackHandler handler = callbacks -> {
            if (callbacks[0] instanceof TextInputCallback text) {
                text.setText(null);
            } else {
                asked[0] = true;
                Logins.says("alice", "secret").handle(callbacks);
            }
        };
        var login = Logins.context(subject, handler, first, Logins.required());
        login.login();
        assertTrue(asked[0]);
        login.logout();
    }

    @Test
    void aNameWithoutItsRealmIsNobodys() {
        for (var name : new String[] {"alice", "alice\\@EXAMPLE.COM"}) {
            var failure = assertThrows(LoginException.class, () -> login(realm(name, "CLIENT_CERT")));
            assertTrue(failure.getMessage().contains("stripRealmForGss=\"false\""), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "alice@"})
    void whatIsNoNameIsNobodys(String name) {
        assertThrows(LoginException.class, () -> login(realm(name, "CLIENT_CERT")));
        assertEquals(Set.of(), subject.getPrincipals());
    }

    @Test
    void aSubjectThatCannotBeChanged() {
        subject.setReadOnly();
        assertThrows(LoginException.class, () -> login(realm("alice@EXAMPLE.COM", "CLIENT_CERT")));
    }

    @Test
    void asksForNothingMore() throws Exception {
        login(callbacks -> {
            for (Callback callback : callbacks) {
                assertTrue(callback instanceof NameCallback || callback instanceof TextInputCallback, callback::toString);
            }
            realm("alice@EXAMPLE.COM", "CLIENT_CERT").handle(callbacks);
        });
    }
}
