package org.sspi4j.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;
import org.sspi4j.tomcat.testkit.CatalinaBase;
import org.sspi4j.tomcat.testkit.Readme;
import org.sspi4j.tomcat.testkit.TomcatProcess;

/** What the README says of Tomcat's own valve and Realm, and nothing else: they know nothing of SSPI. */
@DisplayName("Tomcat's SPNEGO valve and JAASRealm with our login module")
@KerberosRealm(
        users = {@User(name = "alice", password = "secret"), @User(name = "bob", password = "Pass!bob")},
        services = HttpUser.TARGET)
class StockValveIT {
    @TempDir
    static Path base;

    @Krb5Conf
    static Path krb5Conf;

    @Keytab(HttpUser.TARGET)
    static Path keytab;

    private static TomcatProcess tomcat;

    @BeforeAll
    static void start() throws Exception {
        var readme = Readme.ofTomcat(Path.of("..", ".."));
        var basic = """
                <login-config>
                  <auth-method>BASIC</auth-method>
                </login-config>
                """;
        var stock = readme.block("SpnegoAuthenticator");
        new CatalinaBase(base)
                .conf("jaas.conf", readme.block("isInitiator=false").replace("/etc/web.keytab", keytab.toString()))
                .conf("server.xml", readme.block("JAASRealm").replace("\"8080\"", "\"0\" address=\"127.0.0.1\""))
                .conf("java.security", "security.provider." + (Security.getProviders().length + 1) + "=SSPI\n")
                .app("spnego", stock, CatalinaBase.EVERYBODY)
                .app("basic", "<Context/>", CatalinaBase.EVERYBODY + basic);
        tomcat = TomcatProcess.start(
                base,
                krb5Conf,
                "-Djava.security.auth.login.config=" + base.resolve("conf/jaas.conf"),
                "-Djava.security.properties=" + base.resolve("conf/java.security"));
    }

    @AfterAll
    static void end() throws Exception {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    private static HttpConnection connection() throws Exception {
        return HttpConnection.open(tomcat.port("http"));
    }

    private static String basic(String user, String password) {
        var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Test
    void aUserIsWhoTheTicketSays() throws Exception {
        try (var connection = connection(); var alice = HttpUser.of("alice", "secret", krb5Conf)) {
            var visit = alice.visit(connection, "/spnego/", Optional.empty());
            assertEquals(List.of(401, 200), visit.all().stream().map(HttpConnection.Response::status).toList(), tomcat::log);
            assertEquals("alice@EXAMPLE.COM", visit.last().line("user"));
            assertEquals("SPNEGO", visit.last().line("type"));
            assertEquals("true", visit.last().line("provider"));
            assertEquals("Apache Tomcat/" + System.getProperty("tomcat.version"), visit.last().line("server"));
        }
    }

    @Test
    void twoUsersOfOneConnectionAreTwo() throws Exception {
        try (var connection = connection();
                var alice = HttpUser.of("alice", "secret", krb5Conf);
                var bob = HttpUser.of("bob", "Pass!bob", krb5Conf)) {
            assertEquals("alice@EXAMPLE.COM", alice.get(connection, "/spnego/").line("user"));
            assertEquals("bob@EXAMPLE.COM", bob.get(connection, "/spnego/").line("user"));
            assertEquals(401, connection.get("/spnego/").status());
        }
    }

    @Test
    void aPasswordIsShownToTheKdc() throws Exception {
        try (var connection = connection()) {
            var alice = connection.get("/basic/", basic("alice", "secret"));
            assertEquals("alice", alice.line("user"));
            assertEquals("alice@EXAMPLE.COM", alice.line("principal"));
        }
    }

    /** What the Realm believes of the valve it believes of no password. */
    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "CLIENT_CERT"})
    void aWrongPasswordIsRefused(String password) throws Exception {
        try (var connection = connection()) {
            assertEquals(401, connection.get("/basic/", basic("alice", password)).status());
            assertEquals(401, connection.get("/basic/", basic("alice@EXAMPLE.COM", password)).status());
        }
    }

    @Test
    void nothingIsLoggedThatMustNotBe() throws Exception {
        try (var connection = connection()) {
            connection.get("/basic/", basic("alice", "secret"));
        }
        assertTrue(Files.size(base.resolve("catalina.log")) > 0);
        assertTrue(!tomcat.log().contains("secret"), tomcat::log);
    }
}
