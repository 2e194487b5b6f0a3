package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class LockedFileTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = Files.write(folder.resolve("cc"), new byte[] {1});
    }

    private FileChannel locked() throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.WRITE);
        file.lock();
        return file;
    }

    private static void append(LockedFile file) throws Exception {
        file.update(present -> new LockedFile.Append(new byte[] {2}));
    }

    @Test
    void updateWaitsForLockHeldElsewhereInThisProcess() throws Exception {
        var update = new FutureTask<>(() -> {
            append(new LockedFile(path));
            return true;
        });
        var thread = new Thread(update);
        try (var held = locked()) {
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(update.isDone(), "it does not wait");
                Thread.onSpinWait();
            }
            assertTrue(held.isOpen());
        }
        assertTrue(update.get(10, TimeUnit.SECONDS));
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(path));
    }

    @Test
    void lockIsNotWaitedForForEver() throws Exception {
        try (var held = locked()) {
            var file = new LockedFile(path, Duration.ofMillis(50));
            assertTrue(assertThrows(IOException.class, () -> append(file)).getMessage().contains("locked"));
            assertThrows(IOException.class, file::read);
            assertTrue(held.isOpen());
        }
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(path));
    }

    @Test
    void interruptEndsWait() throws Exception {
        try (var held = locked()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> append(new LockedFile(path)));
            assertTrue(Thread.interrupted());
            assertTrue(held.isOpen());
        }
    }
}
