package org.sspi4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exchange that is not refused would wait for lines: hence the time limit. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class SspiCommandTest {
    private static final List<String> INITIATOR = List.of("exchange", "--package", "Kerberos", "--role", "initiator");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void withoutACommandItShowsTheUsageAndIsWrong() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("Usage: sspi"), err.toString());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help", "demo --help", "packages --help", "exchange --help", "keytab --help",
            "keytab add --help"})
    void helpIsNoMistake(String line) {
        assertEquals(0, run(line.split(" ")));
        assertTrue(out.toString().startsWith("Usage: sspi"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void theHelpOfEveryCommandFitsAnOrdinaryTerminal() {
        for (var command : List.of("demo", "packages", "exchange", "keytab", "keytab list", "keytab add", "keytab remove")) {
            run((command + " --help").split(" "));
        }
        assertEquals(List.of(), out.toString().lines().filter(line -> line.length() > 80).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void theVersionNamesTheJava(String line) {
        assertEquals(0, run(line.split(" ")));
        assertTrue(out.toString().matches("sspi .* on Java " + Runtime.version().feature() + "\\S*\\R"), out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "demmo|Unmatched argument at index 0: 'demmo'",
        "packages --nonesuch|Unknown option: '--nonesuch'",
        "exchange --role initiator|Missing required option: '--package=NAME'",
        "demo --port 8080|Error: Missing required argument(s): --serve",
        "demo --serve --port 80a|Invalid value for option '--port'",
        "demo --serve --allow SERVER_NOTHING|Invalid value for option '--allow'",
        "exchange --package Kerberos|Missing required option: '--role=initiator|acceptor'",
    })
    void aWrongCallIsOneLineAndAHint(String line, String mistake) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err.toString().contains(": " + mistake), err.toString());
        assertTrue(err.toString().lines().count() <= 2, err.toString());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--accounts f|the Kerberos package takes no accounts (--accounts)",
        "--nt-hash|the Kerberos package takes no NT hash (--nt-hash)",
        "--target-names a|the Kerberos package takes no target names of its own (--target-names)",
        "--allow client_lm|the Kerberos package takes no allowances (--allow)",
        "--cert f|the Kerberos package takes no certificate (--cert)",
        "--key f|the Kerberos package takes no private key (--key)",
        "--package-list NTLM|the Kerberos package takes no package list (--package-list)",
        "--user alice|--user needs --password-file or --keytab",
        "--user alice --ccache c|--ccache has its own user: leave --user out",
        "--keytab k --ccache c|--password-file, --keytab and --ccache exclude one another",
        "--flags mutual,x|--flags: there is no flag \"x\"",
        "--channel-bindings 0|--channel-bindings is not hexadecimal",
    })
    void whatMakesNoSenseIsRefusedBeforeTheFirstLine(String options, String mistake) {
        assertEquals(2, run(Stream.concat(INITIATOR.stream(), Stream.of(options.split(" "))).toArray(String[]::new)));
        assertEquals("sspi exchange: " + mistake, err.toString().lines().findFirst().orElse(""));
        assertFalse(err.toString().contains("\tat "));
    }

    @Test
    void anAcceptorHasNoTarget() {
        assertEquals(2, run("exchange", "--package", "Kerberos", "--role", "acceptor", "--target", "HTTP/web"));
        assertTrue(err.toString().startsWith("sspi exchange: an acceptor has no target"), err.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--accounts f|--accounts is the acceptor's",
        "--target-names a|--target-names is the acceptor's",
        "--allow nonesuch|Invalid value for option '--allow' (NAME,NAME...): expected one of",
    })
    void whatMakesNoSenseWithNtlmIsRefused(String options, String mistake) {
        var initiator = Stream.of("exchange", "--package", "NTLM", "--role", "initiator", "--target", "HTTP/web");
        assertEquals(2, run(Stream.concat(initiator, Stream.of(options.split(" "))).toArray(String[]::new)));
        assertTrue(err.toString().startsWith("sspi exchange: " + mistake), err.toString());
    }

    @Test
    void whatIsNoNtHashIsRefusedAndNotSaid() throws Exception {
        var file = Files.createTempFile("hash", "");
        try {
            for (var wrong : List.of("secret", "abcd")) {
                Files.writeString(file, wrong + "\n");
                assertEquals(2, run(
                        "exchange", "--package", "NTLM", "--role", "initiator", "--user", "alice", "--nt-hash", "--password-file",
                        file.toString()));
                assertTrue(err.toString().startsWith("sspi exchange: --nt-hash: "), err.toString());
                assertFalse(err.toString().contains(wrong), err.toString());
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aPasswordNeedsAUser() throws Exception {
        var file = Files.createTempFile("password", "");
        try {
            assertEquals(2, run("exchange", "--package", "Kerberos", "--role", "initiator", "--password-file", file.toString()));
            assertTrue(err.toString().startsWith("sspi exchange: --password-file needs --user"), err.toString());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aKrb5ConfThatCannotBeUsedIsSaidToBeSo() throws Exception {
        var file = Files.writeString(folder.resolve("krb5.conf"), "[libdefaults\n");
        assertEquals(2, run("exchange", "--package", "Kerberos", "--role", "initiator", "--krb5-conf", file.toString()));
        assertTrue(err.toString().startsWith("sspi exchange: --krb5-conf: " + file + " line 1"), err.toString());
    }

    @Test
    void packagesShowsWhatAPackageCanDo() {
        assertEquals(0, run("packages"));
        assertTrue(out.toString().contains("Scripted  for tests"), out.toString());
        assertTrue(out.toString().contains("largest token  100 bytes"), out.toString());
        assertTrue(out.toString().contains("capabilities   0x00000000 none"), out.toString());
    }

    private int run(String... arguments) {
        return SspiCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
