package org.sspi4j.benchmarks;

import com.hierynomus.protocol.commons.buffer.Buffer;
import com.hierynomus.protocol.commons.buffer.Endian;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.auth.NtlmAuthenticator;
import com.hierynomus.spnego.NegTokenTarg;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** smbj, which knows NTLM inside SPNEGO alone: the tokens are part of its time. It makes a MIC and no channel bindings. */
@State(Scope.Benchmark)
public class NtlmSmbj {
    private final SmbConfig config = SmbConfig.createDefaultConfig();
    private final AuthenticationContext user =
            new AuthenticationContext(NtlmOurs.USER, NtlmOurs.PASSWORD.toCharArray(), NtlmOurs.DOMAIN);

    /** Both messages of a client. */
    byte[] initiate(byte[] challenge) throws Exception {
        var authenticator = new NtlmAuthenticator();
        authenticator.init(config);
        authenticator.authenticate(user, new byte[0], null);
        var answer = authenticator.authenticate(user, token(challenge), null);
        return ((NegTokenTarg) answer.getNegToken()).getResponseToken();
    }

    private static byte[] token(byte[] challenge) throws Exception {
        var token = new NegTokenTarg();
        token.setResponseToken(challenge);
        var out = new Buffer.PlainBuffer(Endian.LE);
        token.write(out);
        return out.getCompactData();
    }
}
