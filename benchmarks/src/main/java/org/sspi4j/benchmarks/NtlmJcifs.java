package org.sspi4j.benchmarks;

import java.util.Properties;
import jcifs.CIFSContext;
import jcifs.CIFSException;
import jcifs.config.PropertyConfiguration;
import jcifs.context.BaseContext;
import jcifs.smb.NtlmContext;
import jcifs.smb.NtlmPasswordAuthenticator;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** jcifs-ng, with signatures as in SMB. It makes a MIC and no channel bindings. */
@State(Scope.Benchmark)
public class NtlmJcifs {
    private final NtlmPasswordAuthenticator user =
            new NtlmPasswordAuthenticator(NtlmOurs.DOMAIN, NtlmOurs.USER, NtlmOurs.PASSWORD);

    private CIFSContext context;

    @Setup
    public void prepare() throws CIFSException {
        context = new BaseContext(new PropertyConfiguration(new Properties()));
    }

    /** Both messages of a client. */
    byte[] initiate(byte[] challenge) throws Exception {
        var ntlm = new NtlmContext(context, user, true);
        ntlm.setTargetName(NtlmOurs.TARGET);
        ntlm.initSecContext(new byte[0], 0, 0);
        byte[] authenticate = ntlm.initSecContext(challenge, 0, challenge.length);
        ntlm.dispose();
        return authenticate;
    }
}
