package org.sspi4j.jaas;

import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.OPTIONAL;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.REQUIRED;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.SUFFICIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.jaas.Logins.context;
import static org.sspi4j.jaas.Logins.other;
import static org.sspi4j.jaas.Logins.ours;
import static org.sspi4j.jaas.Logins.required;
import static org.sspi4j.jaas.Logins.says;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.URIParameter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.AccountExpiredException;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.CredentialExpiredException;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.jaas.scripted.ScriptedPackage;

class SspiLoginModuleTest {
    @TempDir
    Path dir;

    private final Subject subject = new Subject();

    @BeforeEach
    void nothingIsOpenYet() {
        assertEquals(List.of(), ScriptedPackage.open());
    }

    @AfterEach
    void nothingStaysOpen() throws Exception {
        for (var credential : subject.getPrivateCredentials(CredHandle.class)) {
            credential.close();
        }
        assertEquals(List.of(), ScriptedPackage.open());
    }

    @Nested
    @DisplayName("login")
    class Login {
        @Test
        void asksForNameAndPassword() throws Exception {
            login(says("alice", "secret"), required());
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void asksForThePasswordOnlyIfThePrincipalIsConfigured() throws Exception {
            login(says("mallory", "secret"), required("principal", "alice"));
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void changesNothingInTheSubject() throws Exception {
            var module = module(says("alice", "secret"), Map.of("package", "Scripted"));
            assertTrue(module.login());
            assertTrue(subject.getPrincipals().isEmpty() && subject.getPrivateCredentials().isEmpty());
            assertTrue(module.abort());
        }

        @Test
        void logsAnInitiatorOn() throws Exception {
            int before = ScriptedPackage.logons;
            login(says("alice", "secret"), required());
            assertEquals(before + 1, ScriptedPackage.logons);
        }

        @Test
        void doesNotLogAnAcceptorOn() throws Exception {
            int before = ScriptedPackage.logons;
            login(says("alice", "secret"), required("isInitiator", "false", "storeKey", "true"));
            assertEquals(before, ScriptedPackage.logons);
            assertEquals(CredentialUse.INBOUND, credential().use());
        }

        @Test
        void takesTheKeysOfOnePrincipalFromAKeytab() throws Exception {
            login(neverAsked(), required("useKeyTab", "true", "keyTab", file("web", "bob"), "principal", "web"));
            assertEquals("web@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void takesTheTicketsOfACache() throws Exception {
            login(neverAsked(), required("useTicketCache", "true", "ticketCache", file("alice"), "doNotPrompt", "true"));
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @ParameterizedTest
        @CsvSource({"alice", "alice@SCRIPTED.TEST"})
        void takesTheTicketsOfACacheIfTheyAreThePrincipals(String principal) throws Exception {
            login(neverAsked(), required(
                    "useTicketCache", "true", "ticketCache", file("alice"), "principal", principal, "realm", "SCRIPTED.TEST", "kdc",
                    "127.0.0.1"));
            assertEquals(1, subject.getPrivateCredentials(CredHandle.class).size());
        }

        @ParameterizedTest
        @CsvSource({"old, true, [old]", "old, false, []", "old but refused, true, [old but refused]", "alice, true, []"})
        void hasOldTicketsRenewedIfToldSo(String owner, String renewTgt, String renewed) throws Exception {
            ScriptedPackage.RENEWED.clear();
            login(neverAsked(), required("useTicketCache", "true", "ticketCache", file(owner), "renewTGT", renewTgt));
            assertEquals(renewed, ScriptedPackage.RENEWED.toString());
            assertEquals(owner + "@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void passesBySomebodyElsesCache() throws Exception {
            login(neverAsked(), required("useTicketCache", "true", "ticketCache", file("bob"), "useKeyTab", "true", "keyTab",
                    file("alice"), "principal", "alice"));
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
            assertEquals(1, ScriptedPackage.open().size());
        }

        @Test
        void passesByACacheThatHasEnded() throws Exception {
            login(says("ignored", "secret"), required("useTicketCache", "true", "ticketCache", file("ended"), "principal", "alice"));
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
            assertEquals(1, ScriptedPackage.open().size());
        }

        @Test
        void passesOnFromCacheToKeytabToPassword() throws Exception {
            login(says("ignored", "secret"), required("useTicketCache", "true", "ticketCache", "/no/cache", "useKeyTab", "true",
                    "keyTab", "/no/keytab", "principal", "alice"));
            assertEquals("alice@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void asksForTheNameOnce() throws Exception {
            var asked = new int[1];
            CallbackHandler handler = callbacks -> {
                asked[0]++;
                says("alice", "secret").handle(callbacks);
            };
            login(handler, required("useKeyTab", "true", "keyTab", "/no/keytab"));
            assertEquals(2, asked[0]);
        }

        @Test
        void acceptsAsAnyPrincipalOfAKeytab() throws Exception {
            login(neverAsked(), required("isInitiator", "false", "storeKey", "true", "useKeyTab", "true", "keyTab",
                    file("web", "ldap"), "principal", "*"));
            assertTrue(credential().name().isEmpty());
            assertEquals(Set.of(), subject.getPrincipals());
            assertFalse(subject.getPrivateCredentials(KeyTab.class).iterator().next().isBound());
        }

        @Test
        void replacesAnEarlierOne() throws Exception {
            var login = login(says("alice", "secret"), required());
            var first = credential();
            login.login();
            assertFalse(subject.getPrivateCredentials().contains(first));
            assertEquals(1, subject.getPrivateCredentials(CredHandle.class).size());
            assertEquals(1, ScriptedPackage.open().size());
            login.logout();
            assertTrue(subject.getPrincipals().isEmpty());
        }
    }

    @Nested
    @DisplayName("failures of login")
    class Failures {
        @Test
        void aWrongPasswordNamesTheStatusAndTheSentence() throws Exception {
            var failure = fails(FailedLoginException.class, says("alice", "Secret"));
            assertTrue(failure.getMessage().startsWith("SEC_E_LOGON_DENIED: "), failure.getMessage());
            assertTrue(failure.getMessage().contains("The KDC of SCRIPTED.TEST answers"), failure.getMessage());
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, ((SspiException) failure.getCause()).status());
        }

        @Test
        void anEndedTicketIsAnExpiredCredential() throws Exception {
            fails(CredentialExpiredException.class, neverAsked(), "useTicketCache", "true", "ticketCache", file("ended"),
                    "doNotPrompt", "true");
        }

        @Test
        void anExpiredPasswordIsAnExpiredCredential() throws Exception {
            fails(CredentialExpiredException.class, says("old-fashioned", "secret"));
            fails(CredentialExpiredException.class, neverAsked(), "useKeyTab", "true", "keyTab", file("stale"), "principal", "stale");
        }

        @Test
        void anExpiredPasswordIsChangedByWhoeverIsAsked() throws Exception {
            login(answers("secret", "fresh", "fresh"), required("principal", "stale"));
            assertEquals("stale@SCRIPTED.TEST", credential().name().orElseThrow());
        }

        @Test
        void theNewPasswordIsTheOneThatIsShared() throws Exception {
            login(answers("secret", "fresh", "fresh"), required("principal", "stale", "storePass", "true"),
                    required("principal", "stale", "useFirstPass", "true"));
            assertEquals(2, subject.getPrivateCredentials(CredHandle.class).size());
        }

        @Test
        void newPasswordsThatDifferChangeNothing() throws Exception {
            var failure = fails(LoginException.class, answers("secret", "fresh", "flesh"), "principal", "stale");
            assertTrue(failure.getMessage().contains("differ"), failure.getMessage());
        }

        @Test
        void aNewPasswordThatThePolicyRefusesIsToldInItsWords() throws Exception {
            var failure = fails(FailedLoginException.class, answers("secret", "new", "new"), "principal", "stale");
            assertTrue(failure.getMessage().contains("too short, says SCRIPTED.TEST"), failure.getMessage());
        }

        @Test
        void anExpiredAccountIsAnExpiredAccount() throws Exception {
            fails(AccountExpiredException.class, says("gone", "secret"));
        }

        @Test
        void aRevokedAccountIsALockedAccount() throws Exception {
            fails(AccountLockedException.class, says("locked", "secret"));
        }

        @Test
        void noKdcIsNoFaultOfThePassword() throws Exception {
            var failure = fails(LoginException.class, says("nokdc", "secret"));
            assertSame(LoginException.class, failure.getClass());
            assertTrue(failure.getMessage().contains("SEC_E_NO_AUTHENTICATING_AUTHORITY"), failure.getMessage());
        }

        @Test
        void anUnknownPackageIsNamedWithThoseThatAreThere() throws Exception {
            var failure = fails(LoginException.class, says("alice", "secret"), "package", "Scribbled");
            assertTrue(failure.getMessage().contains("Scribbled") && failure.getMessage().contains("Scripted"));
        }

        @Test
        void whenNobodyMayBeAskedAllThatWasTriedIsTold() throws Exception {
            var failure = fails(CredentialNotFoundException.class, neverAsked(), "useTicketCache", "true", "ticketCache",
                    "/no/cache", "useKeyTab", "true", "keyTab", "/no/keytab", "principal", "alice", "doNotPrompt", "true");
            assertTrue(failure.getMessage().contains("/no/cache"), failure.getMessage());
            assertTrue(failure.getMessage().contains("/no/keytab"), failure.getMessage());
            assertEquals(1, failure.getSuppressed().length);
        }

        @Test
        void wrongKeysAreNoReasonToAskForAPassword() throws Exception {
            fails(CredentialExpiredException.class, neverAsked(), "useKeyTab", "true", "keyTab", file("stale"), "principal", "stale");
        }

        @Test
        void withoutAPrincipalAKeytabNeedsSomebodyToAsk() throws Exception {
            var failure = fails(LoginException.class, neverAsked(), "useKeyTab", "true", "keyTab", file("alice"), "doNotPrompt",
                    "true");
            assertTrue(failure.getMessage().contains("set principal"), failure.getMessage());
        }

        @Test
        void anOptionThatDoesNotExistIsNamedBesideTheFailure() throws Exception {
            var failure = fails(FailedLoginException.class, says("alice", "wrong"), "Principal", "alice");
            assertEquals(
                    "SspiLoginModule has no option Principal: did you mean principal?",
                    failure.getSuppressed()[0].getMessage());
        }

        @Test
        void aWrongOptionFailsTheLoginAndNotTheConstruction() throws Exception {
            var login = context(subject, says("alice", "secret"), required("useKeyTab", "si"));
            assertThrows(LoginException.class, login::login);
        }
    }

    @Nested
    @DisplayName("services")
    class Services {
        @Test
        void haveTicketsWhenTheLoginIsOver() throws Exception {
            login(says("alice", "secret"), required("services", "HTTP/web ldap/dc"));
            assertEquals(
                    Set.of("krbtgt/SCRIPTED.TEST@SCRIPTED.TEST", "HTTP/web@SCRIPTED.TEST", "ldap/dc@SCRIPTED.TEST"),
                    subject.getPrivateCredentials(KerberosTicket.class).stream()
                            .map(ticket -> ticket.getServer().getName())
                            .collect(Collectors.toSet()));
        }

        @Test
        void thatFailAreAllNamedAndFailTheLogin() throws Exception {
            var failure = fails(
                    LoginException.class, says("alice", "secret"), "services", "HTTP/web nobody/here,nothing/there");
            assertTrue(failure.getMessage().contains("no ticket for nobody/here (SEC_E_TARGET_UNKNOWN: SCRIPTED.TEST has no "
                    + "nobody/here), nor for nothing/there (SEC_E_TARGET_UNKNOWN: "), failure.getMessage());
            assertFalse(failure.getMessage().contains("HTTP/web"), failure.getMessage());
            assertEquals(SecurityStatus.SEC_E_TARGET_UNKNOWN, ((SspiException) failure.getCause()).status());
            assertEquals(1, failure.getSuppressed().length);
        }

        @Test
        void thatFailAreNoReasonToLogOnInAnotherWay() throws Exception {
            int before = ScriptedPackage.logons;
            fails(LoginException.class, neverAsked(), "useTicketCache", "true", "ticketCache", file("alice"), "services",
                    "nobody");
            assertEquals(before + 1, ScriptedPackage.logons);
        }
    }

    @Nested
    @DisplayName("commit")
    class Commit {
        @Test
        void leavesPrincipalTicketAndHandle() throws Exception {
            login(says("alice", "secret"), required());
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
            assertEquals(Set.of("public of alice"), subject.getPublicCredentials());
            assertEquals(1, subject.getPrivateCredentials(KerberosTicket.class).size());
            assertEquals(2, subject.getPrivateCredentials().size());
        }

        @Test
        void leavesAHandleThatTheSubjectIsAnIdentityFor() throws Exception {
            login(says("alice", "secret"), required());
            try (var same = Sspi.acquireCredentialsHandle("Scripted", CredentialUse.OUTBOUND, Identity.of(subject))) {
                assertEquals(credential().name(), same.name());
                assertEquals(1, ScriptedPackage.open().size());
            }
        }

        @Test
        void leavesKeysOnlyIfTheyAreToBeStored() throws Exception {
            login(says("alice", "secret"), required("use", "BOTH", "useKeyTab", "true", "keyTab", file("alice")));
            assertTrue(subject.getPrivateCredentials(KeyTab.class).isEmpty());
            assertEquals(1, subject.getPrivateCredentials(KerberosTicket.class).size());
        }

        @Test
        void leavesKeysOfAPasswordIfTheyAreToBeStored() throws Exception {
            login(says("alice", "secret"), required("storeKey", "true"));
            assertEquals(1, subject.getPrivateCredentials(KerberosKey.class).size());
        }

        @Test
        void failsIfThereIsNoKeyToStore() throws Exception {
            var failure = fails(LoginException.class, says("keyless", "secret"), "storeKey", "true");
            assertTrue(failure.getMessage().contains("no key to store"), failure.getMessage());
        }

        @Test
        void addsNothingIfPublishingFailsHalfWay() throws Exception {
            fails(LoginException.class, says("mute", "secret"));
        }

        @Test
        void addsNothingToAReadOnlySubject() throws Exception {
            var login = context(subject, says("alice", "secret"), required());
            subject.setReadOnly();
            var failure = assertThrows(LoginException.class, login::login);
            assertTrue(failure.getMessage().contains("read-only"), failure.getMessage());
            assertTrue(subject.getPrincipals().isEmpty() && subject.getPrivateCredentials().isEmpty());
            assertEquals(List.of(), ScriptedPackage.open());
        }

        @Test
        void isNotForAModuleWhoseLoginFailed() throws Exception {
            var module = module(says("alice", "wrong"), Map.of("package", "Scripted"));
            assertThrows(FailedLoginException.class, module::login);
            assertFalse(module.commit());
            assertFalse(module.abort());
        }
    }

    @Nested
    @DisplayName("logout and abort")
    class Logout {
        @Test
        void removeWhatWasAddedAndFreeIt() throws Exception {
            var login = login(says("alice", "secret"), required("storeKey", "true"));
            var ticket = subject.getPrivateCredentials(KerberosTicket.class).iterator().next();
            var key = subject.getPrivateCredentials(KerberosKey.class).iterator().next();
            var handle = credential();
            login.logout();
            assertEquals(Set.of(), subject.getPrincipals());
            assertEquals(Set.of(), subject.getPublicCredentials());
            assertEquals(Set.of(), subject.getPrivateCredentials());
            assertTrue(ticket.isDestroyed() && key.isDestroyed());
            assertEquals(List.of(), ScriptedPackage.open());
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, handle::logon).status());
        }

        @Test
        void leaveEqualThingsThatWereThereBefore() throws Exception {
            var principal = ScriptedPackage.principal("alice");
            var ticket = ScriptedPackage.ticket("alice");
            subject.getPrincipals().add(principal);
            subject.getPrivateCredentials().add(ticket);
            subject.getPublicCredentials().add("public of alice");
            var login = login(says("alice", "secret"), required());
            assertEquals(1, subject.getPrivateCredentials(KerberosTicket.class).size());
            login.logout();
            assertSame(principal, subject.getPrincipals().iterator().next());
            assertSame(ticket, subject.getPrivateCredentials().iterator().next());
            assertFalse(ticket.isDestroyed());
            assertEquals(Set.of("public of alice"), subject.getPublicCredentials());
        }

        @Test
        void leaveEqualThingsThatCameLater() throws Exception {
            var login = login(says("alice", "secret"), required());
            var later = ScriptedPackage.principal("alice");
            subject.getPrincipals().clear();
            subject.getPrincipals().add(later);
            login.logout();
            assertSame(later, subject.getPrincipals().iterator().next());
        }

        @Test
        void leaveWhatOtherModulesAdded() throws Exception {
            var login = login(says("alice", "secret"), other(REQUIRED, "works"), required());
            login.logout();
            assertEquals(Set.of(OtherModule.PRINCIPAL), subject.getPrincipals());
            assertEquals(Set.of(OtherModule.CREDENTIAL), subject.getPrivateCredentials());
        }

        @Test
        void destroyWhatStaysInAReadOnlySubject() throws Exception {
            var login = login(says("alice", "secret"), required());
            var ticket = subject.getPrivateCredentials(KerberosTicket.class).iterator().next();
            subject.setReadOnly();
            var failure = assertThrows(LoginException.class, login::logout);
            assertTrue(failure.getMessage().contains("read-only"), failure.getMessage());
            assertTrue(ticket.isDestroyed());
            assertEquals(List.of(), ScriptedPackage.open());
            assertEquals(1, subject.getPrincipals().size());
        }

        @Test
        void areFineWithoutALogin() throws Exception {
            var module = module(neverAsked(), Map.of());
            assertTrue(module.logout());
            assertFalse(module.abort());
        }

        @Test
        void freeACredentialThatWasNeverCommitted() throws Exception {
            var module = module(says("alice", "secret"), Map.of("package", "Scripted"));
            module.login();
            assertEquals(1, ScriptedPackage.open().size());
            assertTrue(module.abort());
            assertEquals(List.of(), ScriptedPackage.open());
            assertFalse(module.commit());
        }

        @Test
        void canBeCalledTwice() throws Exception {
            var login = login(says("alice", "secret"), required("storeKey", "true"));
            login.logout();
            login.logout();
            assertEquals(Set.of(), subject.getPrivateCredentials());
        }

        @Test
        void canBeFollowedByAnotherLogin() throws Exception {
            var login = login(says("alice", "secret"), required());
            login.logout();
            login.login();
            assertEquals(1, subject.getPrincipals().size());
        }
    }

    @Nested
    @DisplayName("several modules")
    class Several {
        @Test
        void ofOursShareASubject() throws Exception {
            var login = login(says("ignored", "secret"), required("principal", "alice"), required("principal", "bob"));
            assertEquals(
                    Set.of(ScriptedPackage.principal("alice"), ScriptedPackage.principal("bob")), subject.getPrincipals());
            assertEquals(2, subject.getPrivateCredentials(CredHandle.class).size());
            login.logout();
            assertTrue(subject.getPrincipals().isEmpty() && subject.getPrivateCredentials().isEmpty());
        }

        @Test
        void anOptionalOneMayFail() throws Exception {
            login(says("alice", "secret"), ours(OPTIONAL, "useKeyTab", "true", "keyTab", "/no/keytab", "principal", "nobody",
                    "doNotPrompt", "true"), required());
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        }

        @Test
        void aSufficientOneIsEnough() throws Exception {
            login(says("alice", "secret"), ours(SUFFICIENT), other(REQUIRED, "fails at login"));
            assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        }

        @Test
        void aSufficientOneThatFailsIsNotMissed() throws Exception {
            login(says("alice", "wrong"), ours(SUFFICIENT), other(REQUIRED, "works"));
            assertEquals(Set.of(OtherModule.PRINCIPAL), subject.getPrincipals());
            assertEquals(List.of(), ScriptedPackage.open());
        }

        @ParameterizedTest
        @CsvSource({"fails at login", "fails at commit"})
        void theFailureOfTheNextOneUndoesEverything(String what) throws Exception {
            var login = context(subject, says("alice", "secret"), required(), other(REQUIRED, what));
            assertThrows(FailedLoginException.class, login::login);
            assertEquals(Set.of(), subject.getPrincipals());
            assertEquals(Set.of(), subject.getPublicCredentials());
            assertEquals(Set.of(), subject.getPrivateCredentials());
            assertEquals(List.of(), ScriptedPackage.open());
        }
    }

    @Test
    void isConfiguredByAFileOfTheJdk() throws Exception {
        var keytab = file("HTTP/web.example.com");
        var jaas = Files.writeString(dir.resolve("jaas.conf"), """
                web {
                    org.sspi4j.jaas.SspiLoginModule required
                        package=Scripted isInitiator=false storeKey=true
                        useKeyTab=true keyTab="%s" principal="HTTP/web.example.com" doNotPrompt=true;
                };
                """.formatted(keytab));
        var configuration = Configuration.getInstance("JavaLoginConfig", new URIParameter(jaas.toUri()));
        var login = new LoginContext("web", subject, null, configuration);
        login.login();
        assertEquals(Set.of(ScriptedPackage.principal("HTTP/web.example.com")), subject.getPrincipals(KerberosPrincipal.class));
        assertEquals(1, subject.getPrivateCredentials(KeyTab.class).size());
        login.logout();
    }

    private LoginContext login(CallbackHandler handler, AppConfigurationEntry... entries) throws LoginException {
        var login = context(subject, handler, entries);
        login.login();
        return login;
    }

    /** Exactly this exception, and nothing left behind. */
    private <T extends LoginException> T fails(Class<T> type, CallbackHandler handler, String... namesAndValues)
            throws Exception {
        var login = context(subject, handler, required(namesAndValues));
        var failure = assertThrows(type, login::login);
        assertSame(type, failure.getClass());
        assertTrue(subject.getPrincipals().isEmpty() && subject.getPrivateCredentials().isEmpty());
        assertEquals(List.of(), ScriptedPackage.open());
        return failure;
    }

    private SspiLoginModule module(CallbackHandler handler, Map<String, String> options) {
        var module = new SspiLoginModule();
        module.initialize(subject, handler, Map.of(), options);
        return module;
    }

    private CredHandle credential() {
        return subject.getPrivateCredentials(CredHandle.class).iterator().next();
    }

    private String file(String... principals) throws Exception {
        return Files.write(Files.createTempFile(dir, "of", ".txt"), List.of(principals)).toString();
    }

    /** Passwords in the order in which they are asked for. */
    private static CallbackHandler answers(String... passwords) {
        var left = new ArrayDeque<>(List.of(passwords));
        return callbacks -> Arrays.stream(callbacks)
                .forEach(callback -> ((PasswordCallback) callback).setPassword(left.remove().toCharArray()));
    }

    private static CallbackHandler neverAsked() {
        return callbacks -> {
            throw new AssertionError("nobody is to be asked");
        };
    }
}
