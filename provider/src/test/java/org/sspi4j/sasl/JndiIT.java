package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@DisplayName("JNDI's LDAP client with our mechanisms")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "ldap/localhost")
class JndiIT {
    @Test
    void itBindsWithNothingButItsEnvironment(@Krb5Conf Path krb5Conf, @Keytab("ldap/localhost") Path keytab) throws Exception {
        var result = ForkedJvm.of(JndiClients.class)
                .environment("KRB5_CONFIG", krb5Conf.toString())
                .arguments(krb5Conf.toString(), keytab.toString())
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals(List.of(
                "GSSAPI auth: alice@EXAMPLE.COM auth",
                "GSSAPI auth-int: alice@EXAMPLE.COM auth-int",
                "GSSAPI auth-conf: alice@EXAMPLE.COM auth-conf",
                "GS2-KRB5: alice@EXAMPLE.COM auth",
                "name and password: alice@EXAMPLE.COM auth-conf",
                "a wrong password: refused, AuthenticationException",
                "NTLM: EXAMPLE\\alice auth",
                "NTLM with a wrong password: refused, AuthenticationException",
                "a list: alice@EXAMPLE.COM auth",
                "GSSAPI, bound: alice@EXAMPLE.COM auth",
                "GS2-KRB5-PLUS: alice@EXAMPLE.COM auth",
                "NTLM, bound: EXAMPLE\\alice auth",
                "GSS-SPNEGO auth: alice@EXAMPLE.COM auth",
                "GSS-SPNEGO auth-int: alice@EXAMPLE.COM auth-int",
                "GSS-SPNEGO auth-conf: alice@EXAMPLE.COM auth-conf",
                "GSS-SPNEGO, bound: alice@EXAMPLE.COM auth",
                "GSSAPI, unbound: refused, AuthenticationException"), result.lines());
    }
}
