package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
 * Tomcat as the README has it, with its own valve and with ours; curl and Chromium come with a ticket of MIT's KDC, or with a password.
 * The build runs this once for each version of Tomcat, and says in {@code tomcat.version} which one is meant.
 */
@Timeout(120)
@Tag("tomcat")
class TomcatIT {
    private static final String HOST = "svc.mit.example";
    private static final Peers.Mit MIT = Peers.started().mit();
    private static final String TICKETS = "Tomcat {tomcat.version}: Negotiate with a ticket";
    private static final String PASSWORDS = "Tomcat {tomcat.version}: NTLM with a password";
    private static final String REFUSALS = "Tomcat {tomcat.version}: refusals";

    @TempDir
    static Path base;

    private static TomcatProcess tomcat;

    /** What curl got: the last status, and the page. */
    private record Answer(int status, String page) {
        String line(String word) {
            return page.lines()
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line " + word + " in " + this));
        }
    }

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
                .replace("/etc/web/accounts", accounts.toString());
        new CatalinaBase(base)
                .conf("jaas.conf", readme.block("isInitiator=false").replace("/etc/web.keytab", keytab))
                .conf("server.xml", readme.block("JAASRealm").replace("\"8080\"", "\"0\" address=\"127.0.0.1\""))
                .app("stock", readme.block("SpnegoAuthenticator"), CatalinaBase.EVERYBODY)
                .app(
                        "kerberos",
                        readme.block("keytab=\"/etc/web.keytab\"/>").replace("/etc/web.keytab", keytab),
                        CatalinaBase.EVERYBODY)
                .app("strict", ntlm, CatalinaBase.EVERYBODY)
                .app(
                        "ntlm",
                        ntlm.replace("/>\n</Context>", " schemes=\"Negotiate, NTLM\" allowNtlmWithoutMic=\"true\""
                                + " allowNtlmWithoutTarget=\"true\"/>\n</Context>"),
                        CatalinaBase.EVERYBODY);
        tomcat = TomcatProcess.start(
                base, MIT.krb5Conf(), "-Djava.security.auth.login.config=" + base.resolve("conf/jaas.conf"));
    }

    @AfterAll
    static void end() throws Exception {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    /** Without what the machine's user has in a curlrc. */
    private static Answer curl(Map<String, String> environment, String app, String... how) throws Exception {
        var url = "http://" + HOST + ":" + tomcat.port("http") + "/" + app + "/";
        var command = new ArrayList<>(List.of(
                "curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30",
                "--resolve", HOST + ":" + tomcat.port("http") + ":127.0.0.1"));
        command.addAll(List.of(how));
        command.addAll(List.of("--write-out", "\n%{http_code}", url));
        var printed = Program.run(environment, "", command).succeeded();
        int end = printed.lastIndexOf('\n');
        return new Answer(Integer.parseInt(printed.substring(end + 1)), printed.substring(0, end));
    }

    private static Map<String, String> withTicket() {
        return Map.of("KRB5_CONFIG", MIT.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + MIT.aliceCcache());
    }

    @Test
    void itIsTheTomcatThatIsMeant() throws Exception {
        assertEquals(
                "Apache Tomcat/" + System.getProperty("tomcat.version"),
                curl(withTicket(), "kerberos", "--negotiate", "--user", ":").line("server"));
    }

    @ParameterizedTest
    @CsvSource({"stock, SPNEGO", "kerberos, Negotiate", "ntlm, Negotiate"})
    @Shows(value = TICKETS, against = Peer.CURL)
    void aTicketIsEnough(String app, String type) throws Exception {
        var answer = curl(withTicket(), app, "--negotiate", "--user", ":");
        assertEquals(200, answer.status(), () -> answer + tomcat.log());
        assertEquals("alice@MIT.EXAMPLE", answer.line("user"));
        assertEquals(type, answer.line("type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock", "kerberos", "ntlm"})
    @Shows(value = REFUSALS, against = Peer.CURL)
    void withoutATicketNobodyIsLetIn(String app) throws Exception {
        var nobody = Map.of("KRB5_CONFIG", MIT.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + base.resolve("none.ccache"));
        assertEquals(401, curl(nobody, app, "--negotiate", "--user", ":").status());
    }

    @Test
    @Shows(value = PASSWORDS, against = Peer.CURL)
    void aPasswordIsEnoughForNtlm() throws Exception {
        var answer = curl(Map.of(), "ntlm", "--ntlm", "--user", "LAB\\alice:Pass!alice");
        assertEquals(200, answer.status(), () -> answer + tomcat.log());
        assertEquals("LAB\\alice", answer.line("user"));
        assertEquals("NTLM", answer.line("package"));
        assertEquals("[staff]", answer.line("groups"));
    }

    @Test
    @Shows(value = REFUSALS, against = Peer.CURL)
    void aWrongPasswordIsNot() throws Exception {
        assertEquals(401, curl(Map.of(), "ntlm", "--ntlm", "--user", "LAB\\alice:wrong").status());
        assertTrue(!tomcat.log().contains("Pass!alice"), tomcat::log);
    }

    /**
     * The page as Chromium has it, in a profile of its own that has met Negotiate before: in a new one it loads no library of GSS-API for
     * the first server that asks. The server's name is the one in the URL, which nobody here resolves.
     */
    private static String chromium(Map<String, String> environment, String app) throws Exception {
        var profile = Files.createTempDirectory(base, "chromium");
        Files.writeString(profile.resolve("Local State"), "{\"net\":{\"received_http_auth_negotiate_headers\":true},"
                + "\"auth\":{\"disable_negotiate_cname_lookup\":true}}\n");
        var command = List.of(
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                "--disable-dev-shm-usage", "--user-data-dir=" + profile, "--host-resolver-rules=MAP " + HOST + " 127.0.0.1",
                "--auth-server-allowlist=" + HOST, "--dump-dom", "http://" + HOST + ":" + tomcat.port("http") + "/" + app + "/");
        return Program.run(environment, "", command).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"stock, SPNEGO", "kerberos, Negotiate", "ntlm, Negotiate"})
    @Shows(value = TICKETS, against = Peer.CHROMIUM)
    void chromiumLogsOnWithATicket(String app, String type) throws Exception {
        var page = chromium(withTicket(), app);
        assertTrue(page.contains("user alice@MIT.EXAMPLE\ntype " + type + "\n"), () -> page + tomcat.log());
    }

    /** curl makes no MIC and names no target, and there NTLM is not offered under its own name. */
    @Test
    @Shows(value = REFUSALS, against = Peer.CURL)
    void whereNothingIsAllowedForItCurlIsRefused() throws Exception {
        assertEquals(401, curl(Map.of(), "strict", "--ntlm", "--user", "LAB\\alice:Pass!alice").status());
    }
}
