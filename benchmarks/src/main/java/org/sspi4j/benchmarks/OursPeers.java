package org.sspi4j.benchmarks;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.Oid;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;
import org.sspi4j.gss.SspiGssManager;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.kdc.SocketKdcTransport;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.testkit.Transport;

/** Ours: a client that has its ticket, a server with a keytab, and the contexts between them. */
@State(Scope.Benchmark)
public class OursPeers {
    static final Set<ContextFlag> WANTED = Set.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY);
    static final Set<ContextFlag> NOTHING = Set.of();
    static final byte[] NO_TOKEN = {};
    static final String KERBEROS = "Kerberos";
    static final String NEGOTIATE = "Negotiate";

    private final PacedFacilities facilities = new PacedFacilities();
    private final Engine engine = engine(new SocketKdcTransport(), facilities);
    private CredHandle client;
    private CredHandle server;
    private CredHandle negotiatingClient;
    private CredHandle negotiatingServer;

    /** Both ends of an established context. */
    record Pair(CtxtHandle client, CtxtHandle server) {
        void close() throws SspiException {
            client.close();
            server.close();
        }
    }

    @Setup
    public void prepare() throws Exception {
        client = client(KERBEROS);
        server = server(KERBEROS);
        negotiatingClient = client(NEGOTIATE);
        negotiatingServer = server(NEGOTIATE);
        establish().close();
        negotiate().close();
        facilities.pace();
    }

    private CredHandle client(String packageName) throws Exception {
        return engine.acquire(
                packageName, CredentialUse.OUTBOUND, Realm.given().loggedOn(), Realm.given().config(Transport.UDP));
    }

    private CredHandle server(String packageName) throws Exception {
        return engine.acquire(
                packageName, CredentialUse.INBOUND, Realm.given().serviceIdentity(), Realm.given().config(Transport.UDP));
    }

    /** A client who has logged on, with a ticket that nobody else has. */
    CredHandle anotherClient(int number) throws Exception {
        var ccache = Realm.given().folder().resolve("client-" + number + ".ccache");
        Realm.given().mintTickets(ccache);
        return engine.acquire(
                KERBEROS, CredentialUse.OUTBOUND, Identity.ccache(ccache), Realm.given().config(Transport.UDP));
    }

    /** The first leg. */
    ContextResult initiate() throws SspiException {
        return initiate(client);
    }

    ContextResult initiate(CredHandle client) throws SspiException {
        return engine.initialize(client, null, Realm.SERVICE, WANTED, List.of(SecBuffer.token(NO_TOKEN)));
    }

    /** The second leg. */
    ContextResult accept(byte[] token) throws SspiException {
        return accept(server, token);
    }

    private ContextResult accept(CredHandle server, byte[] token) throws SspiException {
        return engine.accept(server, null, NOTHING, List.of(SecBuffer.token(token)));
    }

    /** All legs, with the ticket that the client has. */
    Pair establish() throws SspiException {
        return establish(client, server);
    }

    /** The same inside Negotiate. */
    Pair negotiate() throws SspiException {
        return establish(negotiatingClient, negotiatingServer);
    }

    private Pair establish(CredHandle client, CredHandle server) throws SspiException {
        var first = initiate(client);
        var second = accept(server, first.token());
        var last = engine.initialize(client, first.context(), Realm.SERVICE, NOTHING, List.of(SecBuffer.token(second.token())));
        if (!second.isComplete() || !last.isComplete()) {
            throw new IllegalStateException("one answer does not establish the context");
        }
        return new Pair(first.context(), second.context());
    }

    /** All legs, through our GSS-API. */
    JdkPeers.Pair establishGss() throws Exception {
        var manager = new SspiGssManager(Realm.given().config(Transport.UDP));
        var target = manager.createName(Realm.atRealm(Realm.SERVICE), new Oid("1.2.840.113554.1.2.2.1"));
        var initiator = JdkPeers.as(
                holding(CredentialUse.OUTBOUND, Realm.given().loggedOn()),
                () -> manager.createCredential(GSSCredential.INITIATE_ONLY));
        var acceptor = JdkPeers.as(
                holding(CredentialUse.INBOUND, Realm.given().serviceIdentity()),
                () -> manager.createCredential(GSSCredential.ACCEPT_ONLY));
        return JdkPeers.establish(
                manager.createContext(target, null, initiator, GSSContext.DEFAULT_LIFETIME), manager.createContext(acceptor));
    }

    /** A Subject with a handle of the process's engine, which our GSS-API uses. */
    private static Subject holding(CredentialUse use, Identity identity) throws Exception {
        var credential =
                Sspi.acquireCredentialsHandle(KERBEROS, use, identity, Realm.given().config(Transport.UDP));
        return new Subject(false, Set.of(), Set.of(), Set.of(credential));
    }

    static Engine engine(KdcTransport kdcs, Facilities facilities) {
        var packages = ServiceLoader.load(SecurityPackage.class).stream().map(ServiceLoader.Provider::get).toList();
        return new Engine(packages, kdcs, facilities, PrivilegePolicy.STANDARD);
    }
}
