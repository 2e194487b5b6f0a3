package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own client, which nobody here wrote, logs in at the KDC. */
@DisplayName("the JDK's Krb5LoginModule")
class JdkLoginTest {
    private static final String TGT = "@EXAMPLE.COM for krbtgt/EXAMPLE.COM@EXAMPLE.COM, key type 18, 36000 seconds";

    @TempDir
    Path dir;

    private EmbeddedKdc kdc;

    @BeforeEach
    void start() {
        kdc = EmbeddedKdc.start("EXAMPLE.COM").addUser("alice", "secret").addService("HTTP/web.example.com");
    }

    @AfterEach
    void stop() {
        kdc.close();
    }

    @Test
    void getsATicketOverUdpByPasswordAndByKeytab() throws Exception {
        Path keytab = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
        List<String> lines = logins(Transport.UDP, "password alice secret", "keytab HTTP/web.example.com " + keytab);
        assertEquals(List.of("alice" + TGT, "HTTP/web.example.com" + TGT), lines);
        assertTrue(kdc.requests(Transport.UDP) >= 3);
        assertEquals(0, kdc.requests(Transport.TCP));
    }

    @Test
    void getsATicketOverTcp() throws Exception {
        assertEquals(List.of("alice" + TGT), logins(Transport.TCP, "password alice secret"));
        assertTrue(kdc.requests(Transport.TCP) >= 2);
        assertEquals(0, kdc.requests(Transport.UDP));
    }

    private List<String> logins(Transport transport, String... lines) throws Exception {
        ForkedJvm.Result result = ForkedJvm.of(JdkLogins.class)
                .property("java.security.krb5.conf", kdc.krb5Conf(dir.resolve("krb5.conf"), transport))
                .input(String.join("\n", lines) + "\n")
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.lines();
    }
}
