package org.sspi4j.benchmarks;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The JDK's mechanism NTLM of SASL, whose factory is looked up beforehand. It makes and takes NTLMv2 responses, and that is all: no MIC,
 * no channel bindings, no session key, no keys of messages, which favours it; each of its contexts hashes the password, which does not.
 */
@State(Scope.Benchmark)
public class NtlmJdk implements NtlmServer<NtlmJdk.Challenged> {
    private static final String NTLM = "NTLM";
    private static final String PROTOCOL = "HTTP";
    private static final Map<String, String> VERSION_2 = Map.of("com.sun.security.sasl.ntlm.version", "NTLMv2");
    private static final byte[] NOTHING = {};

    private SaslClientFactory clients;
    private SaslServerFactory servers;
    private byte[] negotiate;

    /** A server that waits for the answer to a challenge. */
    record Challenged(SaslServer server, byte[] challenge) {}

    @Setup
    public void prepare() throws SaslException {
        clients = ofNtlm(Sasl.getSaslClientFactories(), factory -> factory.getMechanismNames(Map.of()));
        servers = ofNtlm(Sasl.getSaslServerFactories(), factory -> factory.getMechanismNames(Map.of()));
        negotiate = client().evaluateChallenge(NOTHING);
    }

    private static <T> T ofNtlm(Enumeration<T> factories, Function<T, String[]> mechanisms) {
        return Collections.list(factories).stream()
                .filter(factory -> List.of(mechanisms.apply(factory)).contains(NTLM))
                .findFirst()
                .orElseThrow();
    }

    private SaslClient client() throws SaslException {
        return clients.createSaslClient(
                new String[] {NTLM}, null, PROTOCOL, "web.example.com", VERSION_2, NtlmJdk::answer);
    }

    private static void answer(Callback... callbacks) {
        for (var callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(NtlmOurs.USER);
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(NtlmOurs.DOMAIN);
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(NtlmOurs.PASSWORD.toCharArray());
            }
        }
    }

    /** Both messages of a client. */
    byte[] initiate(byte[] challenge) throws SaslException {
        var client = client();
        client.evaluateChallenge(NOTHING);
        byte[] authenticate = client.evaluateChallenge(challenge);
        client.dispose();
        return authenticate;
    }

    @Override
    public Challenged challenge() throws SaslException {
        var server = servers.createSaslServer(NTLM, PROTOCOL, NtlmOurs.DOMAIN, VERSION_2, NtlmJdk::answer);
        return new Challenged(server, server.evaluateResponse(negotiate));
    }

    @Override
    public byte[] answer(Challenged challenged) throws SaslException {
        return initiate(challenged.challenge);
    }

    @Override
    public void accept(Challenged challenged, byte[] authenticate) throws SaslException {
        challenged.server.evaluateResponse(authenticate);
        if (!challenged.server.getAuthorizationID().equals(NtlmOurs.USER)) {
            throw new IllegalStateException(challenged.server.getAuthorizationID());
        }
        challenged.server.dispose();
    }
}
