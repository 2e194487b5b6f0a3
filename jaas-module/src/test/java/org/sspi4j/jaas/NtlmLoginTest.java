package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.jaas.Logins.context;
import static org.sspi4j.jaas.Logins.required;
import static org.sspi4j.jaas.Logins.says;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.URIParameter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** package=NTLM: what is acquired is shown by a server that knows alice. */
class NtlmLoginTest {
    /** NTOWFv1 of "Password" (MS-NLMP 4.2.2.1.2). */
    private static final String HASH = "a4f49c406510bdcab6824ee7c30fd852";

    private static final String TARGET = "HTTP/web.example.com";
    private static final CallbackHandler NEVER_ASKED = callbacks -> {
        throw new AssertionError("somebody was asked");
    };

    @TempDir
    private Path folder;

    private final Subject subject = new Subject();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path accounts;

    @BeforeEach
    void aServersAccounts() throws Exception {
        accounts = folder.resolve("accounts");
        AccountFile.at(accounts)
                .add("EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key(HexFormat.of().parseHex(HASH))), List.of());
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    private LoginContext login(CallbackHandler handler, String... options) throws LoginException {
        var all = new ArrayList<>(List.of("package", "NTLM"));
        all.addAll(List.of(options));
        var login = context(subject, handler, required(all.toArray(String[]::new)));
        login.login();
        return login;
    }

    private CredHandle credential() {
        return subject.getPrivateCredentials(CredHandle.class).iterator().next();
    }

    private CredHandle server() throws SspiException {
        return opened(Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.INBOUND, NtlmCred.builder().accounts(AccountFile.at(accounts)).targetNames(TARGET).build()));
    }

    private CredHandle client() throws SspiException {
        return opened(Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password(
                "EXAMPLE\\alice", Secret.password("Password".toCharArray()))));
    }

    private CredHandle opened(CredHandle handle) {
        opened.add(handle::close);
        return handle;
    }

    /** The name that the server tells. */
    private String accepted(CredHandle client, CredHandle server) throws SspiException {
        var negotiate = Sspi.initializeSecurityContext(client, null, TARGET, Set.of(ContextFlag.INTEGRITY), new byte[0]);
        opened.add(negotiate.context()::close);
        var challenge = Sspi.acceptSecurityContext(server, null, Set.of(), negotiate.token());
        opened.add(challenge.context()::close);
        var authenticate = Sspi.initializeSecurityContext(
                client, negotiate.context(), TARGET, Set.of(ContextFlag.INTEGRITY), challenge.token());
        assertEquals(
                SecurityStatus.SEC_E_OK,
                Sspi.acceptSecurityContext(server, challenge.context(), Set.of(), authenticate.token()).status());
        return challenge.context().query(ContextAttribute.NAMES).userName();
    }

    @Test
    void aPasswordIsAskedFor() throws Exception {
        var login = login(says("EXAMPLE\\alice", "Password"));
        assertEquals("EXAMPLE\\alice", accepted(credential(), server()));
        login.logout();
        assertEquals(Set.of(), subject.getPrivateCredentials());
    }

