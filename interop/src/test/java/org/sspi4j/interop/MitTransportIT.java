package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;

/** How we reach MIT's KDC, and what we say when we do not. */
@Timeout(60)
@Shows(value = "KDCs over UDP and TCP", against = Peer.MIT_KDC)
class MitTransportIT {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    /** AS-REQ, AS-REQ with pre-authentication, TGS-REQ. */
    @ParameterizedTest
    @CsvSource({"'', 1465, UDP", "'', 0, TCP", "'', 1, TCP", "'', 2, TCP", "tcp/, 1465, TCP", "udp/, 0, UDP"})
    void everyRequestGoesTheWayThatTheConfigurationSays(String prefix, int limit, KdcRelay.Transport way)
            throws Exception {
        try (var relay = KdcRelay.to(MIT.kdc())) {
            var config = realm(prefix + relay.address()).udpPreferenceLimit(limit).build();
            exchange(initiator(config));
            assertEquals(List.of(way, way, way), relay.requests());
        }
    }

    @Test
    void theSecondKdcIsAskedWhenNobodyListensAtTheFirst() throws Exception {
        try (var relay = KdcRelay.to(MIT.kdc())) {
            exchange(initiator(realm(closed(), relay.address()).build()));
            assertEquals(3, relay.requests().size());
        }
    }

    @Test
    @Shows("several KDCs, one of them silent")
    void theSecondKdcIsAskedWhenTheFirstIsSilent() throws Exception {
        try (var silent = SilentServer.start();
                var relay = KdcRelay.to(MIT.kdc())) {
            var config = realm(silent.address(), relay.address()).kdcTimeout(Duration.ofSeconds(20)).build();
            assertTimeout(Duration.ofSeconds(10), () -> exchange(initiator(config)));
            assertEquals(3, relay.requests().size());
        }
    }

    @Test
    @Shows("several KDCs, one of them silent")
    void silentKdcsAreNoAuthorityWhenTheTimeIsOver() throws Exception {
        try (var one = SilentServer.start();
                var other = SilentServer.start()) {
            var context = initiator(realm(one.address(), other.address()).kdcTimeout(Duration.ofSeconds(1)).build());
            assertTimeout(Duration.ofSeconds(10), () -> {
                var refusal = Refusal.of(() -> context.initSecContext(new byte[0], 0, 0));
                refusal.is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, one.address());
                refusal.is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, other.address());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"1465", "0"})
    @Shows("KDC over IPv6")
    void aKdcIsReachedOverIpv6(int limit) throws Exception {
        if (MIT.kdcOverIpv6().isPresent()) {
            exchange(initiator(realm(MIT.kdcOverIpv6().get()).udpPreferenceLimit(limit).build()));
        } else {
            assertThrows(BindException.class, () -> new ServerSocket(0, 1, InetAddress.getByName("::1")).close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp/", "udp/"})
    void aClosedPortIsNoAuthorityAndIsNamed(String prefix) throws Exception {
        var address = closed();
        var context = initiator(realm(prefix + address).build());
        var refusal = Refusal.of(() -> context.initSecContext(new byte[0], 0, 0));
        refusal.is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, address);
        refusal.is(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, MIT.realm());
    }

    private static KerberosConfigBuilder realm(String... kdcs) {
        return KerberosConfig.builder().defaultRealm(MIT.realm()).kdc(MIT.realm(), kdcs);
    }

    /** A port that was free a moment ago. */
    private static String closed() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
        }
    }

    private static GSSContext initiator(KerberosConfig config) throws Exception {
        var side = new SspiSide("SSPI", config);
        var alice = new Logon.Password("alice", PEERS.mitPassword("alice"));
        return side.initiator(Side.KRB5, alice, "sample@svc.mit.example");
    }

    private static void exchange(GSSContext context) throws Exception {
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
        }
    }
}
