package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@DisplayName("RFC 4752 GSSAPI with the JDK's at the other end")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
class JdkGssapiIT {
    @Test
    void bothAgreeInEachRole(@Krb5Conf Path krb5Conf, @Keytab(LdapRealm.SERVICE) Path keytab, @TempDir Path scratch) throws Exception {
        var result = ForkedJvm.of(JdkSides.class)
                .property("java.security.krb5.conf", krb5Conf)
                .property("java.io.tmpdir", scratch)
                .arguments(krb5Conf.toString(), keytab.toString())
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        var lines = result.lines();
        assertEquals(List.of(
                "our client, auth: alice@EXAMPLE.COM auth",
                "our client, auth, server of its own kind: alice@EXAMPLE.COM auth",
                "our server, auth: alice@EXAMPLE.COM auth",
                "our client, auth-int: alice@EXAMPLE.COM auth-int",
                "our client, auth-int, server of its own kind: alice@EXAMPLE.COM auth-int",
                "our server, auth-int: alice@EXAMPLE.COM auth-int",
                "our client, auth-conf: alice@EXAMPLE.COM auth-conf",
                "our client, auth-conf, server of its own kind: alice@EXAMPLE.COM auth-conf",
                "our server, auth-conf: alice@EXAMPLE.COM auth-conf",
                "our client, auth-conf,auth-int,auth: alice@EXAMPLE.COM auth-conf",
                "our client, auth-conf,auth-int,auth, server of its own kind: alice@EXAMPLE.COM auth-conf",
                "our server, auth-conf,auth-int,auth: alice@EXAMPLE.COM auth-conf",
                "bound: alice@EXAMPLE.COM auth"),
                lines.subList(0, 13));
        assertTrue(lines.get(13).startsWith("unbound: refused, SEC_E_BAD_BINDINGS"), lines.get(13));
        assertEquals("mutual: alice@EXAMPLE.COM auth", lines.get(14));
    }
}
