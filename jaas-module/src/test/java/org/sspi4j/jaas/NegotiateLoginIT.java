package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.jaas.Logins.context;
import static org.sspi4j.jaas.Logins.required;
import static org.sspi4j.jaas.Logins.says;

import java.nio.file.Path;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.FailedLoginException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** package=Negotiate: the logon is that of Kerberos, and the Subject has a handle that negotiates. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = NegotiateLoginIT.WEB)
class NegotiateLoginIT {
    static final String WEB = "HTTP/web.example.com";

    @Krb5Conf
    Path krb5Conf;

    @Keytab(WEB)
    Path keytab;

    @Test
    @DisplayName("both sides log in, and their Subjects negotiate Kerberos")
    void bothLogIn() throws Exception {
        var alice = new Subject();
        var client = context(alice, says("alice", "secret"), required("package", "Negotiate", "krb5Conf", krb5Conf.toString()));
        client.login();
        assertEquals(Set.of(new KerberosPrincipal("alice@EXAMPLE.COM")), alice.getPrincipals(KerberosPrincipal.class));
        var web = new Subject();
        var server = context(web, says("", ""), required(
                "package", "Negotiate", "krb5Conf", krb5Conf.toString(), "isInitiator", "false", "principal", WEB, "useKeyTab", "true",
                "keyTab", keytab.toString(), "storeKey", "true", "doNotPrompt", "true"));
        server.login();
        negotiate(alice, web);
        client.logout();
        server.logout();
    }

    private void negotiate(Subject alice, Subject web) throws Exception {
        var config = KerberosConfig.load(krb5Conf);
        try (var ours = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, Identity.of(alice), config);
                var theirs = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, Identity.of(web), config)) {
            var flags = Set.of(ContextFlag.MUTUAL_AUTH);
            var first = Sspi.initializeSecurityContext(ours, null, WEB, flags, new byte[0]);
            var accepted = Sspi.acceptSecurityContext(theirs, null, Set.of(), first.token());
            var done = Sspi.initializeSecurityContext(ours, first.context(), WEB, flags, accepted.token());
            assertEquals("Kerberos", done.context().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name());
            assertEquals("alice@EXAMPLE.COM", accepted.context().accessToken().userName());
            done.context().close();
            accepted.context().close();
        }
    }

    @Test
    @DisplayName("a wrong password is no login, though NTLM could be tried with it")
    void wrongPassword() throws Exception {
        var login = context(
                new Subject(), says("alice", "wrong"), required("package", "Negotiate", "krb5Conf", krb5Conf.toString()));
        assertThrows(FailedLoginException.class, login::login);
    }
}
