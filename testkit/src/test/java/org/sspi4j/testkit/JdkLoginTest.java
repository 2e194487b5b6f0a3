package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    @Test
    void failsWithAWrongPasswordAnUnknownUserAndAnOldKeytab() throws Exception {
        Path old = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
        kdc.rotateKey("HTTP/web.example.com");
        List<String> lines = logins(Transport.UDP, "password alice Secret", "password mallory secret",
                "keytab HTTP/web.example.com " + old, "password alice secret");
        assertEquals(4, lines.size());
        assertTrue(lines.get(0).startsWith("refused: ") && lines.get(0).contains("(24)"), lines.get(0));
        assertTrue(lines.get(1).startsWith("refused: ") && lines.get(1).contains("(6)"), lines.get(1));
        assertTrue(lines.get(2).startsWith("refused: ") && lines.get(2).contains("(24)"), lines.get(2));
        assertEquals("alice" + TGT, lines.get(3));
    }

    @Test
    void turnsToTcpWhenTheReplyIsTooBigForUdp() throws Exception {
        kdc.close();
        kdc = EmbeddedKdc.builder("EXAMPLE.COM").maxUdpReply(0).start().addUser("alice", "secret");
        assertEquals(List.of("alice" + TGT), logins(Transport.UDP, "password alice secret"));
        assertTrue(kdc.requests(Transport.UDP) >= 1);
        assertTrue(kdc.requests(Transport.TCP) >= 2);
    }

    @Test
    void noticesThatTheClocksAreApart() throws Exception {
        kdc.close();
        kdc = EmbeddedKdc.builder("EXAMPLE.COM").clockOffset(Duration.ofHours(1)).start().addUser("alice", "secret");
        String line = logins(Transport.UDP, "password alice secret").get(0);
        assertTrue(line.startsWith("refused: ") && line.contains("(37)"), line);
    }

    @Test
    void isTheGroundForAContextWithDelegation() throws Exception {
        Path keytab = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
        Path krb5Conf = kdc.krb5Conf(dir.resolve("krb5.conf"));
        Files.writeString(krb5Conf, Files.readString(krb5Conf).replace("[libdefaults]", "[libdefaults]\n    forwardable = true"));
        ForkedJvm.Result result = ForkedJvm.of(JdkContexts.class)
                .property("java.security.krb5.conf", krb5Conf)
                .input("alice secret HTTP/web.example.com " + keytab)
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals(List.of("established: true", "client: alice@EXAMPLE.COM", "delegated: alice@EXAMPLE.COM"), result.lines());
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
