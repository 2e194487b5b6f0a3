package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;

class WatchedFileTest {
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws Exception {
        file = write("keytab", "old");
    }

    private Path write(String name, String content) throws Exception {
        var path = Files.writeString(folder.resolve(name), content);
        return Files.setLastModifiedTime(path, FileTime.from(WRITTEN));
    }

    private Optional<Need.StampedFile> look(Optional<Need.Stamp> known, int secondsLater) throws SspiException {
        return new WatchedFile(file).ifChanged(known, WRITTEN.plusSeconds(secondsLater));
    }

    private Optional<Need.Stamp> stamp(int secondsLater) throws SspiException {
        return look(Optional.empty(), secondsLater).map(Need.StampedFile::stamp);
    }

    @Test
    void theSameFileIsNotReadAgain() throws Exception {
        assertTrue(look(stamp(3), 100).isEmpty());
    }

    @Test
    void anotherTimeSizeOrFileIsRead() throws Exception {
        var known = stamp(3);
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plusMillis(1)));
        assertTrue(look(known, 100).isPresent());
        write("keytab", "longer");
        assertArrayEquals("longer".getBytes(), look(known, 100).orElseThrow().bytes());
        Files.move(write("beside", "new"), file, StandardCopyOption.REPLACE_EXISTING);
        assertArrayEquals("new".getBytes(), look(known, 100).orElseThrow().bytes());
    }

    @Test
    void whatWasJustWrittenMayChangeAgainUnseenAndIsRead() throws Exception {
        var known = stamp(1);
        write("keytab", "new");
        assertArrayEquals("new".getBytes(), look(known, 100).orElseThrow().bytes());
    }

    @Test
    void aFileThatIsGoneHoldsNoCredentials() throws Exception {
        var known = stamp(3);
        Files.delete(file);
        assertEquals(
                SecurityStatus.SEC_E_NO_CREDENTIALS, assertThrows(SspiException.class, () -> look(known, 100)).status());
    }

    /** To open it would wait for a writer for ever. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsNotOpened() throws Exception {
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var refusal = assertThrows(SspiException.class, () -> new WatchedFile(pipe).bytes());
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refusal.status());
        assertTrue(refusal.getMessage().contains(pipe + " is not a file"), refusal.getMessage());
    }

    /** As those of /proc: it is there to be read all the same. */
    @Test
    void aFileThatDoesNotSayHowLargeItIsIsReadWhole() throws Exception {
        var version = Path.of("/proc/version");
        assumeTrue(Files.exists(version), "/proc is of Linux");
        assertEquals(0, Files.size(version));
        assertArrayEquals(Files.readAllBytes(version), new WatchedFile(version).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void sixteenMebibytesAreReadAndNotMore(int more) throws Exception {
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((16 << 20) + more);
        }
        if (more == 0) {
            assertEquals(16 << 20, new WatchedFile(file).bytes().length);
        } else {
            var refusal = assertThrows(SspiException.class, () -> new WatchedFile(file).bytes());
            assertTrue(refusal.getMessage().contains("is larger than"), refusal.getMessage());
        }
    }
}
