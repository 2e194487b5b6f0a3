package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;

/** Kerberos inside TLS, its tokens as messages of TLS, both ends bound to what their end of TLS says of it. */
@DisplayName("RFC 5929, RFC 4121 4.1.1: Kerberos bound to the TLS around it")
@Timeout(120)
class BindingsIT {
    private static final String SERVICE = "HTTP/web.example.com";
    private static final Set<ContextFlag> FLAGS = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY);

    @TempDir
    private Path folder;

    private EmbeddedKdc kdc;
    private CredHandle alice;
    private CredHandle web;

    @BeforeEach
    void start() throws Exception {
        kdc = EmbeddedKdc.builder("EXAMPLE.COM").start().addUser("alice", "secret").addService(SERVICE);
        var config = KerberosConfig.load(kdc.krb5Conf(folder.resolve("krb5.conf")));
        var keytab = Identity.keytab(kdc.keytab(SERVICE, folder.resolve("web.keytab")));
        alice = Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())), config);
        web = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, keytab, config);
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        web.close();
        kdc.close();
    }

    private static ChannelBindings bindings(TlsParty end) throws SspiException {
        return end.context.query(SchannelAttribute.ENDPOINT_BINDINGS).bindings();
    }

    private static List<SecBuffer> input(ChannelBindings bindings, byte[] token) {
        var input = new ArrayList<SecBuffer>();
        input.add(SecBuffer.token(token));
        input.add(SecBuffer.channelBindings(bindings));
        return input;
    }

    /** Over the line, encrypted. */
    private static byte[] carried(TlsParty from, TlsParty to, byte[] token) throws SspiException {
        to.receive(from.write(token));
        return to.text();
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsOfOneConnectionAreBoundToTheSame(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            assertBound(ends, bindings(ends.client), bindings(ends.server));
        }
    }

    /** Kerberos over this connection, each side bound to its own. */
    private void assertBound(Tls.Ends ends, ChannelBindings ofClient, ChannelBindings ofServer) throws SspiException {
        var begun = Sspi.initializeSecurityContext(alice, null, SERVICE, FLAGS, input(ofClient, new byte[0]));
        var request = carried(ends.client, ends.server, begun.token());
        var accepted = Sspi.acceptSecurityContext(web, null, Set.of(), input(ofServer, request));
        var answer = carried(ends.server, ends.client, accepted.token());
        var last = Sspi.initializeSecurityContext(alice, begun.context(), SERVICE, FLAGS, input(ofClient, answer));
        assertEquals(SecurityStatus.SEC_E_OK, accepted.status());
        assertEquals(SecurityStatus.SEC_E_OK, last.status());
        assertEquals("alice@EXAMPLE.COM", accepted.context().accessToken().userName());
        begun.context().close();
        accepted.context().close();
    }

    /** What the client sent over one connection, relayed by its server over another one. */
    private void assertRefused(Tls.Ends others, Tls.Ends ends, ChannelBindings ofClient, ChannelBindings ofServer) throws SspiException {
        var begun = Sspi.initializeSecurityContext(alice, null, SERVICE, FLAGS, input(ofClient, new byte[0]));
        var relayed = carried(ends.client, ends.server, carried(others.client, others.server, begun.token()));
        assertArrayEquals(begun.token(), relayed);
        assertEquals(SecurityStatus.SEC_E_BAD_BINDINGS, assertThrows(
                SspiException.class, () -> Sspi.acceptSecurityContext(web, null, Set.of(), input(ofServer, relayed))).status());
        begun.context().close();
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatWasSentToAnotherServerIsRefused(Tls tls) throws Exception {
        var otherWeb = Tls.inbound(tls.credentials(Tls.ROOT.server(Tls.WEB)));
        try (var ends = new Tls.Ends(tls);
                var others = new Tls.Ends(tls.client(), otherWeb)) {
            assertNotEquals(bindings(ends.client), bindings(others.server));
            assertRefused(others, ends, bindings(others.client), bindings(ends.server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBoundToIsTheHashOfTheServersCertificate(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var data = bindings(ends.client).applicationData();
            assertEquals(21 + 32, data.length);
            assertEquals("tls-server-end-point:", new String(data, 0, 21, StandardCharsets.US_ASCII));
            assertEquals(bindings(ends.client), bindings(ends.server));
        }
    }

    /** Those whose keying material can be exported. */
    static Stream<Tls> exporting() {
        return Stream.of(Tls.values()).filter(tls -> !tls.isOfJdk() || Runtime.version().feature() >= 25);
    }

    /** RFC 9266 2: this label, the empty context value, 32 bytes. */
    private static ChannelBindings exporter(TlsParty end) throws SspiException {
        end.context.set(
                SchannelAttribute.KEYING_MATERIAL_INFO,
                new SchannelAttribute.KeyingMaterialInfo("EXPORTER-Channel-Binding", new byte[0], 32));
        return ChannelBindings.tlsExporter(end.context.query(SchannelAttribute.KEYING_MATERIAL).keyingMaterial());
    }

    @ParameterizedTest
    @MethodSource("exporting")
    @DisplayName("RFC 9266: bound by tls-exporter")
    void bothEndsOfOneConnectionExportTheSame(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var data = exporter(ends.client).applicationData();
            assertEquals(13 + 32, data.length);
            assertEquals("tls-exporter:", new String(data, 0, 13, StandardCharsets.US_ASCII));
            assertEquals(exporter(ends.client), exporter(ends.server));
            assertBound(ends, exporter(ends.client), exporter(ends.server));
        }
    }

    /** The hash of the server's certificate is the same here. */
    @ParameterizedTest
    @MethodSource("exporting")
    void anotherConnectionOfTheSameTwoExportsSomethingElse(Tls tls) throws Exception {
        var client = tls.client();
        var server = tls.server();
        try (var ends = new Tls.Ends(client, server);
                var others = new Tls.Ends(client, server)) {
            assertEquals(bindings(others.client), bindings(ends.server));
            assertNotEquals(exporter(others.client), exporter(ends.server));
            assertRefused(others, ends, exporter(others.client), exporter(ends.server));
        }
    }

    /** On JDK 25 this is one backend against the other. */
    @ParameterizedTest
    @MethodSource("exporting")
    void theBackendsExportTheSame(Tls ofServer) throws Exception {
        for (var ofClient : exporting().filter(tls -> tls.isTls13() == ofServer.isTls13()).toList()) {
            try (var ends = new Tls.Ends(ofClient.client(), ofServer.server())) {
                assertEquals(exporter(ends.client), exporter(ends.server), ofClient::name);
            }
        }
    }
}
