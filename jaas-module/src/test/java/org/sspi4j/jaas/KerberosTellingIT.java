package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.Leaks;
import org.sspi4j.testkit.User;

/** What a login with {@code debug=true} tells: why, and no secret. */
@KerberosRealm(users = @User(name = "alice", password = KerberosTellingIT.PASSWORD), services = KerberosTellingIT.WEB)
class KerberosTellingIT {
    static final String PASSWORD = "correct horse";
    static final String WEB = "HTTP/web.example.com";

    @TempDir
    Path dir;

    @Krb5Conf
    Path krb5Conf;

    @Keytab(WEB)
    Path keytab;

    private final Leaks leaks = new Leaks();
    private Leaks.Listening log;

    @BeforeEach
    void listen() {
        log = leaks.listen("org.sspi4j");
        leaks.secret("the password", PASSWORD);
        leaks.secret("the wrong password", "wrong horse");
        var web = new KerberosPrincipal(WEB + "@EXAMPLE.COM");
        for (var key : KeyTab.getInstance(web, keytab.toFile()).getKeys(web)) {
            leaks.secret("key of the service, " + key.getKeyType(), key.getEncoded());
        }
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void aLoginByPassword() throws Exception {
        var login = login(Logins.says("alice", PASSWORD), "services", WEB, "storeKey", "true");
        tells("Logged on: Kerberos BOTH alice@EXAMPLE.COM from ");
        tells(System.lineSeparator() + "    CREDENTIAL The credentials are the password of alice@EXAMPLE.COM");
        tells(System.lineSeparator() + "    KDC alice logs on at the KDC of EXAMPLE.COM");
        tells(System.lineSeparator() + "    TICKET alice@EXAMPLE.COM is logged on until ");
        tells("alice@EXAMPLE.COM has a ticket for " + WEB);
        noSecretIsTold(login, "session key for krbtgt/EXAMPLE.COM@EXAMPLE.COM", "session key for " + WEB + "@EXAMPLE.COM");
    }

    @Test
    void aLoginByKeytab() throws Exception {
        var login = login(null, "useKeyTab", "true", "keyTab", keytab.toString(), "principal", WEB);
        tells(System.lineSeparator() + "    KEY ");
        tells(" keys in " + keytab + " are used");
        noSecretIsTold(login, "session key for krbtgt/EXAMPLE.COM@EXAMPLE.COM");
    }

    @Test
    void aLoginByCache() throws Exception {
        var first = login(Logins.says("alice", PASSWORD));
        var cache = CcacheFile.of(first.getSubject().getPrivateCredentials(KerberosTicket.class).iterator().next(), dir.resolve("cc"));
        var login = login(null, "useTicketCache", "true", "ticketCache", "FILE:" + cache, "doNotPrompt", "true");
        tells(System.lineSeparator() + "    CREDENTIAL FILE:" + cache + " is the credential cache of alice@EXAMPLE.COM, with 1 tickets");
        noSecretIsTold(login, "session key for krbtgt/EXAMPLE.COM@EXAMPLE.COM");
    }

    @Test
    void anAcceptor() throws Exception {
        var login = login(null, "isInitiator", "false", "storeKey", "true", "useKeyTab", "true", "keyTab", keytab.toString(), "principal",
                WEB,
                "doNotPrompt", "true");
        tells("Logged on: Kerberos INBOUND");
        noSecretIsTold(login);
    }

    @Test
    void aRefusedLogin() {
        var failure = assertThrows(LoginException.class, () -> login(Logins.says("alice", "wrong horse")));
        tells("Not from ");
        tells(System.lineSeparator() + "    KDC alice logs on at the KDC of EXAMPLE.COM");
        leaks.told(failure);
        leaks.told(((SspiException) failure.getCause()).decisions());
        assertEquals(Set.of(), leaks.found());
    }

    private LoginContext login(CallbackHandler handler, String... namesAndValues) throws LoginException {
        var options = new HashMap<String, String>(Logins.options(namesAndValues));
        options.remove("package");
        options.put("krb5Conf", krb5Conf.toString());
        options.put("debug", "true");
        var login = Logins.context(new Subject(), handler, Logins.kerberos(options));
        login.login();
        return login;
    }

    private void tells(String part) {
        assertTrue(leaks.text().contains(part), "\"" + part + "\" in: " + leaks.text());
    }

    /** @param keys that the login must have come to know */
    private void noSecretIsTold(LoginContext login, String... keys) throws Exception {
        var subject = login.getSubject();
        for (var ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
            leaks.secret("session key for " + ticket.getServer(), ticket.getSessionKey().getEncoded());
        }
        for (var key : subject.getPrivateCredentials(KerberosKey.class)) {
            leaks.secret("key of " + key.getPrincipal() + ", " + key.getKeyType(), key.getEncoded());
        }
        assertTrue(leaks.names().containsAll(Set.of(keys)), leaks.names()::toString);
        leaks.told(subject.getPrincipals());
        leaks.told(subject.getPublicCredentials());
        for (var handle : subject.getPrivateCredentials(CredHandle.class)) {
            leaks.told(handle + " " + handle.decisions());
        }
        login.logout();
        assertEquals(Set.of(), leaks.found());
        for (var name : leaks.names()) {
            leaks.told(leaks.forms(name).get(2));
            assertTrue(leaks.found().contains(name), name);
        }
    }
}
