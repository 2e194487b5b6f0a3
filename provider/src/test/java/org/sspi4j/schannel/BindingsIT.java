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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
            var ours = input(bindings(ends.client), new byte[0]);
            var begun = Sspi.initializeSecurityContext(alice, null, SERVICE, FLAGS, ours);
            var request = carried(ends.client, ends.server, begun.token());
            var accepted = Sspi.acceptSecurityContext(web, null, Set.of(), input(bindings(ends.server), request));
            var answer = carried(ends.server, ends.client, accepted.token());
            var last = Sspi.initializeSecurityContext(
                    alice, begun.context(), SERVICE, FLAGS, input(bindings(ends.client), answer));
            assertEquals(SecurityStatus.SEC_E_OK, accepted.status());
            assertEquals(SecurityStatus.SEC_E_OK, last.status());
            assertEquals("alice@EXAMPLE.COM", accepted.context().accessToken().userName());
            begun.context().close();
            accepted.context().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatWasSentToAnotherServerIsRefused(Tls tls) throws Exception {
        var otherWeb = Tls.inbound(tls.credentials(Tls.ROOT.server(Tls.WEB)));
        try (var ends = new Tls.Ends(tls);
                var others = new Tls.Ends(tls.client(), otherWeb)) {
            assertNotEquals(bindings(ends.client), bindings(others.server));
            var begun = Sspi.initializeSecurityContext(
                    alice, null, SERVICE, FLAGS, input(bindings(others.client), new byte[0]));
            var relayed = carried(ends.client, ends.server, carried(others.client, others.server, begun.token()));
            assertArrayEquals(begun.token(), relayed);
            assertEquals(SecurityStatus.SEC_E_BAD_BINDINGS, assertThrows(
                    SspiException.class,
                    () -> Sspi.acceptSecurityContext(web, null, Set.of(), input(bindings(ends.server), relayed))).status());
            begun.context().close();
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
}
