package org.sspi4j.benchmarks;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.testkit.Transport;

/**
 * The JDK's GSS-API, used as one does who wants it fast: names and the server's credential kept, the tickets in the client's
 * Subject, where ours puts them: the JDK takes none but the ticket-granting ticket from a credential cache.
 */
@State(Scope.Benchmark)
public class JdkPeers {
    private static final GSSManager MANAGER = GSSManager.getInstance();
    private static final byte[] NO_TOKEN = {};

    private final Oid kerberos = oid("1.2.840.113554.1.2.2");
    private final Oid spnego = oid("1.3.6.1.5.5.2");
    private final Oid principalName = oid("1.2.840.113554.1.2.2.1");
    private Subject client;
    private GSSCredential server;
    private GSSCredential negotiatingServer;
    private GSSName target;

    /** Both ends of an established context. */
    record Pair(GSSContext client, GSSContext server) {
        void close() throws GSSException {
            client.dispose();
            server.dispose();
        }
    }

    @Setup
    public void prepare() throws Exception {
        client = loggedOn();
        var service = subject(
                Realm.given().serviceKeytab().toString(), Realm.SERVICE, Map.of("isInitiator", "false", "storeKey", "true"));
        server = acceptor(service, kerberos);
        negotiatingServer = acceptor(service, spnego);
        target = MANAGER.createName(Realm.atRealm(Realm.SERVICE), principalName);
        establish().close();
        negotiate().close();
    }

    private static GSSCredential acceptor(Subject service, Oid mechanism) throws Exception {
        return as(service, () ->
                MANAGER.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, mechanism, GSSCredential.ACCEPT_ONLY));
    }

    private static Subject loggedOn() throws SspiException, ConfigException {
        var subject = new Subject();
        try (var credential = Sspi.acquireCredentialsHandle(
                OursPeers.KERBEROS, CredentialUse.OUTBOUND, Realm.given().loggedOn(), Realm.given().config(Transport.UDP))) {
            credential.publish(subject);
        }
        return subject;
    }

    /** Asks the KDC for a ticket-granting ticket. */
    static Subject logOnWithKeytab() throws LoginException {
        return subject(Realm.given().userKeytab().toString(), Realm.USER, Map.of());
    }

    /** The first leg. */
    byte[] initiate() throws Exception {
        return as(client, () -> initiator(kerberos).initSecContext(NO_TOKEN, 0, 0));
    }

    /** The second leg. */
    GSSContext accept(byte[] token) throws GSSException {
        var context = MANAGER.createContext(server);
        context.acceptSecContext(token, 0, token.length);
        return context;
    }

    /** All legs, with the ticket that the client has. */
    Pair establish() throws Exception {
        return establish(client);
    }

    Pair establish(Subject client) throws Exception {
        return as(client, () -> establish(initiator(kerberos), MANAGER.createContext(server)));
    }

    /** The same inside SPNEGO. */
    Pair negotiate() throws Exception {
        return as(client, () -> establish(initiator(spnego), MANAGER.createContext(negotiatingServer)));
    }

    static Pair establish(GSSContext initiator, GSSContext acceptor) throws GSSException {
        byte[] request = initiator.initSecContext(NO_TOKEN, 0, 0);
        byte[] reply = acceptor.acceptSecContext(request, 0, request.length);
        initiator.initSecContext(reply, 0, reply.length);
        if (!initiator.isEstablished() || !acceptor.isEstablished()) {
            throw new IllegalStateException("one answer does not establish the context");
        }
        return new Pair(initiator, acceptor);
    }

    private GSSContext initiator(Oid mechanism) throws GSSException {
        var context = MANAGER.createContext(target, mechanism, null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestConf(true);
        context.requestInteg(true);
        context.requestReplayDet(true);
        context.requestSequenceDet(true);
        return context;
    }

    static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws Exception {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private static Subject subject(String keytab, String principal, Map<String, String> more) throws LoginException {
        var options = new HashMap<>(Map.of(
                "useKeyTab", "true", "keyTab", keytab, "principal", Realm.atRealm(principal), "doNotPrompt", "true"));
        options.putAll(more);
        var entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        var login = new LoginContext("benchmarks", null, null, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        });
        login.login();
        return login.getSubject();
    }

    private static Oid oid(String dotted) {
        try {
            return new Oid(dotted);
        } catch (GSSException e) {
            throw new IllegalArgumentException(dotted, e);
        }
    }
}
