package org.sspi4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.sspi4j.api.Identity;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/** The realm that both libraries are measured in, as files: the JVM that started the run has the KDC, the measuring ones do not. */
record Realm(Path folder) {
    static final String NAME = "EXAMPLE.COM";
    static final String USER = "alice";
    static final String SERVICE = "HTTP/web.example.com";
    /** The folder, in the JVMs that measure. */
    static final String PROPERTY = "sspi4j.benchmarks.realm";

    /** A KDC, and a folder for as long as it runs. */
    record Running(EmbeddedKdc kdc, Realm realm) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            kdc.close();
            try (var files = Files.walk(realm.folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    static Running start(int etype) throws IOException {
        var kdc = EmbeddedKdc.builder(NAME).encryptionTypes(etype).ticketLifetime(Duration.ofDays(1)).start();
        kdc.addUser(USER, "correct horse").addService(SERVICE);
        var realm = new Realm(Files.createTempDirectory("sspi4j-benchmarks"));
        kdc.keytab(USER, realm.userKeytab());
        kdc.keytab(SERVICE, realm.serviceKeytab());
        kdc.krb5Conf(realm.krb5Conf(Transport.UDP), Transport.UDP);
        kdc.krb5Conf(realm.krb5Conf(Transport.TCP), Transport.TCP);
        return new Running(kdc, realm);
    }

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

    Identity userIdentity() {
        return Identity.keytab(atRealm(USER), userKeytab());
    }

    Identity serviceIdentity() {
        return Identity.keytab(serviceKeytab());
    }

    static String atRealm(String principal) {
        return principal + "@" + NAME;
    }
}
