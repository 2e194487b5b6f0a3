package org.sspi4j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServerFactory;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.sasl.SspiSasl;
import org.sspi4j.sasl.SspiSaslClientFactory;
import org.sspi4j.sasl.SspiSaslServerFactory;

/**
 * The same client and server three times: by NTLM, by Negotiate, which has nothing else to choose from, and by GSS-SPNEGO from our own
 * factories. What is asked for and looked at is that of {@link NtlmOurs}, but that SASL tells the channel in the first call.
 */
@State(Scope.Benchmark)
public class NtlmNegotiate {
    private static final String GSS_SPNEGO = "GSS-SPNEGO";
    private static final String PROTOCOL = "HTTP";
    private static final String SERVER_NAME = "web.example.com";
    private static final Set<ContextFlag> NOTHING = Set.of();
    private static final byte[] NO_TOKEN = {};

    /** Read only, and what is read of it stays. */
    private final SecBuffer bindings = SecBuffer.channelBindings(NtlmOurs.BINDINGS);
    private final SaslClientFactory clients = new SspiSaslClientFactory();
    private final SaslServerFactory servers = new SspiSaslServerFactory();
    private CredHandle client;
    private CredHandle server;
    private CredHandle negotiatingClient;
    private CredHandle negotiatingServer;
    private Map<String, Object> ofClient;
    private Map<String, Object> ofServer;

    /** What was said, and what came of it. */
    record Tokens(byte[] negotiate, byte[] challenge, byte[] authenticate, byte[] last, OursPeers.Pair pair) {
        byte[] exportedSessionKey() throws SspiException {
            return pair.server().query(ContextAttribute.SESSION_KEY).key();
        }
    }

    @Setup
    public void prepare() throws Exception {
        client = Sspi.acquireCredentialsHandle(NtlmOurs.NTLM, CredentialUse.OUTBOUND, NtlmOurs.user());
        server = Sspi.acquireCredentialsHandle(NtlmOurs.NTLM, CredentialUse.INBOUND, NtlmOurs.users());
        negotiatingClient = Sspi.acquireCredentialsHandle(
                OursPeers.NEGOTIATE, CredentialUse.OUTBOUND,
                NegotiateCred.builder().identity(NtlmOurs.user()).packageList(NtlmOurs.NTLM).build());
        negotiatingServer = Sspi.acquireCredentialsHandle(
                OursPeers.NEGOTIATE, CredentialUse.INBOUND,
                NegotiateCred.builder().ntlm(NtlmOurs.users()).packageList(NtlmOurs.NTLM).build());
        ofClient = properties(negotiatingClient);
        ofServer = properties(negotiatingServer);
        plain().close();
        negotiate().close();
        sasl();
    }

    private static Map<String, Object> properties(CredHandle credential) {
        return Map.of(SspiSasl.CREDENTIAL, credential, SspiSasl.CHANNEL_BINDINGS, NtlmOurs.BINDINGS, Sasl.QOP, "auth-conf");
    }

    OursPeers.Pair plain() throws SspiException {
        return establish(client, server).pair;
    }

    OursPeers.Pair negotiate() throws SspiException {
        return establish(negotiatingClient, negotiatingServer).pair;
    }

    /** Inside Negotiate. */
    Tokens converse() throws SspiException {
        return establish(negotiatingClient, negotiatingServer);
    }

    private Tokens establish(CredHandle client, CredHandle server) throws SspiException {
        var first = Sspi.initializeSecurityContext(client, null, NtlmOurs.TARGET, NtlmOurs.WANTED, NO_TOKEN);
        var second = Sspi.acceptSecurityContext(server, null, NOTHING, first.token());
        var third = Sspi.initializeSecurityContext(
                client, first.context(), NtlmOurs.TARGET, NtlmOurs.WANTED, bound(second.token()));
        var last = Sspi.acceptSecurityContext(server, second.context(), NOTHING, bound(third.token()));
        requireComplete(last);
        requireComplete(third.isComplete()
                ? third
                : Sspi.initializeSecurityContext(client, first.context(), NtlmOurs.TARGET, NtlmOurs.WANTED, last.token()));
        return new Tokens(
                first.token(), second.token(), third.token(), last.token(), new OursPeers.Pair(first.context(), second.context()));
    }

    private List<SecBuffer> bound(byte[] token) {
        return List.of(SecBuffer.token(token), bindings);
    }

    private static void requireComplete(ContextResult result) {
        if (!result.isComplete()) {
            throw new IllegalStateException(result.status().toString());
        }
    }

    void sasl() throws SaslException {
        var client = clients.createSaslClient(new String[] {GSS_SPNEGO}, null, PROTOCOL, SERVER_NAME, ofClient, null);
        var server = servers.createSaslServer(GSS_SPNEGO, PROTOCOL, SERVER_NAME, ofServer, null);
        byte[] message = client.evaluateChallenge(NO_TOKEN);
        while (!server.isComplete()) {
            message = client.evaluateChallenge(server.evaluateResponse(message));
        }
        if (!client.isComplete() || !server.getAuthorizationID().equals(NtlmOurs.NAME)) {
            throw new IllegalStateException(server.getAuthorizationID());
        }
        client.dispose();
        server.dispose();
    }
}
