package org.sspi4j.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.Secret;
import org.sspi4j.schannel.certificate.EndpointBinding;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestPki;
import org.sspi4j.testkit.User;
import org.sspi4j.tomcat.HttpConnection.Response;
import org.sspi4j.tomcat.testkit.CatalinaBase;
import org.sspi4j.tomcat.testkit.Readme;
import org.sspi4j.tomcat.testkit.TomcatProcess;

/** Our valve in a Tomcat that is started from files alone. */
@KerberosRealm(
        users = {@User(name = "alice", password = "secret"), @User(name = "bob", password = "Pass!bob")},
        services = HttpUser.TARGET)
class SspiAuthenticatorIT {
    private static final Optional<ChannelBindings> UNBOUND = Optional.empty();
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String USERS =
            "<Realm className=\"org.apache.catalina.realm.MemoryRealm\" pathname=\"conf/users.xml\"/>";
    private static final String BASIC = "<login-config><auth-method>BASIC</auth-method></login-config>";
    private static final String OPEN = """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>open</web-resource-name>
                <url-pattern>/open/*</url-pattern>
              </web-resource-collection>
            </security-constraint>
            """;

    @TempDir
    static Path base;

    @Krb5Conf
    static Path krb5Conf;

    @Keytab(HttpUser.TARGET)
    static Path keytab;

    private static TomcatProcess tomcat;
    private static EmbeddedKdc lateKdc;
    private static Path lateKrb5Conf;

    /** Its tickets have ended a minute ago, and are still taken, since clocks may differ. */
    @BeforeAll
    static void startLateKdc() {
        lateKdc = EmbeddedKdc.builder("EXAMPLE.COM")
                .clockOffset(Duration.ofMinutes(-2))
                .ticketLifetime(Duration.ofMinutes(1))
                .start()
                .addUser("alice", "secret")
                .addService(HttpUser.TARGET);
        lateKrb5Conf = lateKdc.krb5Conf(base.resolve("late.krb5.conf"));
        lateKdc.keytab(HttpUser.TARGET, base.resolve("late.keytab"));
    }

    @BeforeAll
    static void start() throws Exception {
        var readme = Readme.ofTomcat(Path.of("..", ".."));
        var accounts = base.resolve("accounts");
        var p12 = base.resolve("web.p12");
        addAccounts(AccountFile.at(accounts));
        try (var out = Files.newOutputStream(p12)) {
            ROOT.server("web.example.com").keyStore(PASSWORD).store(out, PASSWORD);
        }
        var upgrade = "><UpgradeProtocol className=\"org.apache.coyote.http2.Http2Protocol\"/>";
        var server = readme.block("SSLHostConfig")
                .replace("\"8080\" maxHttpHeaderSize=\"65536\"/>", "\"0\" address=\"127.0.0.1\" maxHttpHeaderSize=\"65536\"" + upgrade
                        + "</Connector>")
                .replace("\"8443\"", "\"0\" address=\"127.0.0.1\"")
                .replace("/etc/web.p12", p12.toString())
                .replace("appBase=\"webapps\"/>", "appBase=\"webapps\">"
                        + "<Valve className=\"org.apache.catalina.authenticator.SingleSignOn\"/></Host>");
        var ntlm = readme.block("allowNtlm=\"true\"")
                .replace("/etc/web.keytab", keytab.toString())
                .replace("/etc/web/accounts", accounts.toString());
        var catalina = new CatalinaBase(base)
                .conf("server.xml", server)
                .conf("users.xml", "<tomcat-users>"
                        + "<user username='alice@EXAMPLE.COM' password='' roles='staff'/>"
                        + "<user username='EXAMPLE\\alice' password='' roles=''/>"
                        + "<user username='carol' password='secret' roles='staff'/></tomcat-users>")
                .app("kerberos", readme.block("keytab=\"/etc/web.keytab\"/>").replace("/etc/web.keytab", keytab.toString()), constraints())
                .app("ntlm", ntlm, constraints());
        for (var more : List.of(
                "strict rawTokens=\"false\" schemes=\"Negotiate, NTLM\"",
                "other targetNames=\"HTTP/other.example.com\"",
                "bound channelBinding=\"require\"",
                "ignoring channelBinding=\"ignore\"",
                "cached cache=\"true\"",
                "stripped stripRealm=\"true\"",
                "broken channelBinding=\"maybe\"",
                "misspelt channelBindings=\"require\"",
                "unruly rolesFrom=\"relam\"",
                "keyless principal=\"HTTP/nobody@EXAMPLE.COM\"")) {
            int name = more.indexOf(' ');
            catalina.app(
                    more.substring(0, name),
                    (more.contains("targetNames") ? ntlm.replaceAll("targetNames=\"[^\"]*\"", "") : ntlm)
                            .replace("/>\n</Context>", more.substring(name) + "/>\n</Context>"),
                    constraints());
        }
        catalina.app("basic", "<Context>" + USERS + "</Context>", constraints() + BASIC);
        catalina.app(
                "realm",
                ntlm.replace("/>\n</Context>", " rolesFrom=\"realm\"/>\n" + USERS + "</Context>"),
                constraints());
        catalina.app("late", ntlm.replace(keytab.toString(), base + "/late.keytab\" cache=\"true"), constraints());
        tomcat = TomcatProcess.start(base, krb5Conf);
    }

