package org.sspi4j.benchmarks;

import java.util.Base64;
import org.apache.hc.client5.http.auth.AuthChallenge;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.auth.NTCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.NTLMScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** HttpClient 5, which knows NTLM in headers of HTTP alone: the messages in Base64. No MIC and no channel bindings. */
@State(Scope.Benchmark)
public class NtlmHttpClient5 {
    private static final String SCHEME = "NTLM ";

    private final HttpHost host = new HttpHost("http", "web.example.com", 80);
    private final BasicHttpRequest request = new BasicHttpRequest("GET", host, "/");
    private final BasicCredentialsProvider credentials = new BasicCredentialsProvider();

    public NtlmHttpClient5() {
        credentials.setCredentials(
                new AuthScope(host), new NTCredentials(NtlmOurs.USER, NtlmOurs.PASSWORD.toCharArray(), null, NtlmOurs.DOMAIN));
    }

    /** Both messages of a client. */
    byte[] initiate(byte[] challenge) throws Exception {
        var context = HttpClientContext.create();
        var scheme = new NTLMScheme();
        answer(scheme, "", context);
        var header = answer(scheme, Base64.getEncoder().encodeToString(challenge), context);
        return Base64.getDecoder().decode(header.substring(SCHEME.length()));
    }

    private String answer(NTLMScheme scheme, String challenge, HttpClientContext context) throws Exception {
        scheme.processChallenge(new AuthChallenge(ChallengeType.TARGET, "NTLM", challenge, null), context);
        if (!scheme.isResponseReady(host, credentials, context)) {
            throw new IllegalStateException("HttpClient has no password");
        }
        return scheme.generateAuthResponse(host, request, context);
    }
}
