package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.ForkedJvm;

/** In a JVM of its own, since the properties are the whole JVM's. */
class ProxyPropertiesTest {
    /** Asks a KDC over TCP that answers each request with the same bytes. */
    public static final class Asking {
        private static final byte[] REPLY = {0x6B, 3, 4, 5, 6};

        public static void main(String[] arguments) throws Exception {
            var kdc = ScriptedServer.tcp(socket -> {
                socket.getInputStream().readNBytes(4 + 2);
                socket.getOutputStream().write(new byte[] {0, 0, 0, 5, 0x6B, 3, 4, 5, 6});
            });
            try (kdc) {
                var config = KerberosConfig.builder().kdc("EXAMPLE.COM", "tcp/127.0.0.1:" + kdc.port()).build();
                long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                byte[] reply = new SocketKdcTransport()
                        .exchange(new KdcRequest(config, "EXAMPLE.COM", KdcService.KDC, new byte[] {0x6A, 0}, deadline));
                System.out.println(MessageDigest.isEqual(REPLY, reply) ? "answered" : "something else");
            }
        }
    }

    @Test
    void doNotSteerConnectionsToKdcs() throws Exception {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int nobody = closed.getLocalPort();
            closed.close();
            var result = ForkedJvm.of(Asking.class)
                    .property("socksProxyHost", "127.0.0.1")
                    .property("socksProxyPort", String.valueOf(nobody))
                    .property("socksNonProxyHosts", "")
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            assertEquals("answered", result.lines().get(0));
        }
    }
}
