package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECURITY_QOS_FAILED;
import static org.sspi4j.sasl.Conversation.NOTHING;
import static org.sspi4j.sasl.Conversation.refusal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.Sasl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@DisplayName("GSS-SPNEGO: Negotiate, and the layer that the flags say")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
@Timeout(60)
class SpnegoTest {
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
            "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("secret".toCharArray())), Set.of())));

    @Krb5Conf
    Path krb5Conf;

    @Keytab(LdapRealm.SERVICE)
    Path keytab;

    private KerberosConfig config;
    private CredHandle server;

    @BeforeEach
    void acquire() throws Exception {
        config = KerberosConfig.load(krb5Conf);
        var both = NegotiateCred.builder()
                .kerberos(Identity.keytab(keytab))
                .ntlm(NtlmCred.builder().accounts(ALICE).targetNames(LdapRealm.SERVICE).build())
                .build();
        server = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, both, config);
    }

    @AfterEach
    void release() {
        server.close();
    }

    private Conversation conversation(NtlmUse ntlm, Map<String, Object> client, Map<String, Object> more) throws Exception {
        var user = ntlm == NtlmUse.ONLY ? "EXAMPLE\\alice" : "alice";
        var properties = Conversation.properties(SspiSasl.CREDENTIAL, server);
        properties.putAll(more);
        try (var password = Secret.password("secret".toCharArray());
                var alice = Sspi.acquireCredentialsHandle(
                        "Negotiate",
                        CredentialUse.OUTBOUND,
                        NegotiateCred.builder().identity(Identity.password(user, password)).ntlmUse(ntlm).build(),
                        config)) {
            client.put(SspiSasl.CREDENTIAL, alice);
            return new Conversation(
                    Conversation.client("GSS-SPNEGO", null, client, null), Conversation.server("GSS-SPNEGO", properties, null)).run();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "NEVER | auth            | auth      | alice@EXAMPLE.COM",
        "NEVER | auth-int        | auth-int  | alice@EXAMPLE.COM",
        "NEVER | auth-conf,auth  | auth-conf | alice@EXAMPLE.COM",
        "ONLY  | auth            | auth      | EXAMPLE\\alice",
        "ONLY  | auth-int        | auth-int  | EXAMPLE\\alice",
        "ONLY  | auth-conf       | auth-conf | EXAMPLE\\alice"})
    void eitherPackageDoesEachLayer(NtlmUse ntlm, String qop, String agreed, String client) throws Exception {
        try (var both = conversation(
                ntlm, Conversation.properties(Sasl.QOP, qop), Conversation.properties(Sasl.QOP, "auth,auth-int,auth-conf"))) {
            assertEquals(agreed, both.client().getNegotiatedProperty(Sasl.QOP));
            assertEquals(agreed, both.server().getNegotiatedProperty(Sasl.QOP));
            assertEquals(client, both.server().getAuthorizationID());
            assertEquals("dc.example.com", both.server().getNegotiatedProperty(Sasl.BOUND_SERVER_NAME));
            assertEquals(String.valueOf(ntlm == NtlmUse.NEVER), both.client().getNegotiatedProperty(Sasl.SERVER_AUTH));
            if (!agreed.equals("auth")) {
                both.talk();
                both.talk();
            }
        }
    }

    @Test
    void aServerThatMustProveItselfIsNotOneOfNtlm() {
        var proven = Conversation.properties(Sasl.SERVER_AUTH, "true");
        assertEquals(
                SEC_E_SECURITY_QOS_FAILED,
                refusal(() -> conversation(NtlmUse.ONLY, proven, Conversation.properties())));
    }

    @Test
    void aServerThatSignsTakesNobodyWhoDoesNot() {
        var signed = Conversation.properties(Sasl.QOP, "auth-int,auth-conf");
        assertEquals(
                SEC_E_QOP_NOT_SUPPORTED, refusal(() -> conversation(NtlmUse.NEVER, Conversation.properties(), signed)));
    }

    @ParameterizedTest
    @CsvSource({"NEVER", "ONLY"})
    void itIsBoundToTheChannel(NtlmUse ntlm) throws Exception {
        var bindings = ChannelBindings.tlsServerEndPoint(new byte[32]);
        conversation(
                ntlm,
                Conversation.properties("jdk.internal.sasl.tlschannelbinding", bindings.applicationData()),
                Conversation.properties(SspiSasl.CHANNEL_BINDINGS, bindings)).close();
        var other = Conversation.properties(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.tlsServerEndPoint(new byte[48]));
        assertEquals(
                SEC_E_BAD_BINDINGS,
                refusal(() -> conversation(ntlm, other, Conversation.properties(SspiSasl.CHANNEL_BINDINGS, bindings))));
    }

    @Test
    void itBeginsWithAFramedToken() throws Exception {
        var alice = Sspi.acquireCredentialsHandle(
                "Negotiate", CredentialUse.OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())), config);
        var client = Conversation.client("GSS-SPNEGO", null, Map.of(SspiSasl.CREDENTIAL, alice), null);
        assertTrue(client.evaluateChallenge(NOTHING)[0] == 0x60);
        alice.close();
        client.dispose();
    }
}
