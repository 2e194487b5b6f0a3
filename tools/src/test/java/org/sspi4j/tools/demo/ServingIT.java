package org.sspi4j.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.HttpClientAuthentication;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.tools.SspiJar;

/** {@code sspi demo --serve}, as it is typed. */
@Timeout(60)
class ServingIT {
    private static final Pattern PAGE = Pattern.compile("http://localhost:\\d+/");
    private static final Pattern FOLDER = Pattern.compile("then (\\S+) is deleted");

    private final HttpClient http = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    private static String found(Pattern pattern, String said) {
        var match = pattern.matcher(said);
        assertTrue(match.find(), said);
        return match.group(match.groupCount());
    }

    private HttpResponse<String> get(URI page, String... fields) throws Exception {
        var request = HttpRequest.newBuilder(page).header("Accept", "*/*");
        return http.send((fields.length == 0 ? request : request.headers(fields)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** All that was printed is true until it is interrupted, and gone then. */
    @Test
    void aliceReadsThePageWithTheTicketThatLiesThere() throws Exception {
        try (var demo = SspiJar.start(Map.of("LC_ALL", "C.UTF-8"), "demo", "--serve")) {
            var said = demo.until("is deleted");
            var page = URI.create(found(PAGE, said));
            var folder = Path.of(found(FOLDER, said));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("bob.curl"))));
            var offer = get(page);
            assertEquals(401, offer.statusCode());
            try (var alice = Sspi.acquireCredentialsHandle(
                            "Negotiate",
                            CredentialUse.OUTBOUND,
                            Identity.ccache("FILE:" + folder.resolve("alice.ccache")),
                            KerberosConfig.load(folder.resolve("krb5.conf")));
                    var client = HttpClientAuthentication.builder().scheme("Negotiate", alice).build().connection()) {
                var challenges = offer.headers().allValues("WWW-Authenticate");
                var answer = get(page, "Authorization", client.authorization("HTTP/localhost", challenges, Optional.empty()).orElseThrow());
                assertTrue(answer.body().startsWith("User           alice@EXAMPLE.COM\n"), answer.body());
                client.authenticated(answer.headers().allValues("WWW-Authenticate")).orElseThrow().close();
            }
            assertEquals("→ alice@EXAMPLE.COM, by Kerberos in Negotiate", demo.until("alice@").strip());
            Files.createDirectories(folder.resolve("browser").resolve("Default"));
            Files.createSymbolicLink(folder.resolve("browser").resolve("Default").resolve("Lock"), Path.of("nowhere"));
            demo.interrupt();
            assertFalse(Files.exists(folder));
            assertEquals("", demo.errors());
        }
    }

    @Test
    void itEndsByItselfIfItIsTold() throws Exception {
        var result = SspiJar.run(Map.of(), "demo", "--serve", "--seconds", "1", "--allow", "SERVER_NO_MIC,SERVER_NO_TARGET");
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals("", result.errors());
        var folder = found(FOLDER, result.output());
        assertTrue(result.output().contains("    curl --config " + folder + "/bob.curl http://localhost:"), result.output());
        assertFalse(Files.exists(Path.of(folder)));
    }

    @Test
    void aPortThatSomebodyHasIsTold() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var result = SspiJar.run(Map.of(), "demo", "--serve", "--port", String.valueOf(other.getLocalPort()));
            assertEquals(1, result.exitStatus());
            assertTrue(result.output().contains("The page cannot be served: "), result.output());
            assertEquals(List.of(), result.output().lines().filter(line -> line.contains("\tat ")).toList());
        }
    }
}
