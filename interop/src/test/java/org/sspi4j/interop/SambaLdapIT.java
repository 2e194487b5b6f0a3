package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JNDI's LDAP client and Samba's directory: with our provider in the JVM's list an environment says all, and no code of ours is called. */
@Timeout(120)
@Shows(value = "SASL, LDAP through JNDI", against = Peer.SAMBA)
class SambaLdapIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final String HOST = "ldap://dc1.lab.example";
    private static final String TLS = "ldaps://dc1.lab.example";
    private static final String ALICE = "alice@LAB.EXAMPLE";
    private static final String PASSWORD = new String(SAMBA.password("alice"));

    @TempDir
    private static Path folder;

    private static LdapProgram jndi;

    @BeforeAll
    static void start() throws Exception {
        jndi = LdapProgram.start(LdapLogins.Question.SID, folder, Map.of("KRB5_CONFIG", SAMBA.krb5Conf().toString()));
    }

    @AfterAll
    static void stop() {
        jndi.close();
    }

    @Test
    void aUserBindsWithSignaturesAndSealedMessages() throws Exception {
        for (var mechanism : List.of("GSS-SPNEGO", "GSSAPI")) {
            assertEquals(alice(), jndi.told(HOST, mechanism, "auth-int", ALICE, PASSWORD));
            assertEquals(alice(), jndi.told(HOST, mechanism, "auth-conf", ALICE, PASSWORD));
        }
    }

    /** Of an address Kerberos has no service: SPNEGO falls back to NTLM. */
    @Test
    void aUserBindsWithNtlmInSpnego() throws Exception {
        var address = "ldap://" + SAMBA.ldap().getAddress().getHostAddress();
        assertEquals(alice(), jndi.told(address, "GSS-SPNEGO", "auth-int", "LAB\\alice", PASSWORD));
        assertEquals(alice(), jndi.told(address, "GSS-SPNEGO", "auth-conf", "LAB\\alice", PASSWORD));
    }

    /** The channel is bound to; Samba 4.17 does not look. */
    @Test
    void aUserBindsOverTls() throws Exception {
        assertEquals(alice(), jndi.told(TLS, "GSS-SPNEGO", "auth", ALICE, PASSWORD, "tls-server-end-point"));
        assertEquals(alice(), jndi.told(TLS, "GSSAPI", "auth", ALICE, PASSWORD, "tls-server-end-point"));
    }

    /** The server wants messages to be signed where there is no TLS. */
    @Test
    void whoProtectsNothingIsRefusedByTheServer() throws Exception {
        var told = jndi.told(HOST, "GSS-SPNEGO", "auth", ALICE, PASSWORD);
        assertTrue(told.startsWith("refused: ") && told.contains("error code 8"), told);
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        for (var mechanism : List.of("GSS-SPNEGO", "GSSAPI")) {
            var told = jndi.told(HOST, mechanism, "auth-conf", ALICE, "Pass!bob");
            assertTrue(told.startsWith("refused: javax.naming.AuthenticationException"), told);
        }
    }

    private static String alice() throws Exception {
        return SAMBA.sid("alice");
    }
}
