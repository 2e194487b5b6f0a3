package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.sasl.Conversation.refusal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.jca.SspiProvider;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Who is offered, and who is declined. */
class FactoriesTest {
    private static final Set<String> ALL = Set.of("GSS-SPNEGO", "GSSAPI", "GS2-KRB5", "GS2-KRB5-PLUS", "NTLM");

    private final SspiSaslClientFactory clients = new SspiSaslClientFactory();
    private final SspiSaslServerFactory servers = new SspiSaslServerFactory();

    /** A bind as the process itself would pass for the user's. */
    @Test
    void whoNamesAUserAndTellsNoPasswordIsNobody() {
        CallbackHandler forgetful = callbacks -> {
            if (callbacks[0] instanceof NameCallback name) {
                name.setName("alice");
            }
        };
        var refused = assertThrows(SspiException.class, () -> Prompts.ask(forgetful, Mechanism.GSSAPI));
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refused.status());
    }

    private static void alice(Callback... callbacks) throws UnsupportedCallbackException {
        for (var callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName("EXAMPLE\\alice");
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword("secret".toCharArray());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private SaslClient client(Map<String, ?> properties, String... mechanisms) throws Exception {
        CallbackHandler alice = FactoriesTest::alice;
        return clients.createSaslClient(mechanisms, null, "ldap", "dc.example.com", properties, alice);
    }

    @Test
    void theProviderHasAServiceForEachMechanism() throws Exception {
        var provider = new SspiProvider();
        for (var mechanism : ALL) {
            var client = provider.getService("SaslClientFactory", mechanism).newInstance(null);
            assertEquals(mechanism, one(assertInstanceOf(SaslClientFactory.class, client).getMechanismNames(null), mechanism));
            var server = provider.getService("SaslServerFactory", mechanism).newInstance(null);
            assertEquals(mechanism, one(assertInstanceOf(SaslServerFactory.class, server).getMechanismNames(null), mechanism));
        }
        assertNull(provider.getService("SaslClientFactory", "PLAIN"));
    }

    private static String one(String[] names, String wanted) {
        return Stream.of(names).filter(wanted::equals).findFirst().orElse("none");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        Sasl.POLICY_NOPLAINTEXT + ", GSS-SPNEGO GSSAPI GS2-KRB5 GS2-KRB5-PLUS NTLM",
        Sasl.POLICY_NOANONYMOUS + ", GSS-SPNEGO GSSAPI GS2-KRB5 GS2-KRB5-PLUS NTLM",
        Sasl.POLICY_NOACTIVE + ", GSSAPI GS2-KRB5 GS2-KRB5-PLUS",
        Sasl.POLICY_NODICTIONARY + ", ''",
        Sasl.POLICY_FORWARD_SECRECY + ", ''",
        Sasl.POLICY_PASS_CREDENTIALS + ", ''",
        "other, GSS-SPNEGO GSSAPI GS2-KRB5 GS2-KRB5-PLUS NTLM"})
    void policiesLeaveThoseThatPromiseThem(String policy, String left) throws Exception {
        var expected = new TreeSet<>(List.of(left.split(" ")));
        expected.remove("");
        for (var names : List.of(clients.getMechanismNames(Map.of(policy, "true")), servers.getMechanismNames(Map.of(policy, "TRUE")))) {
            assertEquals(expected, new TreeSet<>(List.of(names)));
        }
        var client = client(Map.of(policy, "true"), "NTLM");
        assertEquals(expected.contains("NTLM"), client != null);
        assertNotNull(client(Map.of(policy, "false"), "NTLM"));
    }

    @Test
    void withoutPropertiesAllAreNamed() {
        assertEquals(ALL, new TreeSet<>(List.of(clients.getMechanismNames(null))));
        assertEquals(ALL, new TreeSet<>(List.of(servers.getMechanismNames(Map.of()))));
    }

    @Test
    void theFirstThatFitsIsTaken() throws Exception {
        assertEquals("NTLM", client(Map.of(), "PLAIN", "GS2-KRB5-PLUS", "NTLM", "GSSAPI").getMechanismName());
        assertNull(client(Map.of(), "PLAIN", "ntlm"));
        assertNull(servers.createSaslServer("PLAIN", "ldap", "dc.example.com", Map.of(), FactoriesTest::alice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTLM", "GS2-KRB5"})
    void withoutALayerThereIsNoProtection(String mechanism) throws Exception {
        assertNull(client(Map.of(Sasl.QOP, "auth-conf,auth-int"), mechanism));
        assertNull(servers.createSaslServer(mechanism, "ldap", "dc.example.com", Map.of(Sasl.QOP, "auth-int"), FactoriesTest::alice));
        assertNotNull(client(Map.of(Sasl.QOP, "auth-conf,auth"), "NTLM"));
    }

    /** Else the client would act as itself, and nobody would notice. */
    @Test
    void whereNobodyCanBeActedForNobodyIsAskedTo() throws Exception {
        CallbackHandler alice = FactoriesTest::alice;
        var mechanisms = new String[] {"GSS-SPNEGO", "NTLM"};
        assertNull(clients.createSaslClient(mechanisms, "root", "ldap", "dc.example.com", Map.of(), alice));
        assertNotNull(clients.createSaslClient(new String[] {"NTLM"}, "", "ldap", "dc.example.com", Map.of(), alice));
    }

    @Test
    void ntlmDoesNotAuthenticateServers() throws Exception {
        assertNull(client(Map.of(Sasl.SERVER_AUTH, "true"), "NTLM"));
        assertNotNull(client(Map.of(Sasl.SERVER_AUTH, "false"), "NTLM"));
    }

    @Test
    void credentialsOfOthersAreForOthers() throws Exception {
        assertNull(client(Map.of(Sasl.CREDENTIALS, "a GSSCredential"), "NTLM"));
        assertNull(servers.createSaslServer("NTLM", "ldap", null, Map.of(Sasl.CREDENTIALS, "another"), FactoriesTest::alice));
    }

    @Test
    void anUnknownQualityOfProtectionIsAnError() {
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> client(Map.of(Sasl.QOP, "auth,auth-max"), "NTLM")));
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> client(Map.of(Sasl.QOP, "auth_int"), "NTLM")));
    }

    @Test
    void aProtocolIsNeededAndForClientsAHost() {
        assertThrows(
                NullPointerException.class,
                () -> clients.createSaslClient(new String[] {"NTLM"}, null, "ldap", null, null, FactoriesTest::alice));
        assertThrows(NullPointerException.class, () -> servers.createSaslServer("NTLM", null, "dc", null, FactoriesTest::alice));
    }
}
