package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsVersion;

/** What binds other protocols to the connection. */
class BindingsTest {
    private static final Optional<byte[]> NONE = Optional.empty();
    private static final Optional<byte[]> EMPTY = Optional.of(new byte[0]);
    private static final Optional<byte[]> SOME = Optional.of("context".getBytes(StandardCharsets.US_ASCII));

    /** A method of the JDK from 25 on. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void exportsWhatTheJdkExports(String version) throws Exception {
        if (Runtime.version().feature() < 25) {
            assertThrows(NoSuchMethodException.class, () -> ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class), "the JDK has nothing to compare with");
            return;
        }
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        Peer.converse(client, server);
        assertExportsAlike(server, client);
        var own = Settings.client().initiator();
        var jdk = JdkPeer.server(JdkPeer.context(TestCertificates.of("RSA")), version);
        Peer.converse(own, jdk);
        assertExportsAlike(own, jdk);
        AgainstJdkTest.assertTalks(own, jdk);
        assertExportsAlike(own, jdk);
    }

    private static void assertExportsAlike(OwnPeer ours, JdkPeer jdk) throws Exception {
        var export = ExtendedSSLSession.class.getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class);
        for (int length : new int[] {1, 32, 48, 100}) {
            for (var context : List.of(NONE, EMPTY, SOME)) {
                assertArrayEquals(
                        (byte[]) export.invoke(jdk.engine.getSession(), "EXPORTER-Channel-Binding", context.orElse(null), length),
                        ours.agreed().export("EXPORTER-Channel-Binding", context, length));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void bothEndsExportTheSame(TlsVersion version) throws Exception {
        var client = Settings.client().versions(version).initiator();
        var server = Settings.server("RSA").versions(version).acceptor();
        Peer.converse(client, server);
        assertArrayEquals(client.agreed().export("EXPORTER-test", SOME, 64), server.agreed().export("EXPORTER-test", SOME, 64));
        boolean sameWithoutContext = MessageDigest.isEqual(
                client.agreed().export("EXPORTER-test", NONE, 64), server.agreed().export("EXPORTER-test", EMPTY, 64));
        assertEquals(version == TlsVersion.TLS_1_3, sameWithoutContext);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client finished", "server finished", "master secret", "extended master secret", "key expansion", "", "Ü"})
    void labelsThatTlsUsesItselfAreRefused(String label) throws Exception {
        var client = connected(TlsVersion.TLS_1_2);
        var e = assertThrows(SspiException.class, () -> client.agreed().export(label, NONE, 32));
        assertEquals(SecurityStatus.SEC_E_INVALID_PARAMETER, e.status());
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        for (var version : new TlsVersion[] {TlsVersion.TLS_1_2, TlsVersion.TLS_1_3}) {
            var client = connected(version);
            assertRefused(client, "EXPORTER-test", Optional.of(new byte[65536]), 32);
            client.agreed().export("EXPORTER-test", Optional.of(new byte[65535]), 32);
        }
        var client = connected(TlsVersion.TLS_1_3);
        assertRefused(client, "x".repeat(250), NONE, 32);
        assertRefused(client, "EXPORTER-test", NONE, 255 * 48 + 1);
        assertEquals(255 * 48, client.agreed().export("EXPORTER-test", NONE, 255 * 48).length);
    }

    private static void assertRefused(OwnPeer peer, String label, Optional<byte[]> context, int length) {
        var e = assertThrows(SspiException.class, () -> peer.agreed().export(label, context, length));
        assertEquals(SecurityStatus.SEC_E_INVALID_PARAMETER, e.status());
    }

    @Test
    void aDeletedConnectionExportsNothing() throws Exception {
        for (var version : new TlsVersion[] {TlsVersion.TLS_1_2, TlsVersion.TLS_1_3}) {
            var client = connected(version);
            client.engine.close();
            var e = assertThrows(SspiException.class, () -> client.agreed().export("EXPORTER-test", NONE, 32));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, e.status());
        }
    }

    private static OwnPeer connected(TlsVersion version) throws Exception {
        var client = Settings.client().versions(version).initiator();
        Peer.converse(client, Settings.server("EC").versions(version).acceptor());
        return client;
    }

    @ParameterizedTest
    @EnumSource(value = TlsVersion.class, names = {"TLS_1_0", "TLS_1_1", "TLS_1_2"})
    void bothEndsHaveTheSameUniqueBindingAndAnotherWhenResumed(TlsVersion version) throws Exception {
        var client = Settings.client().versions(version);
        var server = Settings.server("RSA").versions(version);
        var clients = client.engines();
        var servers = server.engines();
        byte[] before = {};
        for (boolean resumed : new boolean[] {false, true}) {
            var one = client.initiator(clients);
            var other = server.acceptor(servers);
            Peer.converse(one, other);
            assertEquals(resumed, one.agreed().isResumed());
            assertEquals(resumed, other.agreed().isResumed());
            var binding = one.agreed().uniqueBinding().orElseThrow();
            assertArrayEquals(binding, other.agreed().uniqueBinding().orElseThrow());
            assertEquals(12, binding.length);
            assertFalse(MessageDigest.isEqual(before, binding));
            before = binding;
        }
    }

    @Test
    void thereIsNoUniqueBindingUnderTls13() throws Exception {
        assertEquals(Optional.empty(), connected(TlsVersion.TLS_1_3).agreed().uniqueBinding());
    }

    @Test
    void theExtendedMasterSecretIsNegotiatedWithTheJdk() throws Exception {
        var client = Settings.client().versions(TlsVersion.TLS_1_2).initiator();
        Peer.converse(client, JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.2"));
        assertTrue(client.agreed().export("EXPORTER-test", NONE, 32).length == 32, "RFC 7627 5.4 forbids it without");
    }
}