    @Test
    void theSubjectIsTheCredentialOfWhoActsWithIt() throws Exception {
        login(says("", "Password"), "principal", "EXAMPLE\\alice");
        var ofSubject = opened(Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.of(subject)));
        assertEquals("EXAMPLE\\alice", accepted(ofSubject, server()));
    }

    @Test
    void anNtHashIsAskedFor() throws Exception {
        login(says("", HASH), "principal", "EXAMPLE\\alice", "useNtHash", "true");
        assertEquals("EXAMPLE\\alice", accepted(credential(), server()));
    }

    /** What a module stores is what was told to it: the next one has to be told that it is a hash, too. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anNtHashIsShared(boolean saidToBeOne) throws Exception {
        context(
                        subject,
                        says("", HASH),
                        required("package", "NTLM", "principal", "EXAMPLE\\alice", "useNtHash", "true", "storePass", "true"),
                        required("package", "NTLM", "useFirstPass", "true", "useNtHash", String.valueOf(saidToBeOne)))
                .login();
        var credentials = List.copyOf(subject.getPrivateCredentials(CredHandle.class));
        assertEquals(2, credentials.size());
        int right = 0;
        for (var credential : credentials) {
            assertEquals("EXAMPLE\\alice", credential.name().orElseThrow());
            right += isAccepted(credential) ? 1 : 0;
        }
        assertEquals(saidToBeOne ? 2 : 1, right);
    }

    private boolean isAccepted(CredHandle credential) throws SspiException {
        try {
            return accepted(credential, server()).equals("EXAMPLE\\alice");
        } catch (SspiException e) {
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, e.status());
            return false;
        }
    }

    @Test
    void whatIsSharedAndNoNtHashIsAFailure() throws Exception {
        var login = context(
                subject,
                says("", "Password"),
                required("package", "NTLM", "principal", "EXAMPLE\\alice", "storePass", "true"),
                required("package", "NTLM", "useFirstPass", "true", "useNtHash", "true"));
        var failure = assertThrows(FailedLoginException.class, login::login);
        assertTrue(failure.getMessage().contains("is no NT hash"), failure.getMessage());
        assertEquals(-1, failure.getMessage().indexOf("Password"));
    }

    @Test
    void whatIsNoNtHashFailsAndIsNotSaid() {
        var failure = assertThrows(
                FailedLoginException.class, () -> login(says("", "Password"), "principal", "EXAMPLE\\alice", "useNtHash", "true"));
        assertTrue(failure.getMessage().contains("is no NT hash"), failure.getMessage());
        assertEquals(-1, failure.getMessage().indexOf("Password"));
    }

    /** Nothing can be proven without a server: a wrong password is found out there. */
    @Test
    void aWrongPasswordIsFoundOutByTheServer() throws Exception {
        login(says("EXAMPLE\\alice", "wrong"));
        assertEquals(Set.of(), subject.getPrincipals(), "who looks for a principal takes nobody for proven");
        var failure = assertThrows(SspiException.class, () -> accepted(credential(), server()));
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, failure.status());
        assertEquals(
                SecurityStatus.SEC_E_NO_CREDENTIALS,
                assertThrows(SspiException.class, () -> opened(Sspi.acquireCredentialsHandle(
                                "NTLM", CredentialUse.OUTBOUND, Identity.of(subject))).accessToken())
                        .status());
    }

    @Test
    void theLogSaysThatNobodyHasProvenIt() throws Exception {
        var records = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger(SspiLoginModule.class.getName());
        logger.addHandler(handler);
        try {
            login(says("EXAMPLE\\alice", "wrong"), "debug", "true");
        } finally {
            logger.removeHandler(handler);
        }
        assertTrue(records.toString().contains("EXAMPLE\\alice") && records.toString().contains("nobody has proven it"), records::toString);
        assertEquals(-1, records.toString().indexOf("wrong"));
    }

    @Test
    void anInitiatorsHashMayBeInAFile() throws Exception {
        login(NEVER_ASKED, "principal", "example\\Alice", "useAccounts", "true", "accounts", accounts.toString(), "doNotPrompt", "true");
        assertEquals("EXAMPLE\\alice", accepted(credential(), server()));
    }

    @Test
    void whoIsNotInTheFileIsAskedFor() throws Exception {
        login(says("", "Password"), "principal", "alice", "useAccounts", "true", "accounts", accounts.toString());
        assertEquals("alice", credential().query(CredentialAttribute.NAMES).userName());
        var failure = assertThrows(CredentialNotFoundException.class, () -> login(NEVER_ASKED, "principal", "alice", "useAccounts", "true",
                "accounts", accounts.toString(), "doNotPrompt", "true"));
        assertTrue(failure.getMessage().contains(accounts + " has no account alice"), failure.getMessage());
    }

    @Test
    void aFileThatCannotBeReadIsAFailure() throws Exception {
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rw-r--r--"));
        var failure = assertThrows(LoginException.class, () -> login(NEVER_ASKED, "principal", "EXAMPLE\\alice", "useAccounts", "true",
                "accounts", accounts.toString()));
        assertEquals(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                assertInstanceOf(SspiException.class, failure.getCause()).status());
    }

    @Test
    void anAcceptorKnowsTheUsersOfAFile() throws Exception {
        login(NEVER_ASKED, "use", "INBOUND", "useAccounts", "true", "accounts", accounts.toString(), "targetNames", TARGET);
        assertEquals(Set.of(), subject.getPrincipals());
        assertEquals("EXAMPLE\\alice", accepted(client(), credential()));
    }

    /** In a file a backslash is written twice. */
    @Test
    void theEntriesOfTheReadmeLogOn() throws Exception {
        var readme = Files.readString(Path.of("..", "README.md"));
        var entries = readme.substring(readme.indexOf("ntlm-client {"), readme.indexOf("```", readme.indexOf("ntlm-client {")));
        var file = Files.writeString(folder.resolve("login.conf"), entries.replace("/etc/web/accounts", accounts.toString()));
        var configuration = Configuration.getInstance("JavaLoginConfig", new URIParameter(file.toUri()));
        new LoginContext("ntlm-client", subject, says("", "Password"), configuration).login();
        var web = new Subject();
        new LoginContext("ntlm-web", web, NEVER_ASKED, configuration).login();
        assertEquals("EXAMPLE\\alice", accepted(credential(), web.getPrivateCredentials(CredHandle.class).iterator().next()));
    }

    /** As a keytab: a server that nobody can log on to does not start. */
    @ParameterizedTest
    @CsvSource({"INBOUND", "BOTH"})
    void anAcceptorsFileIsThereAtLogin(String use) throws Exception {
        Files.delete(accounts);
        var failure = assertThrows(LoginException.class, () -> login(says("", "Password"), use.equals("BOTH")
                ? new String[] {"use", use, "principal", "EXAMPLE\\alice", "useAccounts", "true", "accounts", accounts.toString()}
                : new String[] {"use", use, "useAccounts", "true", "accounts", accounts.toString()}));
        assertEquals(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                assertInstanceOf(SspiException.class, failure.getCause()).status());
        assertTrue(failure.getMessage().contains(accounts + " does not exist"), failure.getMessage());
        assertEquals(Set.of(), subject.getPrivateCredentials());
    }

    @Test
    void anAcceptorAnswersToItsTargetNamesAlone() throws Exception {
        login(NEVER_ASKED, "isInitiator", "false", "useAccounts", "true", "accounts", accounts.toString(), "targetNames", "HTTP/other");
        assertThrows(SspiException.class, () -> accepted(client(), credential()));
    }

    @Test
    void oneCredentialMayDoBoth() throws Exception {
        login(says("", "Password"), "use", "BOTH", "principal", "EXAMPLE\\alice", "useAccounts", "true", "accounts",
                accounts.toString(), "targetNames", TARGET);
        assertEquals("EXAMPLE\\alice", accepted(credential(), credential()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "useKeyTab true|useKeyTab is nothing for package=NTLM",
        "keyTab /k|keyTab is nothing for package=NTLM",
        "useTicketCache true|useTicketCache is nothing for package=NTLM",
        "storeKey true use BOTH|storeKey is nothing for package=NTLM",
        "krb5Conf /c|krb5Conf is nothing for package=NTLM",
        "services HTTP/web|services is nothing for package=NTLM",
        "use INBOUND|set useAccounts=true",
        "isInitiator false doNotPrompt true|set useAccounts=true",
        "accounts /a|accounts is set and useAccounts is not",
        "useAccounts true accounts /|names no file",
        "doNotPrompt true|There is no way to a credential: set useAccounts=true",
        "use INBOUND useAccounts true principal *|leave it out",
        "targetNames HTTP/web|targetNames are what an acceptor answers to",
        "useNtHash yes|useNtHash=yes is neither true nor false",
        "package Kerberos useAccounts true|useAccounts is nothing for package=Kerberos",
        "package Scripted useNtHash true|useNtHash is nothing for package=Scripted",
        "package Scripted targetNames a|targetNames is nothing for package=Scripted",
    })
    void whatMakesNoSenseIsRefused(String options, String why) {
        var failure = assertThrows(LoginException.class, () -> login(NEVER_ASKED, options.split(" ")));
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }

    /** What Kerberos reads of the machine is nothing to NTLM. */
    @Test
    void flagsThatAreFalseAreNoMistake() throws Exception {
        login(says("", "Password"), "principal", "EXAMPLE\\alice", "useTicketCache", "false", "useKeyTab", "FALSE", "storeKey", "false");
        assertEquals("EXAMPLE\\alice", credential().name().orElseThrow());
    }
}
