package org.sspi4j.jaas;

import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.OPTIONAL;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.REQUIRED;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.REQUISITE;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.SUFFICIENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.jaas.Logins.ours;
import static org.sspi4j.jaas.Logins.required;
import static org.sspi4j.jaas.Logins.says;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredHandle;
import org.sspi4j.jaas.scripted.ScriptedPackage;

/** useFirstPass, tryFirstPass, storePass and clearPass: the password that the modules of a LoginContext share. */
class SharedStateTest {
    private static final String NAME = "javax.security.auth.login.name";
    private static final String PASSWORD = "javax.security.auth.login.password";

    private final Map<String, Object> state = new HashMap<>();
    private final Subject subject = new Subject();
    private int asked;

    @TempDir
    Path dir;

    @AfterEach
    void nothingStaysOpen() {
        subject.getPrivateCredentials(CredHandle.class).forEach(CredHandle::close);
        assertEquals(List.of(), ScriptedPackage.open());
    }

    @Nested
    @DisplayName("useFirstPass")
    class UseFirstPass {
        @Test
        void takesNameAndPasswordAndAsksNobody() throws Exception {
            shared("alice", "secret");
            committed(module("useFirstPass", "true"));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
            assertEquals(0, asked);
            assertArrayEquals("secret".toCharArray(), (char[]) state.get(PASSWORD));
        }

        @Test
        void reportsAWrongPasswordAndAsksNobody() {
            shared("alice", "wrong");
            assertThrows(FailedLoginException.class, module("useFirstPass", "true")::login);
            assertEquals(0, asked);
        }

        @Test
        void leavesTheNameToTheOptions() throws Exception {
            shared("mallory", "secret");
            committed(module("useFirstPass", "true", "principal", "alice"));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        }

        @Test
        void comesAfterAKeytabOfTheSharedName() throws Exception {
            shared("alice", "wrong");
            var keytab = Files.write(dir.resolve("keytab"), List.of("alice"));
            committed(module("useFirstPass", "true", "useKeyTab", "true", "keyTab", keytab.toString()));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        }

        @Test
        void saysWhatIsMissing() {
            var nothing = assertThrows(CredentialNotFoundException.class, module("useFirstPass", "true")::login);
            assertTrue(nothing.getMessage().contains("user name: set principal"), nothing.getMessage());
            var noPassword = assertThrows(
                    CredentialNotFoundException.class, module("useFirstPass", "true", "principal", "alice")::login);
            assertTrue(noPassword.getMessage().contains("storePass=true"), noPassword.getMessage());
        }

        @Test
        void takesWhatContainersShare() throws Exception {
            state.put(NAME, (Principal) () -> "alice");
            state.put(PASSWORD, "secret");
            committed(module("useFirstPass", "true"));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        }

        @Test
        void refusesAPasswordOfAnotherTypeWithoutShowingIt() {
            state.put(NAME, "alice");
            state.put(PASSWORD, new StringBuilder("secret"));
            var failure = assertThrows(LoginException.class, module("useFirstPass", "true")::login);
            assertTrue(failure.getMessage().contains("java.lang.StringBuilder"), failure.getMessage());
            assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
        }
    }

    @Nested
    @DisplayName("tryFirstPass")
    class TryFirstPass {
        @Test
        void asksForNameAndPasswordIfTheSharedOnesAreWrong() throws Exception {
            shared("mallory", "wrong");
            committed(module("tryFirstPass", "true"));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
            assertEquals(2, asked);
        }

        @Test
        void asksIfThereAreNone() throws Exception {
            committed(module("tryFirstPass", "true"));
            assertEquals(2, asked);
        }

        @Test
        void asksNobodyIfTheyAreRight() throws Exception {
            shared("bob", "secret");
            committed(module("tryFirstPass", "true"));
            assertEquals(0, asked);
        }

        @Test
        void failsIfNobodyMayBeAsked() {
            shared("alice", "wrong");
            assertThrows(FailedLoginException.class, module("tryFirstPass", "true", "doNotPrompt", "true")::login);
        }
    }

    @Nested
    @DisplayName("storePass")
    class StorePass {
        @Test
        void sharesWhatSomebodyWasAskedFor() throws Exception {
            committed(module("storePass", "true"));
            assertEquals("alice", state.get(NAME));
            assertArrayEquals("secret".toCharArray(), (char[]) state.get(PASSWORD));
        }

        @Test
        void sharesTheConfiguredName() throws Exception {
            committed(module("storePass", "true", "principal", "bob"));
            assertEquals("bob", state.get(NAME));
        }

        @ParameterizedTest
        @ValueSource(strings = {NAME, PASSWORD})
        void leavesWhatIsShared(String key) throws Exception {
            state.put(key, "before");
            committed(module("storePass", "true"));
            assertEquals(Map.of(key, "before"), state);
        }

        @Test
        void isNotForPasswordsThatFailed() {
            assertThrows(FailedLoginException.class, module(says("alice", "wrong"), "storePass", "true")::login);
            assertEquals(Map.of(), state);
        }

        @Test
        void isNotForALoginWithoutTheServicesThatItNeeds() {
            assertThrows(LoginException.class, module("storePass", "true", "services", "nobody")::login);
            assertEquals(Map.of(), state);
        }

