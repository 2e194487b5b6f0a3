package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

@DisplayName("A context goes on with the credential that it began with, whatever handle the next call brings")
class AnotherHandleTest {
    private static final String WEB = "HTTP/web.example.com";
    private static final Set<ContextFlag> SEALED = Set.of(ContextFlag.CONFIDENTIALITY);
    private static final Set<ContextFlag> NOTHING = Set.of();

    private static CredHandle alice() throws SspiException {
        try (var password = Secret.password("Pass!alice".toCharArray())) {
            return Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password));
        }
    }

    private static CredHandle serverOf(String known) throws SspiException {
        return Sspi.acquireCredentialsHandle(
                "NTLM",
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

    /** The first is closed, and with it wiped, unless the context keeps it. */
    @Test
    void alsoIfTheFirstHandleIsClosed() throws Exception {
        CtxtHandle client;
        CtxtHandle server;
        byte[] negotiate;
        byte[] challenge;
        try (var first = alice()) {
            var result = Sspi.initializeSecurityContext(first, null, WEB, SEALED, new byte[0]);
            client = result.context();
            negotiate = result.token();
        }
        try (var first = serverOf("alice")) {
            var result = Sspi.acceptSecurityContext(first, null, NOTHING, negotiate);
            server = result.context();
            challenge = result.token();
        }
        try (client; server; var second = alice(); var nobodys = serverOf("nobody")) {
            byte[] authenticate = Sspi.initializeSecurityContext(second, client, WEB, SEALED, challenge).token();
            Sspi.acceptSecurityContext(nobodys, server, NOTHING, authenticate);
            assertEquals("EXAMPLE\\alice", server.accessToken().userName());
            assertEquals("hello", said(client, server, "hello"));
        }
    }

    private static String said(CtxtHandle from, CtxtHandle to, String text) throws SspiException {
        var token = ByteBuffer.allocate(from.sizes().securityTrailer());
        var data = ByteBuffer.wrap(text.getBytes(US_ASCII));
        from.encryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(data)));
        to.decryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(data)));
        return new String(data.array(), US_ASCII);
    }
}
