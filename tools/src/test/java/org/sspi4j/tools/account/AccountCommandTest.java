package org.sspi4j.tools.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AccountCommandTest {
    /** NTOWFv1 of "Password" (MS-NLMP 4.2.2.1.2). */
    private static final String HASH = "a4f49c406510bdcab6824ee7c30fd852";

    @TempDir
    private Path folder;

    private StringWriter out;
    private StringWriter err;
    private Path file;
    private String password;
    private String hash;

    @BeforeEach
    void secrets() throws Exception {
        file = folder.resolve("made").resolve("accounts");
        password = secret("password", "Password\n");
        hash = secret("hash", HASH + "\r\n");
    }

    private String secret(String name, String text) throws Exception {
        var made = Files.createFile(
                folder.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(made, text).toString();
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return new CommandLine(new AccountCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int add(String name, String... more) {
        var all = new ArrayList<>(List.of("add", name, "--file", file.toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    private List<String> listed() {
        assertEquals(0, run("list", "-f", file.toString()), err::toString);
        assertFalse(out.toString().contains(HASH), out.toString());
        return out.toString().lines().skip(1).map(line -> line.replaceAll(" +", " ")).toList();
    }

    @Test
    void addListRemove() throws Exception {
        assertEquals(0, add("EXAMPLE\\alice", "--password-file", password, "-g", "staff,printing"), err::toString);
        assertEquals("Added EXAMPLE\\alice", out.toString().strip());
        assertEquals("EXAMPLE\\alice:" + HASH + ":staff,printing\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertEquals(0, add("bob", "--password-file", hash, "--nt-hash"), err::toString);
        assertEquals(List.of("EXAMPLE\\alice staff,printing", "bob -"), listed());
        assertEquals(0, add("example\\Alice", "--password-file", hash, "--nt-hash", "--group", "staff"), err::toString);
        assertEquals("Replaced example\\Alice", out.toString().strip());
        assertEquals(List.of("example\\Alice staff", "bob -"), listed());
        assertEquals(0, run("remove", "bob", "-f", file.toString()), err::toString);
        assertEquals("Removed bob", out.toString().strip());
        assertEquals(List.of("example\\Alice staff"), listed());
        assertEquals(1, run("remove", "bob", "-f", file.toString()));
        assertEquals("account remove: there is no account bob; see: sspi account list", err.toString().strip());
    }

    @Test
    void anEmptyPasswordIsNone() throws Exception {
        assertEquals(1, add("alice", "--password-file", secret("empty", "\n")));
        assertTrue(err.toString().contains("an account without one lets nobody in"), err.toString());
        assertEquals(1, add("alice", "--nt-hash", "--password-file", secret("of-empty", "31d6cfe0d16ae931b73c59d7e0c089c0\n")));
        assertTrue(err.toString().contains("the hash of the empty password"), err.toString());
        assertEquals(1, add("alice", "--nt-hash", "--password-file", secret("of-zeros", "0".repeat(32) + "\n")));
        assertTrue(err.toString().contains("zeros"), err.toString());
        assertFalse(Files.exists(file));
    }

    /** What the command asks of its caller, each in one line; and no file is made. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "add|2|Missing required parameter: 'NAME'",
        "add alice --password secret|2|Unknown option",
        "add alice --password-file NONE|1|NONE does not exist",
        "add a:b --password-file PASSWORD|1|has a user with a colon",
        "add alice --nt-hash --password-file PASSWORD|1|not hexadecimal digits",
        "add alice --nt-hash --password-file SHORT|1|An NT hash has 16 bytes, and this one has 2",
        "add alice -g a:b --password-file PASSWORD|1|has a group",
        "list|1|does not exist",
        "remove alice|1|there is no account alice",
    })
    void aMistakeIsSaid(String line, int status, String says) throws Exception {
        var filled = line.replace("PASSWORD", password).replace("SHORT", secret("short", "abcd")).replace("NONE", folder + "/NONE");
        assertEquals(status, run((filled + " --file " + file).split(" ")));
        assertTrue(err.toString().contains(says), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
        assertFalse(Files.exists(file));
    }

    @Test
    void aFileThatLetsNobodyInIsSaidToDoSo() throws Exception {
        add("alice", "--password-file", password);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        for (var command : List.of("list", "remove alice", "add bob --password-file " + password)) {
            assertEquals(1, run((command + " --file " + file).split(" ")));
            assertTrue(err.toString().contains("Nobody is let in"), err.toString());
            assertTrue(err.toString().contains("chmod 600 " + file), err.toString());
        }
    }

    @Test
    void withoutACommandItShowsTheUsage() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("Usage: account"), err.toString());
    }
}
