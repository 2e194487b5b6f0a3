package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.gss.SspiGssManager;

/** IAKERB with MIT's sample programs of before 1.22, and a client that knows of no KDC. Their SPNEGO does not know it. */
@Timeout(60)
@DisplayName("IAKERB")
class MitIakerbIT {
    private static final String IAKERB = "1.3.6.1.5.2.5";
    private static final String SERVICE = "sample@svc.mit.example";
    private static final String WORDS = "by way of you";
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "-nomutual", "-seq"})
    @Shows(value = "mechanism " + IAKERB, against = {Peer.MIT_KDC, Peer.GSS_CLIENT})
    void anAcceptorAsksTheKdcForGssClient(String options) throws Exception {
        try (var keys = server()) {
            var heard = served(keys, options);
            assertEquals("alice@" + MIT.realm(), heard.client());
            assertEquals(3, heard.messages().size());
            assertArrayEquals(WORDS.getBytes(StandardCharsets.US_ASCII), heard.messages().get(0).message());
            assertEquals(4, heard.contextTokens().size(), "two for the logon, one for the ticket, one with it");
        }
    }

    private SampleServer.Conversation served(CredHandle keys, String more) throws Exception {
        var manager = new SspiGssManager();
        var krb5Conf = Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                default_realm = MIT.EXAMPLE
                dns_lookup_kdc = false
                dns_canonicalize_hostname = false
                [domain_realm]
                .mit.example = MIT.EXAMPLE
                """);
        try (var server = new SampleServer()) {
            var context = manager.createContext(manager.createCredential(keys));
            var served = GssClient.inBackground(() -> server.serve(context));
            var client = GssClient.run(krb5Conf, MIT.aliceCcache(), server.address(), SERVICE, options(more), WORDS);
            return client.unlessFailed(served);
        }
    }

    /** gss-client wants an identifier as ASN.1 writes it, and takes Kerberos if it cannot read it. */
    private static List<String> options(String more) {
        var options = new ArrayList<>(List.of("-mech", "{ " + IAKERB.replace('.', ' ') + " }", "-user", "alice", "-mcount", "3"));
        options.addAll(List.of("-pass", new String(PEERS.mitPassword("alice"))));
        if (!more.isEmpty()) {
            options.add(more);
        }
        return options;
    }

    private static CredHandle server() throws Exception {
        var keytab = Identity.keytab("sample/svc.mit.example", MIT.serviceKeytab());
        var config = KerberosConfig.load(MIT.krb5Conf()).toBuilder().iakerbRealms(MIT.realm()).build();
        return Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.INBOUND, keytab, config);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Shows(value = "mechanism " + IAKERB, against = {Peer.MIT_KDC, Peer.GSS_SERVER})
    void gssServerAsksTheKdcForAnInitiator(boolean mutual) throws Exception {
        try (var alice = client(alice(), config().iakerbBeforeMit122(true))) {
            var context = initiator(alice);
            context.requestMutualAuth(mutual);
            try (var client = SampleClient.connect(MIT.iakerbServer(), context)) {
                for (int i = 0; i < 3; i++) {
                    client.signedBack(WORDS.getBytes(StandardCharsets.US_ASCII), Protection.ENCRYPTED);
                }
                assertTrue(context.isEstablished());
                assertEquals(mutual, context.getMutualAuthState());
            }
        }
    }

    @Test
    void gssServerOfOldDoesNotUnderstandTheDraft() throws Exception {
        try (var alice = client(alice(), config())) {
            var context = initiator(alice);
            assertThrows(IOException.class, () -> SampleClient.connect(MIT.iakerbServer(), context));
        }
    }

    @Test
    void aWrongPasswordIsTheKdcsRefusal() throws Exception {
        var nobody = Identity.password("alice@" + MIT.realm(), Secret.password("wrong".toCharArray()));
        try (var alice = client(nobody, config().iakerbBeforeMit122(true))) {
            var context = initiator(alice);
            Refusal.of(() -> SampleClient.connect(MIT.iakerbServer(), context)).is(SecurityStatus.SEC_E_LOGON_DENIED, "PREAUTH_FAILED");
        }
    }

    private static GSSContext initiator(CredHandle alice) throws Exception {
        var manager = new SspiGssManager();
        var service = manager.createName(SERVICE, GSSName.NT_HOSTBASED_SERVICE);
        return manager.createContext(service, Side.oid(IAKERB), manager.createCredential(alice), GSSContext.DEFAULT_LIFETIME);
    }

    private static Identity alice() {
        return Identity.password("alice@" + MIT.realm(), Secret.password(PEERS.mitPassword("alice")));
    }

    /** Of somebody who knows of no KDC. */
    private static KerberosConfigBuilder config() {
        return KerberosConfig.builder()
                .defaultRealm(MIT.realm())
                .domainRealm(".mit.example", MIT.realm())
                .dnsLookupKdc(false);
    }

    private static CredHandle client(Identity identity, KerberosConfigBuilder config) throws SspiException {
        return Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.OUTBOUND, identity, config.build());
    }
}
