package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.tools.SspiCommand;

/**
 * The page of {@code sspi demo --serve}, which runs in a JVM of its own: alice reads it with her ticket, bob with his password. What
 * Chromium shows is kept as target/identity-page.png and target/identity-page-dark.png.
 */
@Timeout(90)
@Shows(value = "Negotiate over HTTP", against = Peer.CURL)
class IdentityPageIT {
    private static final String EMPTY = "<html><head></head><body></body></html>";
    private static final String TICKET = "User           alice@EXAMPLE.COM\nPackage        Kerberos in Negotiate\n";

    @TempDir
    private static Path temporary;

    /** A page that is served. */
    private record Demo(RunningProgram program, String page, Path folder) {
        static Demo serve(String... more) throws Exception {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), SspiCommand.class.getName(), "demo", "--serve"));
            command.addAll(List.of(more));
            var program = RunningProgram.start(Map.of(), command);
            var folder = Path.of(program.awaits(Pattern.compile("then (\\S+) is deleted")).group(1));
            return new Demo(program, program.awaits(Pattern.compile("http://localhost:\\d+/")).group(), folder);
        }

        /** With alice's ticket; MIT's libraries read these. */
        Map<String, String> ticket() {
            return Map.of("KRB5_CONFIG", folder.resolve("krb5.conf").toString(), "KRB5CCNAME", "FILE:" + folder.resolve("alice.ccache"));
        }

        Map<String, String> noTicket() {
            return Map.of("KRB5_CONFIG", folder.resolve("krb5.conf").toString(), "KRB5CCNAME", "FILE:" + folder.resolve("none"));
        }

        String bobsPassword() throws Exception {
            var match = Pattern.compile("bob:(\\w+)\"").matcher(Files.readString(folder.resolve("bob.curl")));
            assertTrue(match.find());
            return match.group(1);
        }
    }

    private static Demo strict;
    private static Demo lax;

    @BeforeAll
    static void serve() throws Exception {
        strict = Demo.serve();
        lax = Demo.serve("--allow", "SERVER_NO_MIC,SERVER_NO_TARGET");
    }

    @AfterAll
    static void stop() throws Exception {
        for (var demo : List.of(strict, lax)) {
            try (var program = demo.program) {
                program.terminate();
            }
            assertFalse(Files.exists(demo.folder), demo.program::toString);
        }
    }

    /** Without what the machine's user has in a curlrc. Behind each answer its status, and how many connections were made for it. */
    private static String curl(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("curl", "--disable"));
        command.addAll(options());
        for (var argument : arguments) {
            command.add(argument);
            if (argument.equals("--next")) {
                command.addAll(options());
            }
        }
        return Program.run(environment, "", command).succeeded();
    }

    private static List<String> options() {
        return List.of("--silent", "--show-error", "--noproxy", "*", "--max-time", "15", "--write-out", "[%{http_code} %{num_connects}]\n");
    }

    @Test
    void curlLogsOnWithATicket() throws Exception {
        var said = curl(strict.ticket(), "--negotiate", "--user", ":", strict.page);
        assertTrue(said.startsWith(TICKET), said);
        assertTrue(said.contains("MUTUAL_AUTH"), said);
        assertTrue(said.endsWith("[200 1]\n"), said);
    }

    @Test
    @Shows(value = "NTLM in Negotiate over HTTP", against = Peer.CURL)
    void curlLogsOnWithNtlmInsideNegotiate() throws Exception {
        var file = Files.writeString(temporary.resolve("ntlm"), "EXAMPLE:bob:" + strict.bobsPassword() + "\n");
        var environment = new HashMap<>(strict.noTicket());
        environment.put("NTLM_USER_FILE", file.toString());
        var said = curl(environment, "--negotiate", "--user", ":", strict.page);
        assertTrue(said.startsWith("User           EXAMPLE\\bob\nPackage        NTLM in Negotiate\n"), said);
        assertTrue(said.contains("\nGroups         staff\n"), said);
    }

    @Test
    @Shows(value = "NTLM over HTTP", against = Peer.CURL)
    void curlLogsOnWithNtlm() throws Exception {
        var said = curl(lax.noTicket(), "--config", lax.folder.resolve("bob.curl").toString(), lax.page);
        assertTrue(said.contains("User           EXAMPLE\\bob\nPackage        NTLM\n"), said);
        assertTrue(said.contains("\nRequest 2      says NTLM, with a token of "), said);
    }

    @Test
    void curlWithoutATicketIsNobody() throws Exception {
        assertEquals("Who are you?\n[401 1]\n", curl(strict.noTicket(), "--negotiate", "--user", ":", strict.page));
    }

    @Test
    @Shows(value = "NTLM over HTTP", against = Peer.CURL)
    void curlWithAWrongPasswordIsRefused() throws Exception {
        assertEquals("Who are you?\n[401 1]\n", curl(lax.noTicket(), "--ntlm", "--user", "EXAMPLE\\bob:wrong", lax.page));
        lax.program.awaits("Refused: SEC_E_LOGON_DENIED");
    }

    /** A connection that is kept is each request's own: alice, alice, nobody, bob. */
    @Test
    @Shows(value = "two users, one connection", against = Peer.CURL)
    void requestsThatFollowEachOtherAreEachWhoseTheyAre() throws Exception {
        var said = curl(lax.ticket(),
                "--negotiate", "--user", ":", lax.page, lax.page,
                "--next", lax.page,
                "--next", "--ntlm", "--user", "EXAMPLE\\bob:" + lax.bobsPassword(), lax.page);
        var answers = said.split("\\[200 \\d]\n|\\[401 \\d]\n");
        assertEquals(4, answers.length - (answers[answers.length - 1].isBlank() ? 1 : 0), said);
        assertTrue(answers[0].startsWith(TICKET), said);
        assertTrue(answers[1].startsWith(TICKET), said);
        assertEquals("Who are you?\n", answers[2]);
        assertTrue(answers[3].contains("User           EXAMPLE\\bob\n"), said);
        assertTrue(said.contains("[200 0]"), "curl kept no connection: " + said);
    }

    /** In the profile that the demo made, and without what a browser does beside. What it shows as HTML, and as a picture in the file. */
    private static String chromium(Map<String, String> environment, String url, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1180,1500",
                "--user-data-dir=" + strict.folder.resolve("browser"), "--dump-dom"));
        command.addAll(List.of(more));
        command.add(url);
        var program = Program.run(environment, "", command).succeeded();
        int begin = Math.max(program.indexOf("<!DOCTYPE html>"), program.indexOf("<html"));
        return program.substring(Math.max(0, begin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity-page.png", "identity-page-dark.png"})
    @Shows(value = "Negotiate over HTTP", against = Peer.CHROMIUM)
    void chromiumLogsOnWithATicket(String picture) throws Exception {
        var file = Path.of("target", picture).toAbsolutePath();
        Files.deleteIfExists(file);
        var html = chromium(strict.ticket(), strict.page, "--auth-server-allowlist=localhost", "--screenshot=" + file,
                "--blink-settings=preferredColorScheme=" + (picture.contains("dark") ? 0 : 1));
        assertTrue(html.contains("<h1>alice@EXAMPLE.COM</h1>"), html);
        assertTrue(html.contains("<b>Kerberos in Negotiate</b>"), html);
        assertTrue(html.contains("<li class=\"yes\"><b>INTEGRITY</b>"), html);
        assertTrue(Files.size(file) > 50_000, "there is nothing in the picture");
    }

    /** Its NTLM has a MIC, and names the port of its target. */
    @Test
    @Shows(value = "NTLM over HTTP", against = Peer.CHROMIUM)
    void chromiumLogsOnWithNtlm() throws Exception {
        var html = chromium(strict.noTicket(), strict.page.replace("://", "://EXAMPLE%5Cbob:" + strict.bobsPassword() + "@"));
        assertTrue(html.contains("<h1>EXAMPLE\\bob</h1>"), html);
        assertTrue(html.contains("<b>Request 2</b> says NTLM"), html);
    }

    @Test
    @Shows(value = "Negotiate over HTTP", against = Peer.CHROMIUM)
    void chromiumShowsNothingWithoutATicket() throws Exception {
        assertEquals(EMPTY, chromium(strict.noTicket(), strict.page, "--auth-server-allowlist=localhost").strip());
    }
}
