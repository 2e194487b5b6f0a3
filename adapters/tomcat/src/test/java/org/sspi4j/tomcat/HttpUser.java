package org.sspi4j.tomcat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sspi4j.HttpClientAuthentication;
import org.sspi4j.HttpClientConnection;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.tomcat.HttpConnection.Response;

/** Somebody with a password and our client. */
final class HttpUser implements AutoCloseable {
    static final String TARGET = "HTTP/web.example.com";

    private final CredHandle credential;
    private final HttpClientConnection client;

    private HttpUser(CredHandle credential, HttpClientConnection client) {
        this.credential = credential;
        this.client = client;
    }

    /** With Kerberos, and NTLM where there is no KDC that knows the server. */
    static HttpUser of(String user, String password, Path krb5Conf) throws Exception {
        return of("Negotiate", "Negotiate", user, password, KerberosConfig.load(krb5Conf));
    }

    /** With a security package that the scheme carries as it is. */
    static HttpUser of(String scheme, String packageName, String user, String password, KerberosConfig config, ContextFlag... flags)
            throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            var credential = Sspi.acquireCredentialsHandle(packageName, CredentialUse.OUTBOUND, Identity.password(user, secret), config);
            var builder = HttpClientAuthentication.builder().scheme(scheme, credential);
            return new HttpUser(credential, (flags.length > 0 ? builder.flags(flags) : builder).build().connection());
        }
    }

    /** With NTLM alone, bare or in SPNEGO. */
    static HttpUser ntlm(String scheme, String packageName, String user, String password) throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            var ntlm = NtlmCred.builder().identity(Identity.password(user, secret)).build();
            Identity identity = packageName.equals("NTLM")
                    ? ntlm
                    : NegotiateCred.builder().ntlm(ntlm).ntlmUse(NegotiateCred.NtlmUse.ONLY).build();
            var credential = Sspi.acquireCredentialsHandle(packageName, CredentialUse.OUTBOUND, identity);
            var client = HttpClientAuthentication.builder().scheme(scheme, credential).flags().build();
            return new HttpUser(credential, client.connection());
        }
    }

    /** What is got in the end, and every response on the way. Who is refused does not try again. */
    record Visit(Response last, List<Response> all) {}

    Response get(HttpConnection connection, String path, String... fields) throws IOException, SspiException {
        return visit(connection, path, Optional.empty(), fields).last;
    }

    Visit visit(HttpConnection connection, String path, Optional<ChannelBindings> bindings, String... fields)
            throws IOException, SspiException {
        var all = new ArrayList<Response>();
        all.add(connection.get(path, fields));
        while (last(all).status() == 401 && (all.size() == 1 || last(all).challenges().get(0).indexOf(' ') >= 0)) {
            var authorization = say(last(all), bindings);
            var said = new ArrayList<>(List.of(fields));
            said.add(authorization);
            all.add(connection.get(path, said.toArray(String[]::new)));
        }
        if (last(all).status() == 200) {
            client.authenticated(last(all).challenges()).ifPresent(context -> context.close());
        }
        return new Visit(last(all), all);
    }

    /** The field that answers this. */
    String say(Response response, Optional<ChannelBindings> bindings) throws SspiException {
        return "Authorization: " + client.authorization(TARGET, response.challenges(), bindings).orElseThrow();
    }

    private static Response last(List<Response> all) {
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        client.close();
        credential.close();
    }
}
