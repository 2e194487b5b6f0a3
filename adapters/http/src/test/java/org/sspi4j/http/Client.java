package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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

/** Somebody's client. */
record Client(HttpClientConnection connection, CredHandle credential) implements AutoCloseable {
    static final String TARGET = "HTTP/web.example.com";

    /** Of NTLM alone, under this scheme and in this package. */
    static Client ntlm(String scheme, String packageName, String user, String password) throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            var ntlm = NtlmCred.builder().identity(Identity.password(user, secret)).build();
            Identity identity = packageName.equals("NTLM")
                    ? ntlm
                    : NegotiateCred.builder().ntlm(ntlm).ntlmUse(NegotiateCred.NtlmUse.ONLY).build();
            return of(scheme, Sspi.acquireCredentialsHandle(packageName, CredentialUse.OUTBOUND, identity));
        }
    }

    static Client kerberos(String scheme, String packageName, String user, String password, KerberosConfig config, ContextFlag... flags)
            throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            return of(
                    scheme,
                    Sspi.acquireCredentialsHandle(packageName, CredentialUse.OUTBOUND, Identity.password(user, secret), config),
                    flags);
        }
    }

    private static Client of(String scheme, CredHandle credential, ContextFlag... flags) {
        var client = HttpClientAuthentication.builder().scheme(scheme, credential).flags(flags).build();
        return new Client(client.connection(), credential);
    }

    /** What it says to this. */
    String say(HttpVerdict verdict) throws SspiException {
        return say(verdict, Optional.empty());
    }

    String say(HttpVerdict verdict, Optional<ChannelBindings> bindings) throws SspiException {
        var stopped = assertInstanceOf(HttpVerdict.Stopped.class, verdict);
        return connection.authorization(TARGET, stopped.challenges(), bindings).orElseThrow(() -> new AssertionError(stopped));
    }

    @Override
    public void close() {
        connection.close();
        credential.close();
    }
}
