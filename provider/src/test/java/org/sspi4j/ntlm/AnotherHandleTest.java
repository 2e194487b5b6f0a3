package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

@DisplayName("A context goes on with the credential that it began with, and a call with another one does not begin")
class AnotherHandleTest {
    private static final String WEB = "HTTP/web.example.com";
    private static final Set<ContextFlag> SEALED = Set.of(ContextFlag.CONFIDENTIALITY);
    private static final Set<ContextFlag> NOTHING = Set.of();

    private static CredHandle alice(String packageName) throws SspiException {
        try (var password = Secret.password("Pass!alice".toCharArray())) {
            var alice = Identity.password("EXAMPLE\\alice", password);
            return Sspi.acquireCredentialsHandle(
                    packageName, CredentialUse.OUTBOUND,
                    packageName.equals("NTLM")
                            ? alice
                            : NegotiateCred.builder().identity(alice).ntlmUse(NegotiateCred.NtlmUse.ONLY).build());
        }
    }

    private static CredHandle serverOf(String packageName, String known) throws SspiException {
        return Sspi.acquireCredentialsHandle(
                packageName,
                CredentialUse.INBOUND,
                NtlmCred.builder()
                        .accounts((domain, user) -> CompletableFuture.completedFuture(
                                Optional.of(user).filter(known::equals).map(AnotherHandleTest::account)))
                        .targetNames(WEB)
                        .build());
    }

    private static StoredAccount account(String user) {
        var password = Secret.password("Pass!alice".toCharArray());
        return new StoredAccount("EXAMPLE\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
    }

    /** Its secrets are wiped with it, unless the context keeps them. */
    @ParameterizedTest
    @ValueSource(strings = {"NTLM", "Negotiate"})
    void alsoIfItsHandleIsClosed(String packageName) throws Exception {
        var alice = alice(packageName);
        var web = serverOf(packageName, "alice");
        var begun = Sspi.initializeSecurityContext(alice, null, WEB, SEALED, new byte[0]);
        alice.close();
        var challenged = Sspi.acceptSecurityContext(web, null, NOTHING, begun.token());
        web.close();
        try (var client = begun.context(); var server = challenged.context()) {
            var answer = Sspi.initializeSecurityContext(alice, client, WEB, SEALED, challenged.token());
            var last = Sspi.acceptSecurityContext(web, server, NOTHING, answer.token());
            if (answer.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
                Sspi.initializeSecurityContext(alice, client, WEB, SEALED, last.token());
            }
            assertEquals("EXAMPLE\\alice", server.accessToken().userName());
            assertEquals("hello", said(client, server, "hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTLM", "Negotiate"})
    void anotherOneIsTheWrongOneAndTheContextIsAsItWas(String packageName) throws Exception {
        try (var alice = alice(packageName); var another = alice(packageName);
                var web = serverOf(packageName, "alice"); var nobodys = serverOf(packageName, "nobody")) {
            var begun = Sspi.initializeSecurityContext(alice, null, WEB, SEALED, new byte[0]);
            var challenged = Sspi.acceptSecurityContext(web, null, NOTHING, begun.token());
            try (var client = begun.context(); var server = challenged.context()) {
                assertEquals(
                        SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                        status(() -> Sspi.initializeSecurityContext(another, client, WEB, SEALED, challenged.token())));
                byte[] answer = Sspi.initializeSecurityContext(alice, client, WEB, SEALED, challenged.token()).token();
                assertEquals(
                        SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                        status(() -> Sspi.acceptSecurityContext(nobodys, server, NOTHING, answer)));
                Sspi.acceptSecurityContext(web, server, NOTHING, answer);
                assertEquals("EXAMPLE\\alice", server.accessToken().userName());
            }
        }
    }

    /** Whoever acquires the Subject's own has the same credential each time. */
    @Test
    void twoHandlesOfOneCredentialAreNotTwoCredentials() throws Exception {
        try (var web = serverOf("NTLM", "alice"); var alice = alice("NTLM")) {
            var subject = new Subject(false, Set.of(), Set.of(), Set.of(web));
            try (var first = ownOf(subject); var second = ownOf(subject)) {
                var begun = Sspi.initializeSecurityContext(alice, null, WEB, SEALED, new byte[0]);
                var challenged = Sspi.acceptSecurityContext(first, null, NOTHING, begun.token());
                try (var client = begun.context(); var server = challenged.context()) {
                    byte[] answer = Sspi.initializeSecurityContext(alice, client, WEB, SEALED, challenged.token()).token();
                    Sspi.acceptSecurityContext(second, server, NOTHING, answer);
                    assertEquals("EXAMPLE\\alice", server.accessToken().userName());
                }
            }
        }
    }

    private static CredHandle ownOf(Subject subject) throws Exception {
        return Subject.doAs(subject, (PrivilegedExceptionAction<CredHandle>) () ->
                Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, null));
    }

    private static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    private static String said(CtxtHandle from, CtxtHandle to, String text) throws SspiException {
        var token = ByteBuffer.allocate(from.sizes().securityTrailer());
        var data = ByteBuffer.wrap(text.getBytes(US_ASCII));
        from.encryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(data)));
        to.decryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(data)));
        return new String(data.array(), US_ASCII);
    }
}
