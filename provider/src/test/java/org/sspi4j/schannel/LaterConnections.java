package org.sspi4j.schannel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.spi.PrivilegePolicy;

/** A client and a server that connect again after a while, by a clock that moves when it is told to. It begins now, as the JDK's. */
final class LaterConnections implements AutoCloseable {
    final Instant begun = Instant.now();
    private final MovingFacilities time = new MovingFacilities();
    private final Engine engine = new Engine(
            List.of(new SchannelPackage()),
            request -> {
                throw new AssertionError("TLS asks no KDC");
            },
            time,
            PrivilegePolicy.STANDARD);
    private CredHandle alice;
    private CredHandle web;

    LaterConnections() {
        time.pass(Duration.between(time.now(), begun));
    }

    LaterConnections between(SchCredentials.Builder client, SchCredentials.Builder server) throws SspiException {
        var noRealm = KerberosConfig.builder().build();
        alice = engine.acquire("Schannel", CredentialUse.OUTBOUND, client.build(), noRealm);
        web = engine.acquire("Schannel", CredentialUse.INBOUND, server.build(), noRealm);
        return this;
    }

    void pass(Duration duration) {
        time.pass(duration);
    }

    TlsParty client(ContextFlag... flags) {
        return TlsParty.client(alice, Tls.WEB, flags).of(engine);
    }

    TlsParty server(ContextFlag... flags) {
        return TlsParty.server(web, flags).of(engine);
    }

    Tls.Ends connect(ContextFlag... ofServer) throws SspiException {
        return new Tls.Ends(client(), server(ofServer));
    }

    static boolean isResumed(Tls.Ends ends) throws SspiException {
        return ends.client.context.query(SchannelAttribute.SESSION_INFO).flags() != 0;
    }

    @Override
    public void close() {
        alice.close();
        web.close();
    }
}
