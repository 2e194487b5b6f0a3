package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.testkit.ForkedJvm;

/** JNDI's LDAP client and Samba's directory: with our provider in the JVM's list an environment says all, and no code of ours is called. */
@Timeout(120)
@Shows(value = "SASL, LDAP through JNDI", against = Peer.SAMBA)
class SambaLdapIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final String HOST = "ldap://dc1.lab.example";
    private static final String TLS = "ldaps://dc1.lab.example";

    @TempDir
    private Path folder;

    @Test
    void aUserBindsWithSignaturesAndSealedMessages() throws Exception {
        assertAllAlice(told("alice",
                HOST + ",GSS-SPNEGO,auth-int,alice@LAB.EXAMPLE",
                HOST + ",GSS-SPNEGO,auth-conf,alice@LAB.EXAMPLE",
                HOST + ",GSSAPI,auth-int,alice@LAB.EXAMPLE",
                HOST + ",GSSAPI,auth-conf,alice@LAB.EXAMPLE"));
    }

    /** Of an address Kerberos has no service: SPNEGO falls back to NTLM. */
    @Test
    void aUserBindsWithNtlmInSpnegoAndWithNtlmAlone() throws Exception {
        var address = "ldap://" + SAMBA.ldap().getAddress().getHostAddress();
        assertAllAlice(told("alice",
                address + ",GSS-SPNEGO,auth-int,LAB\\alice",
                address + ",GSS-SPNEGO,auth-conf,LAB\\alice"));
    }

    /** The channel is bound to; Samba 4.17 does not look. */
    @Test
    void aUserBindsOverTls() throws Exception {
        assertAllAlice(told("alice",
                TLS + ",GSS-SPNEGO,auth,alice@LAB.EXAMPLE",
                TLS + ",GSSAPI,auth,alice@LAB.EXAMPLE"));
    }

    /** The server wants messages to be signed where there is no TLS. */
    @Test
    void whoProtectsNothingIsRefusedByTheServer() throws Exception {
        var told = told("alice", HOST + ",GSS-SPNEGO,auth,alice@LAB.EXAMPLE").get(0);
        assertTrue(told.startsWith("refused: ") && told.contains("error code 8"), told);
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        for (var told : told("bob", HOST + ",GSS-SPNEGO,auth-conf,alice@LAB.EXAMPLE", HOST + ",GSSAPI,auth-conf,alice@LAB.EXAMPLE")) {
            assertTrue(told.startsWith("refused: javax.naming.AuthenticationException"), told);
        }
    }

    private static void assertAllAlice(List<String> told) throws Exception {
        var alice = SAMBA.sid("alice");
        told.forEach(each -> assertEquals(alice, each));
    }

    private List<String> told(String passwordOf, String... binds) throws Exception {
        var result = ForkedJvm.of(LdapLogins.class)
                .property("java.security.properties", providers())
                .property("jdk.net.hosts.file", System.getProperty("jdk.net.hosts.file"))
                .property("javax.net.ssl.trustStore", trusted())
                .property("javax.net.ssl.trustStorePassword", "changeit")
                .environment("KRB5_CONFIG", SAMBA.krb5Conf().toString())
                .environment("PASSWORD", new String(SAMBA.password(passwordOf)))
                .arguments(binds)
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.lines();
    }

    /** The JVM's own list behind ours, as README says. */
    private Path providers() throws Exception {
        var lines = new ArrayList<>(List.of("security.provider.1=SSPI"));
        for (var provider : Security.getProviders()) {
            lines.add("security.provider." + (lines.size() + 1) + "=" + provider.getName());
        }
        return Files.write(folder.resolve("java.security"), lines);
    }

    private Path trusted() throws Exception {
        var file = folder.resolve("trusted.p12");
        try (var out = Files.newOutputStream(file)) {
            Peers.started().tls().trusting("ca").store(out, "changeit".toCharArray());
        }
        return file;
    }
}
