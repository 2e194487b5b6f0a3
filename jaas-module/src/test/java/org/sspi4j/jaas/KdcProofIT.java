package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.CredentialNotFoundException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.User;

/** A server that asks people for passwords, and somebody who answers in the KDC's place. */
@DisplayName("A password that an impostor of the KDC takes")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = KdcProofIT.HOST)
class KdcProofIT {
    static final String HOST = "host/web.example.com";

    @TempDir
    Path folder;

    @Keytab(HOST)
    Path keytab;

    private static Subject login(EmbeddedKdc kdc, String password, String... more) throws LoginException {
        var options = new HashMap<>(Map.of(
                "realm", "EXAMPLE.COM", "kdc", "tcp/127.0.0.1:" + kdc.tcpAddress().getPort(), "principal", "alice"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        var login = Logins.context(new Subject(), Logins.says("alice", password), Logins.kerberos(options));
        login.login();
        return login.getSubject();
    }

    /** Of the same realm, with a user of the same name, and with a service too: it knows no key of the true one. */
    private static EmbeddedKdc impostor() {
        return EmbeddedKdc.start("EXAMPLE.COM").addUser("alice", "whatever").addService(HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "Negotiate"})
    void countsForNothing(String packageName) throws Exception {
        try (var impostor = impostor()) {
            assertEquals(1, login(impostor, "whatever", "package", packageName).getPrincipals().size(), "nobody looks");
            var refused = assertThrows(LoginException.class, () -> login(
                    impostor, "whatever", "package", packageName, "verifyKeyTab", keytab.toString()));
            assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, ((SspiException) refused.getCause()).status());
            assertTrue(refused.getMessage().contains("it is not the KDC"), refused.getMessage());
        }
    }

    @Test
    void countsForNothingEitherWhereItKnowsNoSuchService() throws Exception {
        try (var impostor = EmbeddedKdc.start("EXAMPLE.COM").addUser("alice", "whatever")) {
            var refused = assertThrows(
                    LoginException.class, () -> login(impostor, "whatever", "verifyKeyTab", "FILE:" + keytab));
            assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, ((SspiException) refused.getCause()).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "Negotiate"})
    void isToldFromOneThatTheKdcTakes(String packageName, EmbeddedKdc kdc) throws Exception {
        assertEquals(1, login(kdc, "secret", "package", packageName, "verifyKeyTab", keytab.toString()).getPrincipals().size());
    }

    /** A host that has had another name keeps its old keys. */
    @Test
    void oneKeyOfTheKeytabIsEnough(EmbeddedKdc kdc) throws Exception {
        try (var impostor = impostor()) {
            var both = folder.resolve("both.keytab");
            Files.write(both, Files.readAllBytes(impostor.addService("a/old").keytab("a/old", folder.resolve("old.keytab"))));
            var own = Files.readAllBytes(keytab);
            Files.write(both, Arrays.copyOfRange(own, 2, own.length), StandardOpenOption.APPEND);
            assertEquals(1, login(kdc, "secret", "verifyKeyTab", both.toString()).getPrincipals().size());
        }
    }

    @Test
    void needsAKeytab(EmbeddedKdc kdc) {
        var none = folder.resolve("none.keytab").toString();
        assertThrows(CredentialNotFoundException.class, () -> login(kdc, "secret", "verifyKeyTab", none));
    }
}
