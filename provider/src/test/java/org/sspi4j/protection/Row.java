package org.sspi4j.protection;

import static org.sspi4j.api.CredentialUse.INBOUND;
import static org.sspi4j.api.CredentialUse.OUTBOUND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.Loop;
import org.sspi4j.testkit.EmbeddedKdc;

/** A row of the protection matrix: a way to come to a context whose messages are protected. */
enum Row {
    KERBEROS_AES256("Kerberos", 18),
    KERBEROS_AES128("Kerberos", 17);

    static final Set<ContextFlag> FLAGS = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT);

    private static final String SERVICE = "HTTP/web.example.com";

    private final String packageName;
    private final int etype;

    Row(String packageName, int etype) {
        this.packageName = packageName;
        this.etype = etype;
    }

    String packageName() {
        return packageName;
    }

    /** Several contexts of this row. The worlds that they need end with it. */
    Contexts open() throws Exception {
        var kdc = EmbeddedKdc.builder("EXAMPLE.COM").encryptionTypes(etype).start();
        kdc.addUser("alice", "secret").addService(SERVICE);
        Path dir = Files.createTempDirectory("protection");
        var config = KerberosConfig.load(kdc.krb5Conf(dir.resolve("krb5.conf")));
        var keytab = Identity.keytab(SERVICE, kdc.keytab(SERVICE, dir.resolve("web.keytab")));
        var client = Sspi.acquireCredentialsHandle(
                packageName, OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())), config);
        var server = Sspi.acquireCredentialsHandle(packageName, INBOUND, keytab, config);
        return new Contexts() {
            @Override
            public Loop.Ends establish() throws Exception {
                return Loop.establish(client, server, SERVICE, FLAGS);
            }

            @Override
            public void close() throws IOException {
                client.close();
                server.close();
                kdc.close();
                for (String file : new String[] {"krb5.conf", "web.keytab", ""}) {
                    Files.delete(dir.resolve(file));
                }
            }
        };
    }

    /** Makes contexts. */
    interface Contexts extends AutoCloseable {
        Loop.Ends establish() throws Exception;
    }
}
