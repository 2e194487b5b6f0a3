package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.HttpClientAuthentication;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;

/** Our client's headers, and Apache httpd with mod_auth_gssapi. The requests of a test go over one connection that is kept. */
@Timeout(60)
@Shows(value = "HTTP, client", against = Peer.HTTPD)
class HttpdIT {
    private static final String TARGET = "HTTP/web.lab.example";
    private static final Peers.Samba SAMBA = Peers.started().samba();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aUserLogsOnWithATicket() throws Exception {
        try (var alice = negotiate("Kerberos", "alice@LAB.EXAMPLE", "alice")) {
            assertEquals("200 alice@LAB.EXAMPLE Kerberos", told("/negotiate/", "Negotiate", alice));
        }
    }

    @Test
    void aUserLogsOnWithNtlmInSpnego() throws Exception {
        try (var alice = negotiate("NTLM", "LAB\\alice", "alice")) {
            assertEquals("200 LAB\\alice NTLM", told("/negotiate/", "Negotiate", alice));
        }
    }

    @Test
    void aUserLogsOnWithNtlmAlone() throws Exception {
        try (var password = Secret.password(SAMBA.password("alice"));
                var alice = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password("LAB\\alice", password))) {
            assertEquals("200 LAB\\alice NTLM", told("/ntlm/", "NTLM", alice));
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (var alice = negotiate("NTLM", "LAB\\alice", "bob")) {
            Refusal.of(() -> told("/negotiate/", "Negotiate", alice)).is(SecurityStatus.SEC_E_LOGON_DENIED, "");
        }
    }

    /** What the server answers in the end, as whom it takes the client, and by which package. */
    private String told(String path, String scheme, CredHandle credential) throws Exception {
        var connection = HttpClientAuthentication.builder().scheme(scheme, credential).build().connection();
        var answer = get(path, Optional.empty());
        while (answer.statusCode() == 401) {
            var header = connection.authorization(TARGET, challenges(answer), Optional.empty());
            answer = get(path, Optional.of(header.orElseThrow()));
        }
        try (var context = connection.authenticated(challenges(answer)).orElseThrow()) {
            return answer.statusCode() + " " + answer.body().strip() + " " + context.query(ContextAttribute.PACKAGE_INFO).name();
        }
    }

    private static List<String> challenges(HttpResponse<String> answer) {
        return answer.headers().allValues("WWW-Authenticate");
    }

    private HttpResponse<String> get(String path, Optional<String> authorization) throws Exception {
        var server = Peers.started().httpd();
        var request = HttpRequest.newBuilder(
                URI.create("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + path));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static CredHandle negotiate(String packageList, String user, String passwordOf) throws Exception {
        try (var password = Secret.password(SAMBA.password(passwordOf))) {
            var cred = NegotiateCred.builder().identity(Identity.password(user, password)).packageList(packageList).build();
            return Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, cred, KerberosConfig.load(SAMBA.krb5Conf()));
        }
    }
}
