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
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.Qop;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.Loop;
import org.sspi4j.testkit.EmbeddedKdc;

/** A row of the protection matrix: a way to come to a context whose messages are protected. */
enum Row {
    KERBEROS_AES256("Kerberos", 18),
    KERBEROS_AES128("Kerberos", 17),
    NEGOTIATE("Negotiate", 18),
    /**
     * A context has one quality of protection for all messages, EncryptMessage no other than sealed, and there is one key stream, so that
     * no message is taken out of its turn. What was sent and what was received differ in the key alone.
     */
    NTLM("NTLM", 0) {
        @Override
        Column.Contexts open() throws Exception {
            return Column.NTLM.open();
        }

        @Override
        String speaks() {
            return "NTLM";
        }

        @Override
        Set<ContextFlag> flags(int qop) {
            var flags = EnumSet.copyOf(FLAGS);
            flags.remove(ContextFlag.MUTUAL_AUTH);
            if (qop == Qop.WRAP_NO_ENCRYPT) {
                flags.remove(ContextFlag.CONFIDENTIALITY);
            }
            return flags;
        }

        /** Seals it. */
        @Override
        boolean wrapsReadably() {
            return false;
        }

        @Override
        Object unordered(Sequence place) {
            return SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
        }

        @Override
        SecurityStatus ofOurOwn() {
            return SecurityStatus.SEC_E_MESSAGE_ALTERED;
        }
    };

    static final Set<ContextFlag> FLAGS = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT);

    private static final String SERVICE = "HTTP/web.example.com";

    private final String packageName;
    private final int etype;

    /** @param etype of a KDC's keys; 0 where there is none */
    Row(String packageName, int etype) {
        this.packageName = packageName;
        this.etype = etype;
    }

    /** The package whose messages they are: Negotiate chooses it. */
    String speaks() {
        return "Kerberos";
    }

    /** What is asked of a context for messages of this quality, and told of it. */
    Set<ContextFlag> flags(int qop) {
        return FLAGS;
    }

    /** Whether EncryptMessage can leave a message as it is, and only sign it. */
    boolean wrapsReadably() {
        return true;
    }

    /** What becomes of a message that is not in its turn, where the caller wants to be told: its place, or a status. */
    Object unordered(Sequence place) {
        return place;
    }

    /** What becomes of a message that is handed back to its sender. */
    SecurityStatus ofOurOwn() {
        return SecurityStatus.SEC_E_INVALID_TOKEN;
    }

    /** Several contexts of this row. The worlds that they need end with it. */
    Column.Contexts open() throws Exception {
        var kdc = EmbeddedKdc.builder("EXAMPLE.COM").encryptionTypes(etype).start();
        kdc.addUser("alice", "secret").addService(SERVICE);
        Path dir = Files.createTempDirectory("protection");
        var config = KerberosConfig.load(kdc.krb5Conf(dir.resolve("krb5.conf")));
        var keytab = Identity.keytab(SERVICE, kdc.keytab(SERVICE, dir.resolve("web.keytab")));
        var client = Sspi.acquireCredentialsHandle(
                packageName, OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())), config);
        var server = Sspi.acquireCredentialsHandle(packageName, INBOUND, keytab, config);
        return new Column.Contexts() {
            @Override
            public Loop.Ends establish(Set<ContextFlag> flags) throws Exception {
                return Loop.establish(client, server, SERVICE, flags);
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
}