    private static void addAccounts(AccountFile accounts) throws Exception {
        for (var user : List.of("alice", "bob")) {
            try (var password = Secret.password(("Pass!" + user).toCharArray())) {
                var groups = user.equals("alice") ? List.of("staff") : List.<String>of();
                accounts.add("EXAMPLE\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), groups);
            }
        }
    }

    private static String constraints() {
        return CatalinaBase.EVERYBODY + OPEN;
    }

    @AfterAll
    static void end() throws Exception {
        if (tomcat != null) {
            tomcat.close();
        }
        if (lateKdc != null) {
            lateKdc.close();
        }
    }

    private static HttpConnection connection() throws Exception {
        return HttpConnection.open(tomcat.port("http"));
    }

    private static HttpUser kerberosAlice() throws Exception {
        return HttpUser.of("alice", "secret", krb5Conf);
    }

    private static HttpUser kerberosBob() throws Exception {
        return HttpUser.of("bob", "Pass!bob", krb5Conf);
    }

    private static HttpUser ntlm(String user) throws Exception {
        return HttpUser.ntlm("Negotiate", "Negotiate", "EXAMPLE\\" + user, "Pass!" + user);
    }

    private static void isUser(String user, Response response) {
        assertEquals(200, response.status(), () -> response + "\n" + tomcat.log());
        assertEquals(user, response.line("user"));
    }

    /** Refused, and asked to begin anew. */
    private static void isRefused(Response response) {
        assertEquals(401, response.status(), response::toString);
        assertEquals(List.of("Negotiate"), response.challenges());
        assertEquals("", response.values("Set-Cookie").stream().findFirst().orElse(""));
    }

    @Nested
    @DisplayName("A user")
    class AUser {
        @Test
        void ofKerberosNeedsOneRequest() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                var visit = alice.visit(connection, "/kerberos/", UNBOUND);
                assertEquals(List.of(401, 200), visit.all().stream().map(Response::status).toList(), tomcat::log);
                assertEquals("alice@EXAMPLE.COM", visit.last().line("user"));
                assertEquals("alice@EXAMPLE.COM", visit.last().line("principal"));
                assertEquals("Negotiate", visit.last().line("type"));
                assertEquals("Kerberos", visit.last().line("package"));
                assertTrue(visit.last().line("flags").contains("MUTUAL_AUTH"), visit.last()::body);
                assertEquals("[]", visit.last().line("roles"));
                assertEquals("as alice@EXAMPLE.COM", visit.last().line("acts"));
            }
        }

        @ParameterizedTest
        @CsvSource({"Negotiate, Negotiate, ntlm", "Negotiate, NTLM, ntlm", "NTLM, NTLM, strict"})
        void ofNtlmNeedsTwo(String scheme, String packageName, String app) throws Exception {
            try (var connection = connection();
                    var alice = HttpUser.ntlm(scheme, packageName, "EXAMPLE\\alice", "Pass!alice")) {
                var visit = alice.visit(connection, "/" + app + "/", UNBOUND);
                assertEquals(List.of(401, 401, 200), visit.all().stream().map(Response::status).toList(), tomcat::log);
                assertEquals("EXAMPLE\\alice", visit.last().line("user"));
                assertEquals("NTLM", visit.last().line("package"));
                assertEquals("[staff]", visit.last().line("roles"));
                assertEquals("[staff]", visit.last().line("groups"));
                assertEquals("as EXAMPLE\\alice", visit.last().line("acts"));
            }
        }

