package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECURITY_QOS_FAILED;
import static org.sspi4j.sasl.Conversation.refusal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.sasl.Sasl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** The rules of GSS-SPNEGO, on contexts of Kerberos: which mechanism SPNEGO would come to does not matter for them. */
@DisplayName("GSS-SPNEGO: the layer that the flags say")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
@Timeout(60)
class FlagsLayerTest {
    @Krb5Conf
    Path krb5Conf;

    @Keytab(LdapRealm.SERVICE)
    Path keytab;

    private LdapRealm realm;

    @BeforeEach
    void acquire() throws Exception {
        realm = LdapRealm.of(krb5Conf, keytab);
    }

    @AfterEach
    void release() {
        realm.close();
    }

    private Conversation conversation(Map<String, ?> client, Map<String, ?> server) throws Exception {
        var clientSide = ClientSide.of(
                Mechanism.GSS_SPNEGO, SaslProperties.of(client), "", new ChosenCredential(realm.alice(), false), LdapRealm.SERVICE);
        var opening = Opening.acceptor(new ChosenCredential(realm.ldap(), false));
        var serverSide = new ServerSide(
                Mechanism.GSS_SPNEGO, SaslProperties.of(server), "ldap", Optional.of("dc.example.com"), Optional.empty(), opening);
        return new Conversation(
                new SspiSaslClient(new Negotiation(Mechanism.GSS_SPNEGO, clientSide.opening(), clientSide.start())),
                new SspiSaslServer(new Negotiation(Mechanism.GSS_SPNEGO, opening, serverSide.start())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auth               | auth",
        "auth-int           | auth-int",
        "auth-conf          | auth-conf",
        "auth,auth-conf     | auth",
        "auth-int,auth-conf | auth-int",
        "auth-conf,auth     | auth-conf"})
    void theClientsFirstChoiceDecidesAndNoMessageSaysSo(String qop, String agreed) throws Exception {
        try (var both = conversation(Map.of(Sasl.QOP, qop), Map.of(Sasl.QOP, "auth,auth-int,auth-conf")).run()) {
            assertEquals(agreed, both.client().getNegotiatedProperty(Sasl.QOP));
            assertEquals(agreed, both.server().getNegotiatedProperty(Sasl.QOP));
            if (!agreed.equals("auth")) {
                both.talk();
            }
            assertEquals("alice@EXAMPLE.COM", both.server().getAuthorizationID());
        }
    }

    @ParameterizedTest
    @CsvSource({"auth, auth-int", "auth-conf, 'auth,auth-int'", "auth-int, auth-conf"})
    void aServerTakesNoOtherThanItsOwn(String client, String server) throws Exception {
        var both = conversation(Map.of(Sasl.QOP, client), Map.of(Sasl.QOP, server));
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(both::run));
    }

    /** As when SPNEGO comes to a mechanism that signs more than it was asked to. */
    @Test
    void aClientGoesOnWithNoOtherThanItsOwn() throws Exception {
        var opening = Opening.initiator(
                new ChosenCredential(realm.alice(), false), LdapRealm.SERVICE, Set.of(ContextFlag.INTEGRITY), Set.of());
        var side = new ClientSide(Mechanism.GSS_SPNEGO, SaslProperties.of(Map.of(Sasl.QOP, "auth-conf,auth")), "", opening);
        var client = new SspiSaslClient(new Negotiation(Mechanism.GSS_SPNEGO, opening, side.start()));
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> client.evaluateChallenge(new byte[0])));
    }

    @Test
    void aContextWithoutWhatIsRequiredIsNone() throws Exception {
        var opening = Opening.initiator(
                new ChosenCredential(realm.alice(), false), LdapRealm.SERVICE, Set.of(), Set.of(ContextFlag.MUTUAL_AUTH));
        var side = new ClientSide(Mechanism.GSS_SPNEGO, SaslProperties.of(Map.of()), "", opening);
        var client = new SspiSaslClient(new Negotiation(Mechanism.GSS_SPNEGO, opening, side.start()));
        assertEquals(SEC_E_SECURITY_QOS_FAILED, refusal(() -> client.evaluateChallenge(new byte[0])));
    }

    /** As when SPNEGO comes to NTLM, which proves no server. */
    @Test
    void aServerThatHasToProveItselfIsNotTakenWithout() throws Exception {
        try (var password = Secret.password("secret".toCharArray());
                var alice = Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password))) {
            for (boolean proven : new boolean[] {true, false}) {
                var server = Conversation.server("NTLM", Map.of(), callbacks -> { });
                var side = ClientSide.of(
                        Mechanism.GSS_SPNEGO,
                        SaslProperties.of(Map.of(Sasl.SERVER_AUTH, String.valueOf(proven))),
                        "",
                        new ChosenCredential(alice, false),
                        LdapRealm.SERVICE);
                var client = new SspiSaslClient(new Negotiation(Mechanism.GSS_SPNEGO, side.opening(), side.start()));
                var challenge = server.evaluateResponse(client.evaluateChallenge(new byte[0]));
                if (proven) {
                    assertEquals(SEC_E_SECURITY_QOS_FAILED, refusal(() -> client.evaluateChallenge(challenge)));
                } else {
                    client.evaluateChallenge(challenge);
                    assertEquals("false", client.getNegotiatedProperty(Sasl.SERVER_AUTH));
                }
            }
        }
    }

    /** Nobody tells it what this side takes: it takes what a SASL layer can say at all. */
    @Test
    void theLargestMessageIsTakenIfNothingWasSaid() throws Exception {
        var qop = Map.of(Sasl.QOP, "auth-int");
        try (var both = conversation(qop, qop).run()) {
            assertEquals("16777215", both.client().getNegotiatedProperty(Sasl.MAX_BUFFER));
        }
        try (var both = conversation(Map.of(Sasl.QOP, "auth-int", Sasl.MAX_BUFFER, "70000"), qop).run()) {
            assertEquals("70000", both.client().getNegotiatedProperty(Sasl.MAX_BUFFER));
            int largest = Integer.parseInt((String) both.client().getNegotiatedProperty(Sasl.RAW_SEND_SIZE));
            assertEquals(0x10000, both.client().wrap(new byte[largest], 0, largest).length);
        }
        try (var both = conversation(Map.of(), Map.of()).run()) {
            assertNull(both.client().getNegotiatedProperty(Sasl.MAX_BUFFER));
        }
    }
}
