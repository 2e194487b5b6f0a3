package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.Transport;

/**
 * From a keytab to a context: the client asks for a ticket-granting ticket and for the service's ticket, and sets up a context
 * as in {@link ContextBenchmark}. With keys of a keytab pre-authentication needs no hint, and ours asks the KDC twice. The KDC is
 * another process, the testkit's or that of the realm that the run was given, so that the client's and the acceptor's own time
 * counts, and what the system does for their sockets; the floor's is {@link CannedKdc}.
 */
public class LogonBenchmark {
    /** Through the doors of the process: the KDC looks at the clock. */
    @State(Scope.Benchmark)
    public static class Ours {
        /** Which way requests go at first; the JDK is told by its krb5.conf. */
        @Param("UDP")
        Transport transport;

        private KerberosConfig config;
        private CredHandle server;

        @Setup
        public void acquire() throws Exception {
            config = Realm.given().config(transport);
            server = Sspi.acquireCredentialsHandle(
                    OursPeers.KERBEROS, CredentialUse.INBOUND, Realm.given().serviceIdentity(), config);
        }

        OursPeers.Pair logOn() throws Exception {
            try (var client = Sspi.acquireCredentialsHandle(
                    OursPeers.KERBEROS, CredentialUse.OUTBOUND, Realm.given().userIdentity(), config)) {
                var first = Sspi.initializeSecurityContext(
                        client, null, Realm.SERVICE, OursPeers.WANTED, OursPeers.NO_TOKEN);
                var second = Sspi.acceptSecurityContext(server, null, OursPeers.NOTHING, first.token());
                Sspi.initializeSecurityContext(
                        client, first.context(), Realm.SERVICE, OursPeers.NOTHING, second.token());
                return new OursPeers.Pair(first.context(), second.context());
            }
        }
    }

    @Benchmark
    public void jdk(JdkPeers peers) throws Exception {
        peers.establish(JdkPeers.logOnWithKeytab()).close();
    }

    @Benchmark
    public int floor(FloorLogon floor) throws Exception {
        return floor.logOn();
    }

    @Benchmark
    public void ours(Ours ours) throws Exception {
        ours.logOn().close();
    }
}
