package org.sspi4j.tools.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "secret, secret",
        "secret\\n, secret",
        "secret\\r\\n, secret",
        "secret\\n\\n, secret\\n",
        "secret\\r, secret\\r",
        "' secret ', ' secret '",
        "pässwörd 🔑\\n, pässwörd 🔑",
        "\\n, ''",
        "'', ''"
    })
    void oneLineEndIsDroppedAndNothingElse(String content, String password) throws Exception {
        try (var secret = PasswordFile.read(file(signs(content).getBytes(UTF_8), "rw-------"))) {
            assertArrayEquals(signs(password).getBytes(UTF_8), secret.useUtf8(byte[]::clone));
        }
    }

    @Test
    void standardInputIsAFileThatNobodyElseReads() throws Exception {
        try (var secret = PasswordFile.readOrStandardInput("-", new ByteArrayInputStream("secret\n".getBytes(UTF_8)))) {
            assertArrayEquals("secret".getBytes(UTF_8), secret.useUtf8(byte[]::clone));
        }
        var many = new ByteArrayInputStream(new byte[4097]);
        assertThrows(IOException.class, () -> PasswordFile.readOrStandardInput("-", many));
        var file = file("of a file".getBytes(UTF_8), "rw-------").toString();
        try (var secret = PasswordFile.readOrStandardInput(file, many)) {
            assertArrayEquals("of a file".getBytes(UTF_8), secret.useUtf8(byte[]::clone));
        }
    }

    /** Only root gives a file to somebody else. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFileOfAnotherUserIsRefused() throws Exception {
        var file = file("secret".getBytes(UTF_8), "rw-------");
        assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "not root");
        Files.setAttribute(file, "unix:uid", 4711);
        var said = assertThrows(IOException.class, () -> PasswordFile.read(file)).getMessage();
        assertTrue(said.startsWith(file + " is ") && said.contains("copy it"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
    @DisabledOnOs(OS.WINDOWS)
    void aFileThatNobodyElseMayReadOrWriteIsTaken(String permissions) throws Exception {
        PasswordFile.read(file("secret".getBytes(UTF_8), permissions)).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-r--r--", "r--r--r--"})
    @DisabledOnOs(OS.WINDOWS)
    void aFileThatOthersMayReadIsRefused(String permissions) throws Exception {
        var file = file("secret".getBytes(UTF_8), permissions);
        var refused = assertThrows(IOException.class, () -> PasswordFile.read(file));
        assertEquals(file + " may be read by others: chmod 600 " + file, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-----w-", "rwx-wx-wx"})
    @DisabledOnOs(OS.WINDOWS)
    void aFileThatOthersMayWriteIsRefused(String permissions) throws Exception {
        var file = file("secret".getBytes(UTF_8), permissions);
        var refused = assertThrows(IOException.class, () -> PasswordFile.read(file));
        assertEquals(
                file + " may be written by others, so that the password in it may be theirs: look at it, and chmod 600 " + file,
                refused.getMessage());
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeSo() {
        var file = folder.resolve("none");
        assertEquals(file + " does not exist", assertThrows(IOException.class, () -> PasswordFile.read(file)).getMessage());
    }

    @Test
    void whatIsNotUtf8IsRefusedWithoutShowingIt() throws Exception {
        var file = file(new byte[] {'X', 'Y', (byte) 0xff, 'Z'}, "rw-------");
        var refused = assertThrows(IOException.class, () -> PasswordFile.read(file));
        assertEquals(file + " is not UTF-8", refused.getMessage());
        assertFalse(String.valueOf(refused.getCause()).contains("XY"), String.valueOf(refused.getCause()));
    }

    @Test
    void aTruncatedCharacterIsNotUtf8() throws Exception {
        var file = file(new byte[] {'a', (byte) 0xc3}, "rw-------");
        assertEquals(file + " is not UTF-8", assertThrows(IOException.class, () -> PasswordFile.read(file)).getMessage());
    }

    @Test
    void theLongestPasswordHas4096BytesInItsFile() throws Exception {
        PasswordFile.read(file(new byte[4096], "rw-------")).close();
        var larger = file(new byte[4097], "rw-------");
        assertThrows(IOException.class, () -> PasswordFile.read(larger));
    }

    private Path file(byte[] content, String permissions) throws IOException {
        var file = Files.write(Files.createTempFile(folder, "password", ""), content);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        return file;
    }

    private static String signs(String written) {
        return written.replace("\\n", "\n").replace("\\r", "\r");
    }
}
