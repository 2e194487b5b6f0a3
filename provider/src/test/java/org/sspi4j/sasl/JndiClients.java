package org.sspi4j.sasl;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.ldap.InitialLdapContext;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.jca.SspiProvider;
import org.sspi4j.testkit.TestPki;

/**
 * A main class in which the JDK's LDAP client binds with our mechanisms, and reads who it is. Its arguments are krb5.conf, which it finds
 * in KRB5_CONFIG too, and the keytab of {@code ldap/localhost}.
 */
public final class JndiClients {
    private static final char[] NO_PASSWORD = {};
    private static SSLContext tls;

    private final LdapRealm realm;
    private final CredHandle negotiate;

    private JndiClients(LdapRealm realm, CredHandle negotiate) {
        this.realm = realm;
        this.negotiate = negotiate;
    }

    /** JNDI finds it by name: sockets that trust the test's authority. */
    public static final class Sockets {
        private Sockets() {}

        public static SocketFactory getDefault() {
            return tls.getSocketFactory();
        }
    }

    public static void main(String[] args) throws Exception {
        Security.insertProviderAt(new SspiProvider(), 1);
        var certificate = TestPki.root("Root").server("localhost");
        tls = tls(certificate.keyStore(NO_PASSWORD), TestPki.trusting(certificate.chain().get(certificate.chain().size() - 1)));
        var endPoint = ChannelBindings.tlsServerEndPoint(
                MessageDigest.getInstance("SHA-256").digest(certificate.certificate().getEncoded()));
        var bound = Map.of(SspiSasl.CHANNEL_BINDINGS, endPoint);
        var cbtype = Map.of("com.sun.jndi.ldap.tls.cbtype", "tls-server-end-point");
        try (var realm = LdapRealm.of(Path.of(args[0]), Path.of(args[1]));
                var negotiate = Sspi.acquireCredentialsHandle(
                        "Negotiate", CredentialUse.INBOUND, Identity.keytab(Path.of(args[1])))) {
            var clients = new JndiClients(realm, negotiate);
            for (var qop : new String[] {"auth", "auth-int", "auth-conf"}) {
                clients.tell("GSSAPI " + qop, "ldap", "GSSAPI", qop, Map.of(), Map.of());
            }
            clients.tell("GS2-KRB5", "ldap", "GS2-KRB5", "auth", Map.of(), Map.of());
            clients.tell("name and password", "ldap", "GSSAPI", "auth-conf", user("alice@EXAMPLE.COM", "secret"), Map.of());
            clients.tell("a wrong password", "ldap", "GSSAPI", "auth", user("alice@EXAMPLE.COM", "wrong"), Map.of());
            clients.tell("NTLM", "ldap", "NTLM", "auth", ntlm("secret"), Map.of());
            clients.tell("NTLM with a wrong password", "ldap", "NTLM", "auth", ntlm("wrong"), Map.of());
            clients.tell("a list", "ldap", "GS2-KRB5-PLUS SCRAM GSSAPI", "auth", Map.of(), Map.of());
            clients.tell("GSSAPI, bound", "ldaps", "GSSAPI", "auth", cbtype, bound);
            clients.tell("GS2-KRB5-PLUS", "ldaps", "GS2-KRB5-PLUS GS2-KRB5", "auth", cbtype, bound);
            clients.tell("NTLM, bound", "ldaps", "NTLM", "auth", with(cbtype, ntlm("secret")), bound);
            for (var qop : new String[] {"auth", "auth-int", "auth-conf"}) {
                clients.tell("GSS-SPNEGO " + qop, "ldap", "GSS-SPNEGO", qop, user("alice@EXAMPLE.COM", "secret"), Map.of());
            }
            clients.tell("GSS-SPNEGO, bound", "ldaps", "GSS-SPNEGO", "auth", with(cbtype, user("alice@EXAMPLE.COM", "secret")), bound);
            clients.tell("GSSAPI, unbound", "ldaps", "GSSAPI", "auth", Map.of(), bound);
        }
    }

    private static Map<String, Object> user(String name, String password) {
        return Map.of(Context.SECURITY_PRINCIPAL, name, Context.SECURITY_CREDENTIALS, password);
    }

    private static Map<String, Object> ntlm(String password) {
        return with(user("alice", password), Map.of("java.naming.security.sasl.realm", "EXAMPLE"));
    }

    private static Map<String, Object> with(Map<String, ?> some, Map<String, ?> more) {
        var all = Conversation.properties();
        all.putAll(some);
        all.putAll(more);
        return all;
    }

    private void tell(String what, String scheme, String mechanisms, String qop, Map<String, ?> client, Map<String, ?> server)
            throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        boolean overTls = scheme.equals("ldaps");
        try (var socket = overTls
                ? tls.getServerSocketFactory().createServerSocket(0, 1, loopback)
                : new ServerSocket(0, 1, loopback)) {
            var stub = new FutureTask<>(new LdapStub(socket, mechanism -> server(mechanism, server)));
            var thread = new Thread(stub, "LDAP");
            thread.setDaemon(true);
            thread.start();
            System.out.println(what + ": " + told(scheme + "://localhost:" + socket.getLocalPort(), mechanisms, qop, client, overTls));
        }
    }

    private SaslServer server(String mechanism, Map<String, ?> more) throws SaslException {
        var properties = mechanism.equals("NTLM") ? Conversation.properties() : realm.server();
        if (mechanism.equals("GSS-SPNEGO")) {
            properties.put(SspiSasl.CREDENTIAL, negotiate);
        }
        properties.putAll(more);
        properties.put(Sasl.QOP, "auth,auth-int,auth-conf");
        return Sasl.createSaslServer(mechanism, "ldap", "localhost", properties, JndiClients::users);
    }

    private static void users(Callback[] callbacks) {
        if (callbacks[0] instanceof AuthorizeCallback asked) {
            asked.setAuthorized(true);
        } else if (((NameCallback) callbacks[0]).getDefaultName().equals("EXAMPLE\\alice")) {
            ((PasswordCallback) callbacks[1]).setPassword("secret".toCharArray());
        }
    }

    /** Who the server says that the client is, and what protects messages. */
    private String told(String url, String mechanisms, String qop, Map<String, ?> more, boolean overTls) throws NamingException {
        var environment = new Hashtable<String, Object>(more);
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, url);
        environment.put(Context.SECURITY_AUTHENTICATION, mechanisms);
        environment.put(Sasl.QOP, qop);
        if (!more.containsKey(Context.SECURITY_PRINCIPAL)) {
            environment.put(SspiSasl.CREDENTIAL, realm.alice());
        }
        if (overTls) {
            environment.put("java.naming.ldap.factory.socket", Sockets.class.getName());
        }
        try {
            var context = new InitialLdapContext(environment, null);
            var root = context.getAttributes("", new String[] {"authzId", "qop"});
            var told = root.get("authzId").get() + " " + root.get("qop").get();
            context.close();
            return told;
        } catch (NamingException e) {
            return "refused, " + e.getClass().getSimpleName();
        }
    }

    private static SSLContext tls(KeyStore own, KeyStore trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, NO_PASSWORD);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
