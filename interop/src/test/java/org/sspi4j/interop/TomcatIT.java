package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.Secret;
import org.sspi4j.tomcat.testkit.CatalinaBase;
import org.sspi4j.tomcat.testkit.Readme;
import org.sspi4j.tomcat.testkit.TomcatProcess;

/**
 * Tomcat as the README has it, with its own valve and with ours; curl, Chromium and MIT's GSS-API come with a ticket of MIT's KDC, or with
 * a password. The build runs this once for each version of Tomcat, and says in {@code tomcat.version} which one is meant.
 */
@Timeout(120)
@Tag("tomcat")
class TomcatIT {
    private static final String HOST = "svc.mit.example";
    private static final Peers.Mit MIT = Peers.started().mit();
    private static final Peers.Tls PKI = Peers.started().tls();
    private static final String TICKETS = "Tomcat {tomcat.version}: Negotiate with a ticket";
    private static final String PASSWORDS = "Tomcat {tomcat.version}: NTLM with a password";
    private static final String BINDINGS = "Tomcat {tomcat.version}: channel bindings";
    private static final String REFUSALS = "Tomcat {tomcat.version}: refusals";

    @TempDir
    static Path base;

    private static TomcatProcess tomcat;

    @BeforeAll
    static void start() throws Exception {
        var readme = Readme.ofTomcat(Path.of(".."));
        var keytab = MIT.serviceKeytab().toString();
        var accounts = base.resolve("accounts");
        try (var password = Secret.password("Pass!alice".toCharArray())) {
            AccountFile.at(accounts).add("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), List.of("staff"));
        }
        var ntlm = readme.block("allowNtlm=\"true\"")
                .replace("/etc/web.keytab", keytab)
                .replace("/etc/web/accounts", accounts.toString())
                .replace("HTTP/web.example.com", "HTTP/" + HOST);
        var asCurlSpeaksIt = "allowNtlmWithoutMic=\"true\" allowNtlmWithoutTarget=\"true\"";
        new CatalinaBase(base)
                .conf("jaas.conf", readme.block("isInitiator=false").replace("/etc/web.keytab", keytab))
                .conf("logging.properties", """
                        handlers=java.util.logging.ConsoleHandler
                        java.util.logging.ConsoleHandler.level=FINE
                        org.sspi4j.tomcat.level=FINE
                        """)
                .conf("server.xml", serverXml(readme))
                .app("stock", readme.block("SpnegoAuthenticator"), CatalinaBase.EVERYBODY)
                .app(
                        "kerberos",
                        readme.block("keytab=\"/etc/web.keytab\"/>").replace("/etc/web.keytab", keytab),
                        CatalinaBase.EVERYBODY)
                .app("strict", ntlm, CatalinaBase.EVERYBODY)
                .app("ntlm", with(ntlm, "schemes=\"Negotiate, NTLM\" " + asCurlSpeaksIt), CatalinaBase.EVERYBODY)
                .app("bound", with(ntlm, "schemes=\"Negotiate, NTLM\" channelBinding=\"require\""), CatalinaBase.EVERYBODY)
                .app(
                        "bound-curl",
                        with(ntlm, "schemes=\"Negotiate, NTLM\" channelBinding=\"require\" " + asCurlSpeaksIt),
                        CatalinaBase.EVERYBODY);
        tomcat = TomcatProcess.start(
                base,
                MIT.krb5Conf(),
                "-Djava.security.auth.login.config=" + base.resolve("conf/jaas.conf"),
                "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
    }

    /** The one with a Realm, and the other one's connector with TLS, which has two certificates here. */
    private static String serverXml(Readme readme) {
        var connector = Pattern.compile("<Connector port=\"8443\".*?</Connector>", Pattern.DOTALL).matcher(readme.block("SSLHostConfig"));
        assertTrue(connector.find());
        var tls = connector.group().replaceAll("( *<Certificate )(.*)", "$1type=\"RSA\" $2\n$1type=\"EC\" $2")
                .replaceFirst("/etc/web.p12", PKI.file("tomcat-rsa.p12").toString())
                .replaceFirst("/etc/web.p12", PKI.file("tomcat-ec.p12").toString());
        return readme.block("JAASRealm")
                .replace("<Engine", tls + "\n<Engine")
                .replaceAll("\"8080\"|\"8443\"", "\"0\" address=\"127.0.0.1\"");
    }

    private static String with(String contextXml, String attributes) {
        return contextXml.replace("/>\n</Context>", " " + attributes + "/>\n</Context>");
    }

    @AfterAll
    static void end() throws Exception {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    private static URI url(String scheme, String app) {
        return url(scheme, tomcat.port(scheme), app);
    }

    private static URI url(String scheme, int port, String app) {
        return URI.create(scheme + "://" + HOST + ":" + port + "/" + app + "/");
    }

    private static Page curl(Map<String, String> environment, URI url, String... how) throws Exception {
        var all = new ArrayList<>(List.of("--cacert", PKI.file("ca.crt").toString()));
        all.addAll(List.of(how));
        return Page.byCurl(environment, url, all);
    }

    private static Map<String, String> withTicket() {
        return Map.of("KRB5_CONFIG", MIT.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + MIT.aliceCcache());
    }

    private static Map<String, String> withoutTicket() {
        return Map.of("KRB5_CONFIG", MIT.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + base.resolve("none.ccache"));
    }

    private static void isUser(String user, Page page) {
        assertEquals(200, page.status(), () -> page + tomcat.log());
        assertEquals(user, page.line("user"));
    }

    @Test
    void itIsTheTomcatThatIsMeant() throws Exception {
        assertEquals(
                "Apache Tomcat/" + System.getProperty("tomcat.version"),
                curl(withTicket(), url("http", "kerberos"), "--negotiate", "--user", ":").line("server"));
    }

    @ParameterizedTest
    @CsvSource({"stock, SPNEGO", "kerberos, Negotiate", "ntlm, Negotiate"})
    @Shows(value = TICKETS, against = Peer.CURL)
    void aTicketIsEnough(String app, String type) throws Exception {
        var page = curl(withTicket(), url("http", app), "--negotiate", "--user", ":");
        isUser("alice@MIT.EXAMPLE", page);
        assertEquals(type, page.line("type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock", "kerberos", "ntlm"})
    @Shows(value = REFUSALS, against = Peer.CURL)
    void withoutATicketNobodyIsLetIn(String app) throws Exception {
        assertEquals(401, curl(withoutTicket(), url("http", app), "--negotiate", "--user", ":").status());
    }

    @Test
    @Shows(value = PASSWORDS, against = Peer.CURL)
    void aPasswordIsEnoughForNtlm() throws Exception {
        var page = curl(Map.of(), url("http", "ntlm"), "--ntlm", "--user", "LAB\\alice:Pass!alice");
        isUser("LAB\\alice", page);
        assertEquals("NTLM", page.line("package"));
        assertEquals("[staff]", page.line("groups"));
    }

    @Test
    @Shows(value = REFUSALS, against = Peer.CURL)
    void aWrongPasswordIsNot() throws Exception {
        assertEquals(401, curl(Map.of(), url("http", "ntlm"), "--ntlm", "--user", "LAB\\alice:wrong").status());
        assertFalse(tomcat.log().contains("Pass!alice"), tomcat::log);
    }

    /** curl makes no MIC and names no target, and there NTLM is not offered under its own name. */
    @Test
    @Shows(value = REFUSALS, against = Peer.CURL)
    void whereNothingIsAllowedForItCurlIsRefused() throws Exception {
        assertEquals(401, curl(Map.of(), url("http", "strict"), "--ntlm", "--user", "LAB\\alice:Pass!alice").status());
    }

    /**
     * The page as Chromium has it, in a profile of its own that has met Negotiate before: in a new one it loads no library of GSS-API for
     * the first server that asks. The server's name is the one in the URL, which nobody here resolves, and its port is in no URL, since
     * Chromium's NTLM would name it in its target.
     */
    private static String chromium(Map<String, String> environment, int port, String url, String... more) throws Exception {
        var profile = Files.createTempDirectory(base, "chromium");
        Files.writeString(profile.resolve("Local State"), "{\"net\":{\"received_http_auth_negotiate_headers\":true},"
                + "\"auth\":{\"disable_negotiate_cname_lookup\":true}}\n");
        var command = new ArrayList<>(List.of(
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                "--disable-dev-shm-usage", "--user-data-dir=" + profile, "--host-resolver-rules=MAP " + HOST + " 127.0.0.1:" + port));
        command.addAll(List.of(more));
        command.addAll(List.of("--dump-dom", url));
        return Program.run(environment, "", command).succeeded();
    }

    private static String chromiumWithTicket(String scheme, int port, String app, String... more) throws Exception {
        var all = new ArrayList<>(List.of("--auth-server-allowlist=" + HOST));
        all.addAll(List.of(more));
        return chromium(withTicket(), port, scheme + "://" + HOST + "/" + app + "/", all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"stock, SPNEGO", "kerberos, Negotiate", "ntlm, Negotiate"})
    @Shows(value = TICKETS, against = Peer.CHROMIUM)
    void chromiumLogsOnWithATicket(String app, String type) throws Exception {
        var page = chromiumWithTicket("http", tomcat.port("http"), app);
        assertTrue(page.contains("user alice@MIT.EXAMPLE\ntype " + type + "\n"), () -> page + tomcat.log());
    }

    /** {@code bound} demands bindings, {@code ntlm} takes clients without them; {@code bound-curl} is as {@code ntlm} for the rest. */
    @Nested
    class OverTls {
        private static final String TO_NOTHING = "401: SEC_E_BAD_BINDINGS: The client is not bound to this channel";
        private static final String TO_ANOTHER = "401: SEC_E_BAD_BINDINGS: The client is bound to another channel";

        private int logged = tomcat.log().length();

        private TlsRelay between() throws Exception {
            return TlsRelay.to(new InetSocketAddress("127.0.0.1", tomcat.port("https")), "between");
        }

        /** Sent away to begin anew, and told nothing; the log says why. */
        private void isRefused(String why, Page page) {
            assertEquals(401, page.status(), page::toString);
            assertEquals("Negotiate", page.challenge());
            assertLogged(why);
        }

        /** Since this was asked the last time. */
        private void assertLogged(String line) {
            var log = tomcat.log();
            assertTrue(log.substring(logged).contains(line), log);
            logged = log.length();
        }

        /** curl 7.88 makes bindings neither for Kerberos nor for NTLM, which is a fact of this peer's: a newer one may do better. */
        @ParameterizedTest
        @CsvSource({"--negotiate, :, alice@MIT.EXAMPLE", "--ntlm, LAB\\alice:Pass!alice, LAB\\alice"})
        @Shows(value = BINDINGS, against = Peer.CURL)
        void curlWhichMakesNoneIsTakenOnlyWhereNoneAreDemanded(String how, String credential, String user) throws Exception {
            isUser(user, curl(withTicket(), url("https", "ntlm"), how, "--user", credential));
            isRefused(TO_NOTHING, curl(withTicket(), url("https", "bound-curl"), how, "--user", credential));
        }

        /** The context is complete at the client's end too, which has checked who the server is. */
        @ParameterizedTest
        @CsvSource({
            "tomcat-rsa, SHA256withECDSA, ECDHE-RSA-AES256-GCM-SHA384",
            "tomcat-ec, SHA384withECDSA, ECDHE-ECDSA-AES256-GCM-SHA384"
        })
        @Shows(value = BINDINGS, against = Peer.MIT_GSS_HTTPS)
        void aTicketIsBoundToTheCertificateThatIsShown(String certificate, String signature, String cipher) throws Exception {
            assertEquals(signature, PKI.certificate(certificate).getSigAlgName());
            isUser("alice@MIT.EXAMPLE", gss(withTicket(), url("https", "bound"), "--ciphers", cipher));
        }

        @Test
        @Shows(value = BINDINGS, against = {Peer.MIT_GSS_HTTPS, Peer.GSS_NTLMSSP})
        void soIsNtlmInNegotiate() throws Exception {
            var page = gss(Map.of("KRB5_CONFIG", "/dev/null", "PASSWORD", "Pass!alice"), url("https", "bound"), "--user", "LAB\\alice");
            isUser("LAB\\alice", page);
            assertEquals("NTLM", page.line("package"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"bound", "ntlm"})
        @Shows(value = BINDINGS, against = {Peer.MIT_GSS_HTTPS, Peer.GSS_NTLMSSP})
        void whoIsBoundToSomebodyBetweenIsRefused(String app) throws Exception {
            try (var between = between()) {
                isRefused(TO_ANOTHER, gss(withTicket(), url("https", between.port(), app)));
                isRefused(TO_ANOTHER, gss(
                        Map.of("KRB5_CONFIG", "/dev/null", "PASSWORD", "Pass!alice"),
                        url("https", between.port(), app),
                        "--user", "LAB\\alice"));
            }
        }

        private Page gss(Map<String, String> environment, URI url, String... how) throws Exception {
            var all = new ArrayList<>(List.of("--ca", PKI.file("ca.crt").toString()));
            all.addAll(List.of(how));
            return Page.byGss(environment, url, all);
        }

        @Test
        @Shows(value = BINDINGS, against = Peer.CHROMIUM)
        void chromiumBindsNtlmToTheCertificateThatItSees() throws Exception {
            var page = chromiumWithPassword(tomcat.port("https"), "bound");
            assertTrue(page.contains("user LAB\\alice\n") && page.contains("package NTLM\n"), () -> page + tomcat.log());
            try (var between = between()) {
                assertFalse(chromiumWithPassword(between.port(), "ntlm").contains("user "));
                assertLogged(TO_ANOTHER);
            }
        }

        private String chromiumWithPassword(int port, String app) throws Exception {
            return chromium(withoutTicket(), port, "https://LAB%5Calice:Pass!alice@" + HOST + "/" + app + "/", trust());
        }

        /**
         * Chromium 150 makes no bindings for Negotiate on Linux, which is a fact of this peer's and may change. If it makes none, it is
         * refused where they are demanded, and nothing keeps it from somebody between where they are not; if it makes some, the reverse.
         */
        @Test
        @Shows(value = BINDINGS, against = Peer.CHROMIUM)
        void chromiumsTicketIsBoundEverywhereOrNowhere() throws Exception {
            boolean taken = chromiumWithTicket("https", tomcat.port("https"), "bound", trust()).contains("user alice@MIT.EXAMPLE\n");
            try (var between = between()) {
                boolean relayed = chromiumWithTicket("https", between.port(), "ntlm", trust()).contains("user alice@MIT.EXAMPLE\n");
                assertNotEquals(taken, relayed, tomcat::log);
            }
            assertLogged(taken ? TO_ANOTHER : TO_NOTHING);
        }

        /** In the keys of these certificates, each as SHA-256 of its SubjectPublicKeyInfo. */
        private String trust() throws Exception {
            var keys = new ArrayList<String>();
            for (var name : List.of("tomcat-rsa", "tomcat-ec", "between")) {
                var key = PKI.certificate(name).getPublicKey().getEncoded();
                keys.add(Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key)));
            }
            return "--ignore-certificate-errors-spki-list=" + String.join(",", keys);
        }
    }
}
