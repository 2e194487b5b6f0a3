package org.sspi4j.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.Security;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.fixture.JdkLogin;
import org.sspi4j.logon.Subjects;

/**
 * A main class in which the JDK's GSSAPI talks with ours, in each role and with each quality of protection. Its arguments are krb5.conf and
 * the service's keytab; it prints what was agreed on.
 */
final class JdkSides {
    private static final byte[] END_POINT = "tls-server-end-point:0123456789abcdef".getBytes(US_ASCII);
    private static final String BINDINGS_OF_JDK = "jdk.internal.sasl.tlschannelbinding";

    private final LdapRealm realm;
    private final Subject alice;
    private final Subject ldap;

    private JdkSides(LdapRealm realm, Subject alice, Subject ldap) {
        this.realm = realm;
        this.alice = alice;
        this.ldap = ldap;
    }

    public static void main(String[] args) throws Exception {
        var keytab = args[1];
        try (var realm = LdapRealm.of(Path.of(args[0]), Path.of(keytab))) {
            var alice = JdkLogin.of("alice", Map.of(), "secret");
            var ldap = JdkLogin.of(
                    LdapRealm.SERVICE,
                    Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "isInitiator", "false", "keyTab", keytab),
                    "");
            var sides = new JdkSides(realm, alice, ldap);
            for (var qop : new String[] {"auth", "auth-int", "auth-conf", "auth-conf,auth-int,auth"}) {
                var any = sides.jdkServer("auth,auth-int,auth-conf");
                System.out.println("our client, " + qop + ": " + sides.told(sides.ourClient(qop), any));
                var same = sides.jdkServer(qop);
                System.out.println("our client, " + qop + ", server of its own kind: " + sides.told(sides.ourClient(qop), same));
                System.out.println("our server, " + qop + ": " + sides.told(sides.jdkClient(qop, Map.of()), sides.ourServer(qop)));
            }
            System.out.println("bound: " + sides.told(sides.jdkClient("auth", Map.of(BINDINGS_OF_JDK, END_POINT)), sides.boundServer()));
            System.out.println("unbound: " + sides.told(sides.jdkClient("auth", Map.of()), sides.boundServer()));
            System.out.println("mutual: "
                    + sides.told(sides.jdkClient("auth", Map.of(Sasl.SERVER_AUTH, "true")), sides.ourServer("auth")));
        }
    }

    private SaslClient ourClient(String qop) throws Exception {
        return Conversation.client("GSSAPI", null, realm.client(Sasl.QOP, qop), null);
    }

    private SaslServer ourServer(String qop) throws Exception {
        return Conversation.server("GSSAPI", realm.server(Sasl.QOP, qop), null);
    }

    private SaslServer boundServer() throws Exception {
        return Conversation.server("GSSAPI", realm.server(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.of(END_POINT)), null);
    }

    private static <T> T jdk(String type, Class<T> factory) throws Exception {
        return factory.cast(Security.getProvider("JdkSASL").getService(type, "GSSAPI").newInstance(null));
    }

    private SaslServer jdkServer(String qop) throws Exception {
        var factory = jdk("SaslServerFactory", SaslServerFactory.class);
        var server = Subjects.callAs(ldap, () ->
                factory.createSaslServer("GSSAPI", "ldap", "dc.example.com", Map.of(Sasl.QOP, qop), Conversation.permitting()));
        return as(ldap, server, SaslServer.class);
    }

    private SaslClient jdkClient(String qop, Map<String, ?> more) throws Exception {
        var properties = new HashMap<String, Object>(more);
        properties.put(Sasl.QOP, qop);
        var factory = jdk("SaslClientFactory", SaslClientFactory.class);
        var client = Subjects.callAs(alice, () ->
                factory.createSaslClient(new String[] {"GSSAPI"}, null, "ldap", "dc.example.com", properties, null));
        return as(alice, client, SaslClient.class);
    }

    /** Each of its calls as the Subject, in which alone the JDK finds tickets and keys. */
    private static <T> T as(Subject subject, T side, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                JdkSides.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Callable<Object> call = () -> method.invoke(side, arguments);
                    try {
                        return Subjects.callAs(subject, call);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Who the client is and what protects messages, a few of which are exchanged; or why it came to nothing. */
    private String told(SaslClient client, SaslServer server) throws Exception {
        try (var both = new Conversation(client, server)) {
            both.run();
            var agreed = client.getNegotiatedProperty(Sasl.QOP);
            if (!agreed.equals(server.getNegotiatedProperty(Sasl.QOP))) {
                return "the client says " + agreed + ", the server " + server.getNegotiatedProperty(Sasl.QOP);
            }
            if (!agreed.equals("auth")) {
                both.talk();
                both.talk();
            }
            return server.getAuthorizationID() + " " + agreed;
        } catch (SaslException e) {
            return "refused, " + Optional.ofNullable(e.getCause()).orElse(e).getMessage();
        }
    }
}
