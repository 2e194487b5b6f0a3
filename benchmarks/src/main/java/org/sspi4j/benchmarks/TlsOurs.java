package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;

/** Ours: both ends of a connection, through the calls of sspi.h. Nobody looks at the server's certificate, as on the floor. */
@State(Scope.Benchmark)
public class TlsOurs {
    private static final String SCHANNEL = "Schannel";
    private static final Set<ContextFlag> UNCHECKED = Set.of(ContextFlag.MANUAL_CRED_VALIDATION);
    private static final Set<ContextFlag> NOTHING = Set.of();
    private static final byte[] NO_TOKEN = {};

    private TlsTerms terms;
    private CredHandle client;
    private CredHandle server;

    @Setup
    public void prepare(TlsTerms terms) throws Exception {
        this.terms = terms;
        client = Sspi.acquireCredentialsHandle(
                SCHANNEL, CredentialUse.OUTBOUND, SchCredentials.builder().tlsParameters(parameters()).build());
        server = Sspi.acquireCredentialsHandle(
                SCHANNEL, CredentialUse.INBOUND,
                SchCredentials.builder().tlsParameters(parameters()).cred(terms.certificate()).build());
        establish().close();
    }

    private TlsParameters parameters() {
        return terms.version.equals(TlsTerms.TLS_1_3)
                ? TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER)
                : TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER);
    }

    /** The first leg. */
    ContextResult begin() throws SspiException {
        return initialize(null, terms.host(), NO_TOKEN);
    }

    /** All legs, and the tickets that follow them. */
    OursPeers.Pair establish() throws SspiException {
        var ours = begin();
        var theirs = accept(null, ours.token());
        while (true) {
            ours = initialize(ours.context(), "", theirs.token());
            if (ours.token().length == 0) {
                return established(ours, theirs);
            }
            theirs = accept(theirs.context(), ours.token());
            if (ours.status() == SecurityStatus.SEC_E_OK) {
                takeTickets(ours.context(), theirs.token());
                return established(ours, theirs);
            }
        }
    }

    private static OursPeers.Pair established(ContextResult ours, ContextResult theirs) {
        if (ours.status() != SecurityStatus.SEC_E_OK || theirs.status() != SecurityStatus.SEC_E_OK) {
            throw new IllegalStateException(ours.status() + " " + theirs.status());
        }
        return new OursPeers.Pair(ours.context(), theirs.context());
    }

    /** What TLS 1.3 says after the handshake comes to DecryptMessage, which sends it on. */
    private void takeTickets(CtxtHandle context, byte[] records) throws SspiException {
        var rest = ByteBuffer.wrap(records);
        while (rest.hasRemaining()) {
            var buffers = List.of(SecBuffer.data(rest), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
            if (context.decryptMessage(buffers).status() != SecurityStatus.SEC_I_RENEGOTIATE) {
                throw new IllegalStateException("no ticket");
            }
            var extra = SecBuffer.find(buffers, SecBufferType.EXTRA).orElseThrow().toBytes();
            var result = initialize(context, "", extra);
            rest = ByteBuffer.wrap(extra, extra.length - result.extra(), result.extra());
        }
    }

    private ContextResult initialize(CtxtHandle context, String host, byte[] token) throws SspiException {
        return Sspi.initializeSecurityContext(client, context, host, UNCHECKED, token);
    }

    private ContextResult accept(CtxtHandle context, byte[] token) throws SspiException {
        return Sspi.acceptSecurityContext(server, context, NOTHING, token);
    }
}