        @Test
        void isNotForPasswordsThatNobodyWasAskedFor() throws Exception {
            var keytab = Files.write(dir.resolve("keytab"), List.of("alice"));
            committed(module("storePass", "true", "useKeyTab", "true", "keyTab", keytab.toString(), "principal", "alice"));
            assertEquals(Map.of(), state);
        }

        @Test
        void isTakenBackAndWipedByAbort() throws Exception {
            var module = module("storePass", "true");
            module.login();
            var password = (char[]) state.get(PASSWORD);
            module.abort();
            assertEquals(Map.of(), state);
            assertArrayEquals(new char[6], password);
        }

        @Test
        void isTakenBackAndWipedByLogout() throws Exception {
            var module = committed(module("storePass", "true"));
            var password = (char[]) state.get(PASSWORD);
            module.logout();
            assertEquals(Map.of(), state);
            assertArrayEquals(new char[6], password);
        }

        @Test
        void takesBackNobodyElses() throws Exception {
            var module = committed(module("storePass", "true"));
            shared("bob", "other");
            var others = state.get(PASSWORD);
            module.logout();
            assertSame(others, state.get(PASSWORD));
            assertArrayEquals("other".toCharArray(), (char[]) others);
        }
    }

    @Nested
    @DisplayName("clearPass")
    class ClearPass {
        @Test
        void wipesAtCommitWhoeverStoredIt() throws Exception {
            shared("alice", "secret");
            var password = (char[]) state.get(PASSWORD);
            var module = module("useFirstPass", "true", "clearPass", "true");
            module.login();
            assertEquals(2, state.size());
            module.commit();
            assertEquals(Map.of(), state);
            assertArrayEquals(new char[6], password);
        }

        @Test
        void wipesAtAbort() throws Exception {
            shared("alice", "wrong");
            var password = (char[]) state.get(PASSWORD);
            var module = module("useFirstPass", "true", "clearPass", "true");
            assertThrows(FailedLoginException.class, module::login);
            module.abort();
            assertArrayEquals(new char[5], password);
            assertEquals(Map.of(), state);
        }

        @Test
        void wipesWhatItsOwnModuleStored() throws Exception {
            var module = module("storePass", "true", "clearPass", "true");
            module.login();
            var password = (char[]) state.get(PASSWORD);
            module.commit();
            assertEquals(Map.of(), state);
            assertArrayEquals(new char[6], password);
        }
    }

    @Nested
    @DisplayName("stacks")
    class Stacks {
        @Test
        void askOncePerLogin() throws Exception {
            var login = context(required("storePass", "true"), required("useFirstPass", "true", "clearPass", "true"),
                    required("useFirstPass", "true"));
            login.login();
            assertEquals(2, asked);
            assertEquals(3, handles());
            login.login();
            assertEquals(4, asked);
            assertEquals(3, handles());
            login.logout();
            login.logout();
            assertEquals(0, handles());
        }

        @Test
        void aRequisiteThatFailsAsksNobodyAfterIt() {
            var login = context(ours(REQUISITE, "principal", "locked"), required());
            assertThrows(AccountLockedException.class, login::login);
            assertEquals(1, asked);
        }

        @Test
        void aRequiredThatFailsLetsTheOthersRunAndFails() {
            var login = context(ours(REQUIRED, "principal", "locked"), required());
            assertThrows(AccountLockedException.class, login::login);
            assertEquals(3, asked);
            assertEquals(0, handles());
        }

        @Test
        void anOptionalThatIsAloneAndFailsFailsTheLogin() {
            var login = context(ours(OPTIONAL, "principal", "stale"));
            assertThrows(CredentialExpiredException.class, login::login);
        }

        @Test
        void aSufficientKeytabSparesThePrompt() throws Exception {
            var keytab = Files.write(dir.resolve("keytab"), List.of("alice"));
            var login = context(
                    ours(SUFFICIENT, "useKeyTab", "true", "keyTab", keytab.toString(), "principal", "alice", "doNotPrompt",
                            "true"),
                    required());
            login.login();
            assertEquals(0, asked);
            login.logout();
        }

        private LoginContext context(AppConfigurationEntry... entries) {
            return assertDoesNotThrow(() -> Logins.context(subject, asking("alice", "secret"), entries));
        }
    }

    private int handles() {
        return subject.getPrivateCredentials(CredHandle.class).size();
    }

    private void shared(String name, String password) {
        state.put(NAME, name);
        state.put(PASSWORD, password.toCharArray());
    }

    private SspiLoginModule module(String... namesAndValues) {
        return module(asking("alice", "secret"), namesAndValues);
    }

    private SspiLoginModule module(CallbackHandler handler, String... namesAndValues) {
        var module = new SspiLoginModule();
        module.initialize(subject, handler, state, Logins.options(namesAndValues));
        return module;
    }

    private CallbackHandler asking(String name, String password) {
        return callbacks -> {
            asked += callbacks.length;
            says(name, password).handle(callbacks);
        };
    }

    private static SspiLoginModule committed(SspiLoginModule module) throws LoginException {
        assertTrue(module.login());
        assertTrue(module.commit());
        return module;
    }
}
