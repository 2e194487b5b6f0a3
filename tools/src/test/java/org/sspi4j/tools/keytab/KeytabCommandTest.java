package org.sspi4j.tools.keytab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KeytabCommandTest {
    private static final String WEB = "HTTP/web.example.com@EXAMPLE.COM";

    @TempDir
    private Path folder;

    private StringWriter out;
    private StringWriter err;
    private String file;
    private String password;

    @BeforeEach
    void aPassword() throws Exception {
        file = folder.resolve("web.keytab").toString();
        password = Files.createFile(
                        folder.resolve("password"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                .toString();
        Files.writeString(Path.of(password), "throw-away\n");
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return new CommandLine(new KeytabCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int add(String kvno, String etypes) {
        return run("add", file, "-p", WEB, "-k", kvno, "-e", etypes, "--password-file", password);
    }

    /** The lines behind the head, without the time. */
    private List<String> lines() {
        return out.toString().lines().skip(1).map(line -> line.replaceAll("\\d{4}-\\S+Z", "TIME").replaceAll(" +", " ").strip()).toList();
    }

    @Test
    void addListRemove() {
        assertEquals(0, add("7", "aes256-cts,aes128-cts"), err::toString);
        assertEquals(List.of("7 TIME aes256-cts-hmac-sha1-96 " + WEB, "7 TIME aes128-cts-hmac-sha1-96 " + WEB), lines());
        assertEquals(0, add("8", "aes256-cts"), err::toString);
        assertEquals(0, run("list", file), err::toString);
        assertEquals(3, lines().size());
        assertEquals(0, run("remove", file, "-p", WEB, "-k", "7", "-e", "aes128-cts"), err::toString);
        assertEquals(List.of("7 TIME aes128-cts-hmac-sha1-96 " + WEB), lines());
        assertEquals(0, run("remove", file, "--principal", WEB, "--kvno", "8"), err::toString);
        assertEquals(0, run("list", file), err::toString);
        assertEquals(List.of("7 TIME aes256-cts-hmac-sha1-96 " + WEB), lines());
        assertEquals(0, run("remove", file, "-p", WEB), err::toString);
        assertEquals(0, run("list", file), err::toString);
        assertEquals(List.of(), lines());
    }

    @Test
    void theSaltCounts() throws Exception {
        add("1", "aes256-cts");
        var first = Files.readAllBytes(Path.of(file));
        assertEquals(0, run(
                "add", file, "-p", WEB, "-k", "1", "-e", "aes256-cts", "--password-file", password, "--salt", "EXAMPLE.COMhostweb"),
                err::toString);
        assertEquals(0, run("list", file));
        assertEquals(1, lines().size());
        int key = first.length - 36;
        assertFalse(Arrays.equals(first, key, key + 32, Files.readAllBytes(Path.of(file)), key, key + 32));
    }

    /** A file of somebody else's: on a terminal, ESC would clear what is there and CR write over it. */
    @Test
    void aNameThatSteersTheTerminalIsShownWithoutThat() throws Exception {
        addOdd("w\u001b[2J\rample");
        assertEquals(0, run("list", file), err::toString);
        assertEquals(List.of("7 TIME aes256-cts-hmac-sha1-96 HTTP/w\\u001b[2J\\u000dample.com@EXAMPLE.COM"), lines());
    }

    /** The last ones: what is written like a character that is not, a mark of direction, and one beyond 16 bits. */
    @ParameterizedTest
    @ValueSource(strings = {
        "web.example", "w\u001b[2J\rample", "w\n\t\b\0xample", "\\u001b/@ple",
        "we\u00e2\u0080\u00aexample", "w\u00f3\u00a0\u0080\u0081xample"
    })
    void whatListShowsRemoveTakes(String odd) throws Exception {
        addOdd(odd);
        assertEquals(0, run("add", file, "-p", "u@EXAMPLE.COM", "-k", "1", "-e", "aes256-cts", "--password-file", password), err::toString);
        assertEquals(0, run("list", file), err::toString);
        var shown = lines().get(0).replace("7 TIME aes256-cts-hmac-sha1-96 ", "");
        assertEquals(0, run("remove", file, "-p", shown), err::toString);
        assertEquals(List.of("7 TIME aes256-cts-hmac-sha1-96 " + shown), lines());
        assertEquals(0, run("list", file), err::toString);
        assertEquals(List.of("1 TIME aes256-cts-hmac-sha1-96 u@EXAMPLE.COM"), lines());
    }

    /** @param name in ISO 8859-1, as long as what it stands instead of */
    private void addOdd(String name) throws Exception {
        assertEquals(0, add("7", "aes256-cts"), err::toString);
        var bytes = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        Files.writeString(Path.of(file), bytes.replace("web.example", name), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u", "u@R@S", "u@R\\", "u\\u12@R", "u\\u+001@R"})
    void aNameThatListCannotShowIsNone(String name) {
        add("1", "aes256-cts");
        assertEquals(1, run("remove", file, "-p", name));
        assertTrue(err.toString().contains("is no name of a principal"), err.toString());
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        add("1", "aes256-cts");
        assertEquals(1, run("remove", file, "-p", WEB, "-k", "2"));
        assertEquals("keytab remove: " + file + " has no such key; see: sspi keytab list " + file, err.toString().strip());
    }

    /** What the command asks of its caller, each in one line; and no file is made. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "add FILE -k 1 -e aes|2|Missing required option: '--principal=NAME'",
        "add FILE -p u@R -e aes|2|Missing required option: '--kvno=N'",
        "add FILE -p u@R -k 1|2|Missing required option: '--etype=TYPE'",
        "add -p u@R -k 1 -e aes|2|Missing required parameter: 'FILE'",
        "add FILE -p u@R -k -1 -e aes --password-file PASSWORD|2|--kvno is 0 to 4294967295",
        "add FILE -p u@R -k 4294967296 -e aes --password-file PASSWORD|2|--kvno is 0 to 4294967295",
        "add FILE -p u@R -k 1 -e aes --password-file NONE|1|NONE does not exist",
        "add FILE -p u -k 1 -e aes --password-file PASSWORD|1|has no realm",
        "add FILE -p u@R -k 1 -e des --password-file PASSWORD|1|is not known here",
        "add FILE -p u@R -k 1 -e aes --password secret|2|Unknown option",
        "list FILE|1|does not exist",
        "remove FILE -p u@R|1|does not exist",
    })
    void aMistakeIsSaid(String line, int status, String says) {
        var none = folder.resolve("NONE").toString();
        assertEquals(status, run(line.replace("PASSWORD", password).replace("NONE", none).replace("FILE", file).split(" ")));
        assertTrue(err.toString().contains(says), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
        assertFalse(Files.exists(Path.of(file)));
    }

    @Test
    void withoutACommandItShowsTheUsage() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("Usage: keytab"), err.toString());
    }
}
