package org.sspi4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sspi4j.api.Identity;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.testkit.Transport;
import org.sspi4j.wire.DecodeException;

/** The realm that both libraries are measured in, as files: its KDC, if there is one, is another process. */
record Realm(Path folder) {
    static final String NAME = "EXAMPLE.COM";
    static final String USER = "alice";
    static final String SERVICE = "HTTP/web.example.com";
    /** The folder, in the JVMs that measure. */
    static final String PROPERTY = "sspi4j.benchmarks.realm";

    /** In a measuring JVM. */
    static Realm given() {
        return new Realm(Path.of(System.getProperty(PROPERTY)));
    }

    KerberosConfig config(Transport first) throws ConfigException {
        return KerberosConfig.load(krb5Conf(first));
    }

    Path krb5Conf(Transport first) {
        return folder.resolve("krb5-" + first + ".conf");
    }

    Path userKeytab() {
        return folder.resolve("user.keytab");
    }

    Path serviceKeytab() {
        return folder.resolve("service.keytab");
    }

    /** The client's tickets, made by {@link TicketMint}. */
    Path ccache() {
        return folder.resolve("user.ccache");
    }

    CredentialCache tickets() throws IOException, DecodeException {
        return CredentialCache.decode(Files.readAllBytes(ccache()));
    }

    /** Writes the client's tickets, made from the keytab's first key of the service. */
    void mintTickets() throws IOException, DecodeException {
        mintTickets(ccache());
    }

    /** Others than those that there are. */
    void mintTickets(Path ccache) throws IOException, DecodeException {
        var keys = Keytab.decode(Files.readAllBytes(serviceKeytab())).entries();
        Files.write(ccache, TicketMint.cache(keys.get(0)).encode());
    }

    /** Who logs on. */
    Identity userIdentity() {
        return Identity.keytab(atRealm(USER), userKeytab());
    }

    /** The same, logged on. */
    Identity loggedOn() {
        return Identity.ccache(ccache());
    }

    Identity serviceIdentity() {
        return Identity.keytab(serviceKeytab());
    }

    static String atRealm(String principal) {
        return principal + "@" + NAME;
    }
}
