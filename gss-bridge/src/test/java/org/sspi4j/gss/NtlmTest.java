package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.testkit.ForkedJvm;

/** Contexts of the mechanism 1.3.6.1.4.1.311.2.2.10. */
class NtlmTest {
    private static final Oid NTLM = Oids.NTLM;
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(
            domain.equals("EXAMPLE") && user.equals("alice")
                    ? Optional.of(new StoredAccount(
                            "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password("secret")), Set.of()))
                    : Optional.empty());

    private final SspiGssManager manager = new SspiGssManager();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private GSSContext initiator;
    private GSSContext acceptor;

    @AfterEach
    void close() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    private static Secret password(String password) {
        return Secret.password(password.toCharArray());
    }

    private GSSCredential client(String password) throws Exception {
        return opened(manager.createCredential(
                Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password(password)))));
    }

    private GSSCredential server(String... targetNames) throws Exception {
        return opened(manager.createCredential(handle(targetNames)));
    }

    private static CredHandle handle(String... targetNames) throws SspiException {
        return Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.INBOUND, NtlmCred.builder().accounts(ALICE).targetNames(targetNames).build());
    }

    private GSSCredential opened(GSSCredential credential) {
        opened.add(credential::dispose);
        return credential;
    }

    private GSSContext opened(GSSContext context) {
        opened.add(context::dispose);
        return context;
    }

    private GSSName web() throws GSSException {
        return manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE);
    }

    private void begin(String password) throws Exception {
        begin(client(password), server("HTTP/web.example.com"));
    }

    private void begin(GSSCredential client, GSSCredential server) throws Exception {
        initiator = opened(manager.createContext(web(), NTLM, client, GSSContext.DEFAULT_LIFETIME));
        acceptor = opened(manager.createContext(server));
    }

    private void shakeHands() throws GSSException {
        var negotiate = initiator.initSecContext(new byte[0], 0, 0);
        assertArrayEquals("NTLMSSP\0".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(negotiate, 8), "it has no frame");
        var challenge = acceptor.acceptSecContext(negotiate, 0, negotiate.length);
        var authenticate = initiator.initSecContext(challenge, 0, challenge.length);
        assertTrue(initiator.isEstablished());
        assertNull(acceptor.acceptSecContext(authenticate, 0, authenticate.length));
        assertTrue(acceptor.isEstablished());
    }

    @Test
    void itIsAMechanismAndNotTheDefault() throws Exception {
        var mechs = List.of(manager.getMechs());
        assertTrue(mechs.contains(NTLM));
        assertTrue(mechs.indexOf(Oids.KERBEROS) < mechs.indexOf(NTLM));
        assertTrue(List.of(manager.getNamesForMech(NTLM)).contains(GSSName.NT_USER_NAME));
    }

    @Test
    void aContextTellsWhoTheyAre() throws Exception {
        begin("secret");
        shakeHands();
        for (var side : List.of(initiator, acceptor)) {
            assertEquals(NTLM, side.getMech());
            assertEquals("EXAMPLE\\alice", side.getSrcName().toString());
            assertEquals("HTTP/web.example.com", side.getTargName().toString());
            assertTrue(side.getConfState() && side.getIntegState() && side.getReplayDetState() && side.getSequenceDetState());
            assertFalse(side.getMutualAuthState() || side.getCredDelegState() || side.getAnonymityState());
            assertEquals(GSSContext.INDEFINITE_LIFETIME, side.getLifetime());
            assertFalse(side.isTransferable());
        }
        assertTrue(initiator.getTargName().equals(manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE, NTLM)));
    }

    /** A receiver cannot tell what is only signed, so all is sealed, and the MessageProp says so. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messagesAreSealed(boolean privacy) throws Exception {
        begin("secret");
        shakeHands();
        for (int i = 0; i < 3; i++) {
            carries(initiator, acceptor, privacy, true);
            carries(acceptor, initiator, privacy, true);
        }
        assertEquals(84, initiator.getWrapSizeLimit(0, privacy, 100));
    }

    /** As the servers of others take them. */
    @Test
    void messagesAreSealedWhereSignaturesAreAllThatWasAskedFor() throws Exception {
        begin("secret");
        initiator.requestConf(false);
        shakeHands();
        assertFalse(initiator.getConfState() || acceptor.getConfState());
        for (boolean privacy : new boolean[] {true, false}) {
            var token = carries(initiator, acceptor, privacy, true);
            assertFalse(Arrays.equals(TEXT, Arrays.copyOfRange(token, 16, token.length)));
            carries(acceptor, initiator, privacy, true);
        }
    }

    /** @return the wrap token: 16 bytes of signature in front of the message */
    private static byte[] carries(GSSContext from, GSSContext to, boolean privacy, boolean sealed) throws GSSException {
        var sent = new MessageProp(0, privacy);
        var token = from.wrap(TEXT, 0, TEXT.length, sent);
        assertEquals(sealed, sent.getPrivacy());
        assertEquals(16 + TEXT.length, token.length);
        var received = new MessageProp(true);
        assertArrayEquals(TEXT, to.unwrap(token, 0, token.length, received));
        assertEquals(sealed, received.getPrivacy());
        var mic = from.getMIC(TEXT, 0, TEXT.length, null);
        assertEquals(16, mic.length);
        to.verifyMIC(mic, 0, mic.length, TEXT, 0, TEXT.length, null);
        return token;
    }

    /** ALWAYS_SIGN is offered all the same, and its dummy signature is nobody's. */
    @Test
    void nothingIsVerifiedWhereNothingIsSigned() throws Exception {
        begin("secret");
        initiator.requestConf(false);
        initiator.requestInteg(false);
        initiator.requestReplayDet(false);
        initiator.requestSequenceDet(false);
        shakeHands();
        assertFalse(initiator.getIntegState() || acceptor.getIntegState());
        byte[] dummy = new byte[16];
        dummy[0] = 1;
        assertEquals(
                GssStatus.BAD_QOP,
                Managers.failure(() -> acceptor.verifyMIC(dummy, 0, dummy.length, TEXT, 0, TEXT.length, null)));
        assertEquals(GssStatus.BAD_QOP, Managers.failure(() -> initiator.getMIC(TEXT, 0, TEXT.length, null)));
    }

    @Test
    void aChangedMessageIsABadMic() throws Exception {
        begin("secret");
        shakeHands();
        var token = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
        token[token.length - 1] ^= 1;
        assertEquals(GssStatus.BAD_MIC, Managers.failure(() -> acceptor.unwrap(token, 0, token.length, null)));
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        begin("wrong");
        var failure = assertThrows(GSSException.class, this::shakeHands);
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, ((SspiException) failure.getCause()).status());
        assertFalse(acceptor.isEstablished());
    }

    @Test
    void channelBindingsAreTheSame() throws Exception {
        begin("secret");
        initiator.setChannelBinding(new ChannelBinding(TEXT));
        acceptor.setChannelBinding(new ChannelBinding(TEXT));
        shakeHands();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another channel"})
    void otherChannelBindingsAreRefused(String others) throws Exception {
        begin("secret");
        if (!others.isEmpty()) {
            initiator.setChannelBinding(new ChannelBinding(others.getBytes(StandardCharsets.UTF_8)));
        }
        acceptor.setChannelBinding(new ChannelBinding(TEXT));
        assertEquals(GssStatus.BAD_BINDINGS, Managers.failure(this::shakeHands));
    }

    @Test
    void aServerThatAnswersToOtherNamesIsNotReached() throws Exception {
        begin(client("secret"), server("HTTP/other.example.com"));
        assertThrows(GSSException.class, this::shakeHands);
        assertFalse(acceptor.isEstablished());
    }

    @Test
    void credentialsAreThoseOfTheSubject() throws Exception {
        var server = handle("HTTP/web.example.com");
        opened.add(server::close);
        var client = Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password("secret")));
        opened.add(client::close);
        var subject = new Subject(false, Set.of(), Set.of(), Set.of(server, client));
        Subject.doAs(subject, (PrivilegedExceptionAction<Void>) () -> {
            begin(null, null);
            shakeHands();
            return null;
        });
        assertEquals("EXAMPLE\\alice", acceptor.getSrcName().toString());
    }

    /** ASCII letters may be capitals; a letter that is only written alike is another one. */
    @ParameterizedTest
    @CsvSource({"EXAMPLE\\alice, true", "example\\ALICE, true", "alice, false", "EXAMPLE\\al\u0131ce, false", "OTHER\\alice, false"})
    void aCredentialOfANameIsThatOfTheSubjectWhoHasIt(String name, boolean has) throws Exception {
        var client = Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password("secret")));
        opened.add(client::close);
        var subject = new Subject(false, Set.of(), Set.of(), Set.of(client));
        PrivilegedExceptionAction<GSSCredential> create = () -> manager.createCredential(
                manager.createName(name, GSSName.NT_USER_NAME), GSSCredential.DEFAULT_LIFETIME, NTLM, GSSCredential.INITIATE_ONLY);
        if (has) {
            assertEquals("EXAMPLE\\alice", opened(Subject.doAs(subject, create)).getName().toString());
        } else {
            var failure = assertThrows(PrivilegedActionException.class, () -> Subject.doAs(subject, create));
            assertEquals(GSSException.NO_CRED, ((GSSException) failure.getCause()).getMajor());
        }
    }

    /** The application said which service it is: what the Subject's credential answers to does not widen that. */
    @ParameterizedTest
    @CsvSource({"HTTP@web.example.com, true", "http@WEB.example.com, true", "HTTP, true", "HTTP@other.example.com, false", "ldap, false"})
    void anAcceptorOfANameIsReachedUnderIt(String name, boolean reached) throws Exception {
        var handle = handle("HTTP/web.example.com");
        opened.add(handle::close);
        var subject = new Subject(false, Set.of(), Set.of(), Set.of(handle));
        var server = opened(Subject.doAs(subject, (PrivilegedExceptionAction<GSSCredential>) () -> manager.createCredential(
                manager.createName(name, GSSName.NT_HOSTBASED_SERVICE), GSSCredential.DEFAULT_LIFETIME, NTLM, GSSCredential.ACCEPT_ONLY)));
        begin(client("secret"), server);
        if (reached) {
            shakeHands();
        } else {
            var failure = assertThrows(GSSException.class, this::shakeHands);
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL.value(), failure.getMinor());
            assertFalse(acceptor.isEstablished());
        }
    }

    @Test
    void aClientWithoutCredentialsHasNone() throws Exception {
        begin(null, server("HTTP/web.example.com"));
        assertEquals(GssStatus.NO_CRED, Managers.failure(() -> initiator.initSecContext(new byte[0], 0, 0)));
    }

    /** What the initiator asked for is true at once; an acceptor takes clients who prove nothing if its credential says so. */
    @Test
    void anAnonymousClientIsNobodyAndDenied() throws Exception {
        begin("secret");
        initiator.requestAnonymity(true);
        var negotiate = initiator.initSecContext(new byte[0], 0, 0);
        var challenge = acceptor.acceptSecContext(negotiate, 0, negotiate.length);
        var authenticate = initiator.initSecContext(challenge, 0, challenge.length);
        assertTrue(initiator.isEstablished() && initiator.getAnonymityState());
        assertTrue(initiator.getSrcName().isAnonymous());
        assertFalse(initiator.getSrcName().toString().contains("alice"));
        assertFalse(initiator.getSrcName().equals(initiator.getSrcName()), "nobody is the same as nobody");
        assertFalse(initiator.getConfState() || initiator.getIntegState());
        var failure = assertThrows(GSSException.class, () -> acceptor.acceptSecContext(authenticate, 0, authenticate.length));
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED.value(), failure.getMinor());
        assertFalse(acceptor.isEstablished());
    }

    /** An application that was written for tickets does not begin to take passwords because somebody keeps such a file. */
    @Test
    void anAcceptorThatDoesNotSaySoTakesNoneThoughThereAreAccounts(@TempDir Path config) throws Exception {
        AccountFile.at(Files.createDirectory(config.resolve("sspi4j"), ownersAlone()).resolve("accounts"))
                .add("EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password("secret")), List.of());
        var result = ForkedJvm.of(ByDefault.class).environment("XDG_CONFIG_HOME", config.toString()).run();
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals(List.of("no credential: NO_CRED", "of all mechanisms: NO_CRED", "of both roles: NO_CRED", "of NTLM: challenge"),
                result.lines());
    }

    /** Tells what becomes of a client of NTLM with each credential that names nobody. */
    static final class ByDefault {
        public static void main(String[] arguments) throws Exception {
            var test = new NtlmTest();
            try {
                System.out.println("no credential: " + answer(test, () -> null));
                System.out.println("of all mechanisms: " + answer(test, () -> test.manager.createCredential(
                        null, GSSCredential.DEFAULT_LIFETIME, (Oid[]) null, GSSCredential.ACCEPT_ONLY)));
                System.out.println("of both roles: " + answer(test, () -> test.manager.createCredential(
                        null, GSSCredential.DEFAULT_LIFETIME, (Oid[]) null, GSSCredential.INITIATE_AND_ACCEPT)));
                System.out.println("of NTLM: " + answer(test, () -> test.manager.createCredential(
                        null, GSSCredential.DEFAULT_LIFETIME, NTLM, GSSCredential.ACCEPT_ONLY)));
            } finally {
                test.close();
            }
        }

        private static String answer(NtlmTest test, Callable<GSSCredential> credential) throws Exception {
            try {
                test.begin(test.client("secret"), credential.call());
                var negotiate = test.initiator.initSecContext(new byte[0], 0, 0);
                return test.acceptor.acceptSecContext(negotiate, 0, negotiate.length).length > 0 ? "challenge" : "nothing";
            } catch (GSSException e) {
                return GssStatus.of(e.getMajor()).orElseThrow().toString();
            }
        }
    }

    /**
     * A credential of the Subject that answers to no names, a context of a name, and a client in another process, which is not taken for
     * a reflection of this one.
     */
    @ParameterizedTest
    @CsvSource({"HTTP/web.example.com, true, true", "HTTP/web.example.com, false, false", "'', true, false"})
    void anAcceptorOfANameIsReachedByThoseWhoVouchForIt(String target, boolean vouched, boolean reached) throws Exception {
        var handle = handle();
        opened.add(handle::close);
        var subject = new Subject(false, Set.of(), Set.of(), Set.of(handle));
        var server = opened(Subject.doAs(subject, (PrivilegedExceptionAction<GSSCredential>) () -> manager.createCredential(
                web(), GSSCredential.DEFAULT_LIFETIME, NTLM, GSSCredential.ACCEPT_ONLY)));
        acceptor = opened(manager.createContext(server));
        var offer = NtlmClient.begun(target, vouched);
        var challenge = acceptor.acceptSecContext(offer.token(), 0, offer.token().length);
        offer.context().close();
        var result = ForkedJvm.of(NtlmClient.class)
                .arguments(target, String.valueOf(vouched), HexFormat.of().formatHex(challenge))
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        var authenticate = HexFormat.of().parseHex(result.output().strip());
        if (reached) {
            assertNull(acceptor.acceptSecContext(authenticate, 0, authenticate.length));
            assertEquals("HTTP/web.example.com", acceptor.getTargName().toString());
        } else {
            var failure = assertThrows(GSSException.class, () -> acceptor.acceptSecContext(authenticate, 0, authenticate.length));
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL.value(), failure.getMinor());
            assertFalse(acceptor.isEstablished());
        }
    }

    /** Answers a challenge to an offer that each process makes alike. */
    static final class NtlmClient {
        static ContextResult begun(String target, boolean vouched) throws SspiException {
            return next(null, target, vouched, new byte[0]);
        }

        private static ContextResult next(CtxtHandle context, String target, boolean vouched, byte[] token) throws SspiException {
            return Sspi.initializeSecurityContext(
                    ALICES, context, target, vouched ? Set.of() : Set.of(ContextFlag.UNVERIFIED_TARGET_NAME), token);
        }

        private static final CredHandle ALICES;

        static {
            try {
                ALICES = Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password("secret")));
            } catch (SspiException e) {
                throw new AssertionError(e);
            }
        }

        public static void main(String[] arguments) throws Exception {
            boolean vouched = Boolean.parseBoolean(arguments[1]);
            var begun = begun(arguments[0], vouched);
            var answer = next(begun.context(), arguments[0], vouched, HexFormat.of().parseHex(arguments[2]));
            System.out.println(HexFormat.of().formatHex(answer.token()));
        }
    }

    /** The accounts are those of the process's user, and the name says what the server answers to. */
    @Test
    void anAcceptorWithoutASubjectHasTheAccountsOfItsUser(@TempDir Path config) throws Exception {
        AccountFile.at(Files.createDirectory(config.resolve("sspi4j"), ownersAlone()).resolve("accounts"))
                .add("EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password("secret")), List.of());
        assertEquals("EXAMPLE\\alice", withoutSubject(config));
        assertEquals("SEC_E_NO_AUTHENTICATING_AUTHORITY", withoutSubject(config.resolve("none")));
    }

    private static String withoutSubject(Path config) throws Exception {
        var result = ForkedJvm.of(WithoutSubject.class).environment("XDG_CONFIG_HOME", config.toString()).run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.output().strip();
    }

    private static FileAttribute<?> ownersAlone() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    /** Tells whom the server knows, or why it does not. */
    static final class WithoutSubject {
        public static void main(String[] arguments) throws Exception {
            var test = new NtlmTest();
            var name = test.manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE);
            try {
                test.begin(test.client("secret"), test.opened(test.manager.createCredential(
                        name, GSSCredential.DEFAULT_LIFETIME, NTLM, GSSCredential.ACCEPT_ONLY)));
                test.shakeHands();
                System.out.println(test.acceptor.getSrcName());
            } catch (GSSException e) {
                System.out.println(((SspiException) e.getCause()).status());
            } finally {
                test.close();
            }
        }
    }

    @Test
    void itIsNotExported() throws Exception {
        begin("secret");
        shakeHands();
        assertEquals(GssStatus.UNAVAILABLE, Managers.failure(() -> initiator.export()));
        carries(initiator, acceptor, true, true);
    }
}
