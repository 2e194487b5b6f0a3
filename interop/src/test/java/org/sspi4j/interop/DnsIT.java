package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;

/**
 * KDCs that only DNS knows: a stub's records of MIT's KDC, and Samba's own name server.
 *
 * @spec RFC 4120 7.2.3.2
 */
@Timeout(60)
@Shows(value = "KDCs found in DNS", against = Peer.MIT_KDC)
class DnsIT {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();
    private static final Peers.Samba SAMBA = PEERS.samba();
    /** A name that the tests' JVM knows; see the hosts of {@code peers/mit}. */
    private static final String KDC = "kdc.mit.example";

    @ParameterizedTest
    @ValueSource(strings = {"_kerberos._udp.MIT.EXAMPLE", "_kerberos._tcp.MIT.EXAMPLE"})
    void aKdcIsFoundByItsRecord(String service) throws Exception {
        try (var dns = new DnsStub().srv(service, 0, 0, MIT.kdc().getPort(), KDC).start()) {
            exchange(mit(dns.address()));
            assertTrue(dns.asked().contains(service), () -> dns.asked().toString());
        }
    }

    @Test
    void ofTwoPrioritiesTheSecondHelpsWhereTheFirstIsSilent() throws Exception {
        try (var silent = SilentServer.start();
                var relay = KdcRelay.to(MIT.kdc());
                var dns = new DnsStub()
                        .srv("_kerberos._udp.MIT.EXAMPLE", 10, 100, port(relay.address()), "localhost")
                        .srv("_kerberos._udp.MIT.EXAMPLE", 0, 100, port(silent.address()), "localhost")
                        .start()) {
            exchange(mit(dns.address()));
            assertTrue(relay.requests().size() >= 3, () -> relay.requests().toString());
        }
    }

    @Test
    void aRealmThatDnsDoesNotKnowIsNoAuthority() throws Exception {
        try (var dns = new DnsStub().start()) {
            var refusal = Refusal.of(() -> mit(dns.address()).initSecContext(new byte[0], 0, 0));
            refusal.is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "_kerberos._udp.MIT.EXAMPLE");
        }
    }

    @Test
    @Shows(value = "KDCs found in DNS", against = Peer.SAMBA)
    void aDomainControllerTellsOfItself() throws Exception {
        var config = KerberosConfig.builder().defaultRealm(SAMBA.realm()).nameServers(SAMBA.dns()).build();
        var logon = new Logon.Password("alice", SAMBA.password("alice"));
        var context = new SspiSide("SSPI", config).initiator(Side.KRB5, logon, "HTTP@web.lab.example");
        try (var client = SampleClient.connect(SAMBA.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals("alice@" + SAMBA.realm(), context.getSrcName().toString());
        }
    }

    private static GSSContext mit(InetSocketAddress nameServer) throws Exception {
        var config = KerberosConfig.builder().defaultRealm(MIT.realm()).nameServers(nameServer).build();
        var alice = new Logon.Password("alice", PEERS.mitPassword("alice"));
        return new SspiSide("SSPI", config).initiator(Side.KRB5, alice, "sample@svc.mit.example");
    }

    private static void exchange(GSSContext context) throws Exception {
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