        @Test
        void ofNtlmIsNotOneWhereItIsNotAllowed() throws Exception {
            try (var connection = connection(); var alice = ntlm("alice")) {
                isRefused(alice.get(connection, "/kerberos/"));
            }
        }

        @Test
        void withABareTokenIsOneByPolicy() throws Exception {
            try (var connection = connection();
                    var alice = HttpUser.ntlm("Negotiate", "NTLM", "EXAMPLE\\alice", "Pass!alice")) {
                var refused = alice.get(connection, "/strict/");
                assertEquals(401, refused.status());
                assertEquals(List.of("Negotiate", "NTLM"), refused.challenges());
            }
        }

        @Test
        void whoWantsToReachAnotherServerIsRefused() throws Exception {
            try (var connection = connection(); var alice = ntlm("alice")) {
                isRefused(alice.get(connection, "/other/"));
                assertTrue(!tomcat.log().contains("Pass!"), tomcat::log);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"alice", "mallory"})
        void withAWrongPasswordIsRefused(String user) throws Exception {
            try (var connection = connection();
                    var mallory = HttpUser.ntlm("Negotiate", "Negotiate", "EXAMPLE\\" + user, "wrong")) {
                isRefused(mallory.get(connection, "/ntlm/"));
            }
        }

        @Test
        void isCalledByTheNameAloneIfItIsSaidSo() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice(); var other = ntlm("alice")) {
                isUser("alice", alice.get(connection, "/stripped/"));
                var response = other.get(connection, "/stripped/");
                isUser("alice", response);
                assertEquals("as EXAMPLE\\alice", response.line("acts"));
            }
        }

        /** What the request has brought is used by then. */
        @ParameterizedTest
        @CsvSource({"kerberos, dispatch", "ntlm, dispatch", "cached, dispatch", "kerberos, authenticate", "ntlm, authenticate"})
        void isTheSameThroughoutARequest(String app, String again) throws Exception {
            try (var connection = connection();
                    var alice = kerberosAlice();
                    var other = ntlm("alice")) {
                var user = app.equals("kerberos") ? alice : other;
                var response = user.get(connection, "/" + app + "/?" + again);
                isUser(app.equals("kerberos") ? "alice@EXAMPLE.COM" : "EXAMPLE\\alice", response);
                assertEquals(401, connection.get("/" + app + "/?" + again).status());
            }
        }

        @Test
        void isNobodyBehindALogoutInAnotherDispatch() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                assertEquals(401, alice.get(connection, "/kerberos/?logout&dispatch").status());
            }
        }

        @Test
        void hasTheRolesOfTheRealm() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice(); var bob = kerberosBob(); var other = ntlm("alice")) {
                var response = alice.get(connection, "/realm/");
                isUser("alice@EXAMPLE.COM", response);
                assertEquals("[staff]", response.line("roles"));
                assertEquals("Kerberos", response.line("package"));
                assertEquals(403, bob.get(connection, "/realm/").status());
                assertEquals(403, other.get(connection, "/realm/").status());
            }
        }
    }

    @Nested
    @DisplayName("A connection")
    class AConnection {
        @Test
        void standsForNobody() throws Exception {
            try (var connection = connection();
                    var alice = kerberosAlice();
                    var bob = kerberosBob();
                    var other = ntlm("bob")) {
                isUser("alice@EXAMPLE.COM", alice.get(connection, "/ntlm/"));
                isUser("EXAMPLE\\bob", other.get(connection, "/ntlm/"));
                isUser("bob@EXAMPLE.COM", bob.get(connection, "/ntlm/"));
                isRefused(connection.get("/ntlm/"));
                isUser("null", connection.get("/ntlm/open/"));
                isUser("alice@EXAMPLE.COM", alice.get(connection, "/ntlm/"));
            }
        }

        @Test
        void doesNotMixTwoHandshakes() throws Exception {
            try (var connection = connection(); var alice = ntlm("alice"); var bob = ntlm("bob")) {
                var forAlice = connection.get("/ntlm/", alice.say(connection.get("/ntlm/"), UNBOUND));
                var forBob = connection.get("/ntlm/", bob.say(connection.get("/ntlm/"), UNBOUND));
                isUser("EXAMPLE\\bob", connection.get("/ntlm/", bob.say(forBob, UNBOUND)));
                isRefused(connection.get("/ntlm/", alice.say(forAlice, UNBOUND)));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic YWxpY2U6UGFzcyE=", "Negotiate", "NTLM TlRMTVNTUAABAAAA", "Negotiate *", "Bearer x"})
        void endsAHandshakeWithWhateverElseComes(String authorization) throws Exception {
            try (var connection = connection(); var alice = ntlm("alice")) {
                var challenge = connection.get("/ntlm/", alice.say(connection.get("/ntlm/"), UNBOUND));
                isRefused(connection.get("/ntlm/", "Authorization: " + authorization));
                isRefused(connection.get("/ntlm/", alice.say(challenge, UNBOUND)));
            }
        }

        @Test
        void isNotGoneOnWithOverAnother() throws Exception {
            try (var first = connection(); var alice = ntlm("alice")) {
                var challenge = first.get("/ntlm/", alice.say(first.get("/ntlm/"), UNBOUND));
                try (var second = connection(); var again = ntlm("alice")) {
                    isRefused(second.get("/ntlm/", alice.say(challenge, UNBOUND)));
                    isUser("EXAMPLE\\alice", again.get(second, "/ntlm/"));
                }
            }
        }

        @Test
        void hasHandshakesOfOneApplicationEach() throws Exception {
            try (var connection = connection(); var alice = ntlm("alice")) {
                var challenge = connection.get("/ntlm/", alice.say(connection.get("/ntlm/"), UNBOUND));
                isRefused(connection.get("/cached/", alice.say(challenge, UNBOUND)));
            }
        }

        @Test
        void outlivesTokensThatAreTooLong() throws Exception {
            try (var connection = connection()) {
                assertEquals(400, connection.get("/ntlm/", "Authorization: Negotiate " + "A".repeat(70_000)).status());
            }
            try (var connection = connection(); var alice = ntlm("alice")) {
                isRefused(connection.get("/ntlm/", "Authorization: Negotiate " + "A".repeat(60_000)));
                isUser("EXAMPLE\\alice", alice.get(connection, "/ntlm/"));
            }
            try (var connection = connection(); var alice = ntlm("alice")) {
                var said = alice.say(connection.get("/ntlm/"), UNBOUND);
                assertEquals(400, connection.get("/ntlm/", said, said).status());
            }
        }
    }

    @Nested
    @DisplayName("HTTP/2")
    class Http2 {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).connectTimeout(Duration.ofSeconds(20)).build();

        private HttpResponse<String> get(String path, String... authorization) throws Exception {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tomcat.port("http") + path))
                    .timeout(Duration.ofSeconds(20));
            for (var value : authorization) {
                request.header("Authorization", value.substring("Authorization: ".length()));
            }
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            return response;
        }

        private Response response(HttpResponse<String> response) {
            var fields = response.headers().allValues("WWW-Authenticate").stream().map(value -> "WWW-Authenticate: " + value).toList();
            return new Response(response.statusCode(), fields, response.body());
        }

        @Test
        void carriesKerberos() throws Exception {
            get("/ntlm/open/");
            try (var alice = kerberosAlice()) {
                var answer = response(get("/ntlm/", alice.say(response(get("/ntlm/")), UNBOUND)));
                isUser("alice@EXAMPLE.COM", answer);
                assertEquals("HTTP/2.0", answer.line("protocol"));
            }
        }

        @Test
        void carriesNoNtlm() throws Exception {
            get("/ntlm/open/");
            try (var alice = ntlm("alice")) {
                isRefused(response(get("/ntlm/", alice.say(response(get("/ntlm/")), UNBOUND))));
            }
            isRefused(response(get("/strict/")));
        }
    }

    @Nested
    @DisplayName("Channel bindings")
    class Bindings {
        private final KeyStore trusted = TestPki.trusting(ROOT);

        private HttpConnection tls(String version) throws Exception {
            return HttpConnection.openTls(tomcat.port("https"), trusted, version);
        }

        @ParameterizedTest
        @CsvSource({"bound, TLSv1.3", "bound, TLSv1.2", "ntlm, TLSv1.3", "ignoring, TLSv1.3"})
        void theRightOnePasses(String app, String version) throws Exception {
            try (var connection = tls(version); var alice = ntlm("alice"); var bob = kerberosBob()) {
                var right = Optional.of(EndpointBinding.of(connection.serverCertificate()));
                isUser("EXAMPLE\\alice", alice.visit(connection, "/" + app + "/", right).last());
                isUser("bob@EXAMPLE.COM", bob.visit(connection, "/" + app + "/", right).last());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"bound", "ntlm"})
        void anothersIsRefused(String app) throws Exception {
            var wrong = Optional.of(EndpointBinding.of(ROOT.server("web.example.com").certificate()));
            try (var connection = tls("TLSv1.3"); var alice = ntlm("alice"); var bob = kerberosBob()) {
                isRefused(alice.visit(connection, "/" + app + "/", wrong).last());
                isRefused(bob.visit(connection, "/" + app + "/", wrong).last());
            }
        }

        @Test
        void noneIsRefusedWhereItIsRequired() throws Exception {
            try (var connection = tls("TLSv1.3"); var alice = ntlm("alice"); var bob = kerberosBob()) {
                isRefused(alice.visit(connection, "/bound/", UNBOUND).last());
                isRefused(bob.visit(connection, "/bound/", UNBOUND).last());
            }
        }

        @Test
        void nonePassesWhereItIsNot() throws Exception {
            try (var connection = tls("TLSv1.3"); var alice = ntlm("alice"); var bob = kerberosBob()) {
                isUser("EXAMPLE\\alice", alice.visit(connection, "/ntlm/", UNBOUND).last());
                isUser("bob@EXAMPLE.COM", bob.visit(connection, "/ntlm/", UNBOUND).last());
            }
        }

        @Test
        void withoutTlsNobodyPassesWhereItIsRequired() throws Exception {
            try (var connection = connection()) {
                var response = connection.get("/bound/");
                assertEquals(403, response.status());
                assertEquals(List.of(), response.challenges());
            }
        }
    }

    @Nested
    @DisplayName("A session")
    class ASession {
        private String begin(HttpUser user, HttpConnection connection, String app, String name) throws Exception {
            return "Cookie: " + user.get(connection, "/" + app + "/?session=" + name).cookie().orElseThrow();
        }

        @Test
        void standsForItsUserWhereItIsToldTo() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                var cookie = begin(alice, connection, "cached", "mine");
                var remembered = connection.get("/cached/", cookie);
                isUser("alice@EXAMPLE.COM", remembered);
                assertEquals("mine", remembered.line("session"));
                assertEquals("Kerberos", remembered.line("package"));
                isUser("alice@EXAMPLE.COM", connection.get("/cached/open/", cookie));
                isRefused(connection.get("/cached/"));
            }
        }

        @Test
        void standsForNobodyElsewhere() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                var cookie = begin(alice, connection, "ntlm", "mine");
                isRefused(connection.get("/ntlm/", cookie));
                isUser("null", connection.get("/ntlm/open/", cookie));
                assertEquals("mine", alice.get(connection, "/ntlm/", cookie).line("session"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"cached", "ntlm"})
        void isNotAnothers(String app) throws Exception {
            try (var connection = connection(); var alice = ntlm("alice"); var bob = kerberosBob()) {
                var cookie = begin(alice, connection, app, "alices");
                var forBob = connection.get("/" + app + "/", cookie, bob.say(connection.get("/" + app + "/"), UNBOUND));
                isUser("bob@EXAMPLE.COM", forBob);
                assertEquals("null", forBob.line("session"));
                isRefused(connection.get("/" + app + "/", cookie));
                assertEquals("null", ntlm("alice").get(connection, "/" + app + "/", cookie).line("session"));
            }
        }

        /** Who has put it there may know its id. */
        @ParameterizedTest
        @ValueSource(strings = {"cached", "ntlm"})
        void ofNobodyGetsAnotherIdWithItsUser(String app) throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                var before = connection.get("/" + app + "/open/?session=cart").cookie().orElseThrow();
                var first = connection.get("/" + app + "/", "Cookie: " + before, alice.say(connection.get("/" + app + "/"), UNBOUND));
                assertEquals("cart", first.line("session"));
                var after = first.cookie().orElseThrow();
                assertNotEquals(before, after);
                assertEquals("null", connection.get("/" + app + "/open/", "Cookie: " + before).line("session"));
                var second = kerberosAlice().get(connection, "/" + app + "/", "Cookie: " + after);
                assertEquals("cart", second.line("session"));
                assertEquals(Optional.empty(), second.cookie());
            }
        }

        @Test
        void standsForNobodyBehindALogout() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice(); var bob = kerberosBob()) {
                var cookie = begin(alice, connection, "cached", "alices");
                isUser("null", connection.get("/cached/?logout", cookie));
                isUser("null", connection.get("/cached/open/", cookie));
                assertEquals(401, connection.get("/cached/", cookie).status());
                assertEquals("null", bob.get(connection, "/cached/open/", cookie).line("user"));
                var forBob = connection.get("/cached/", cookie, bob.say(connection.get("/cached/"), UNBOUND));
                assertEquals("null", forBob.line("session"));
            }
        }

        /** A SingleSignOn valve is there in these tests, and works between applications of others. */
        @Test
        void ofASingleSignOnValveIsNeitherAskedForNorBegun() throws Exception {
            try (var connection = connection(); var alice = kerberosAlice()) {
                var carol = connection.get("/basic/", "Authorization: Basic Y2Fyb2w6c2VjcmV0");
                isUser("carol", carol);
                var signedOn = "Cookie: " + carol.cookie().orElseThrow();
                assertTrue(signedOn.startsWith("Cookie: JSESSIONIDSSO="), signedOn);
                isUser("carol", connection.get("/basic/", signedOn));
                for (var app : List.of("cached", "ntlm")) {
                    isRefused(connection.get("/" + app + "/", signedOn));
                    isUser("null", connection.get("/" + app + "/open/", signedOn));
                    var visit = alice.visit(connection, "/" + app + "/", UNBOUND);
                    isUser("alice@EXAMPLE.COM", visit.last());
                    assertEquals(Optional.empty(), visit.last().cookie());
                }
            }
        }

        @Test
        void standsForNobodyWhenTheTicketHasEnded() throws Exception {
            try (var connection = connection(); var alice = HttpUser.of("alice", "secret", lateKrb5Conf)) {
                isNobodys(connection, begin(alice, connection, "late", "mine"));
            }
        }

        /** There Tomcat has a session to remember the user in. */
        @Test
        void ofNobodyStandsForNobodyEitherWhenTheTicketHasEnded() throws Exception {
            try (var connection = connection(); var alice = HttpUser.of("alice", "secret", lateKrb5Conf)) {
                var before = "Cookie: " + connection.get("/late/open/?session=cart").cookie().orElseThrow();
                var first = connection.get("/late/", before, alice.say(connection.get("/late/"), UNBOUND));
                isUser("alice@EXAMPLE.COM", first);
                isNobodys(connection, "Cookie: " + first.cookie().orElseThrow());
            }
        }

        private void isNobodys(HttpConnection connection, String cookie) throws Exception {
            isUser("null", connection.get("/late/open/", cookie));
            isRefused(connection.get("/late/", cookie));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "broken|channelBinding=maybe is none of ignore, allow, require",
        "misspelt|There is no option channelBindings",
        "unruly|rolesFrom=relam is neither groups nor realm",
        "keyless|HTTP/nobody@EXAMPLE.COM"
    })
    void whatCannotBeMeantDoesNotStart(String app, String sentence) throws Exception {
        try (var connection = connection()) {
            assertEquals(404, connection.get("/" + app + "/open/").status());
        }
        assertTrue(tomcat.log().contains(sentence), tomcat::log);
    }
}
